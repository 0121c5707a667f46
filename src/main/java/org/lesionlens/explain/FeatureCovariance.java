package org.lesionlens.explain;

import org.lesionlens.inference.Cells;
import org.lesionlens.inference.Tensor;

/**
 * How the features of two positions vary together: each position is a random variable of which every channel is an
 * observation, cov(i, j) = mean over channels of (x_i - mean x_i)(x_j - mean x_j).
 *
 * <p>Self-attention is often explained by this picture; beside {@link QueryAttention} it shows what learnt queries and keys
 * add. Positions are cells in row-major order. A row is computed when it is asked for. Immutable, thread-safe.
 */
final class FeatureCovariance {
    private final int channels;
    private final Cells cells;
    private final float[] centred;

    /**
     * Centres the features of each position.
     *
     * @param features 1,C,Y,X or 1,C,Z,Y,X
     * @throws IllegalArgumentException if the batch is not 1
     */
    FeatureCovariance(Tensor features) {
        this.cells = Cells.of(features);
        this.channels = (int) features.shape()[1];
        this.centred = features.values().clone();
        for (int position = 0; position < cells.count(); position++) {
            centre(position);
        }
    }

    private void centre(int position) {
        int positions = cells.count();
        double mean = 0;
        for (int i = position; i < centred.length; i += positions) {
            mean += centred[i] / channels;
        }
        for (int i = position; i < centred.length; i += positions) {
            centred[i] -= (float) mean;
        }
    }

    /** The positions. */
    Cells cells() {
        return cells;
    }

    /**
     * The covariance of a position with every position.
     *
     * @throws IllegalArgumentException if there is no such position
     */
    float[] row(int position) {
        int positions = cells.count();
        if (position < 0 || position >= positions) {
            throw new IllegalArgumentException("position is " + position + " but must be 0 to " + (positions - 1));
        }
        float[] row = new float[positions];
        for (int plane = 0; plane < centred.length; plane += positions) {
            float here = centred[plane + position] / channels;
            for (int to = 0; to < positions; to++) {
                row[to] += here * centred[plane + to];
            }
        }
        return row;
    }
}
