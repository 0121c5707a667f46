package org.lesionlens.explain;

import java.util.Arrays;
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
    private final int columns;
    private final int rows;
    private final float[] centred;

    /**
     * Centres the features of each position.
     *
     * @param features 1,C,Y,X
     * @throws IllegalArgumentException if the batch is not 1
     */
    FeatureCovariance(Tensor features) {
        if (features.shape().length != 4 || features.shape()[0] != 1) {
            throw new IllegalArgumentException(
                    "features have shape " + Arrays.toString(features.shape()) + " but must have 1,C,Y,X");
        }
        this.channels = (int) features.shape()[1];
        this.rows = (int) features.shape()[2];
        this.columns = (int) features.shape()[3];
        this.centred = features.values().clone();
        for (int position = 0; position < rows * columns; position++) {
            centre(position);
        }
    }

    private void centre(int position) {
        int positions = rows * columns;
        double mean = 0;
        for (int i = position; i < centred.length; i += positions) {
            mean += centred[i] / channels;
        }
        for (int i = position; i < centred.length; i += positions) {
            centred[i] -= (float) mean;
        }
    }

    /** Cells along a row of the grid. */
    int columns() {
        return columns;
    }

    /** Cells along a column of the grid. */
    int rows() {
        return rows;
    }

    /**
     * The covariance of a position with every position.
     *
     * @throws IllegalArgumentException if there is no such position
     */
    float[] row(int position) {
        int positions = rows * columns;
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
