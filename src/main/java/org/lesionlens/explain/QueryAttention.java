package org.lesionlens.explain;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lesionlens.inference.Cells;
import org.lesionlens.inference.Tensor;

/**
 * Where each position of a slice looks: rows of softmax(q.k) of a non-local block (Wang et al. 2018, arXiv 1711.07971).
 *
 * <p>Positions are the cells of the block's grid, of a slice or of a volume, in row-major order. A row is computed when it is asked for; the matrix of
 * all positions by all positions never exists. Immutable, thread-safe.
 */
public final class QueryAttention {
    private final int channels;
    private final Cells cells;
    private final float[] query;
    private final float[] key;

    /**
     * What one pass over all pairs of positions tells, a value for each position. The arrays that it gives are its own,
     * not copies.
     */
    public static final class Summary {
        /** Logarithm of the denominator of its softmax. */
        private final double[] logSums;

        private final float[] entropies;
        private final float[] distances;
        private final float[] evenDistances;

        private Summary(int positions) {
            logSums = new double[positions];
            entropies = new float[positions];
            distances = new float[positions];
            evenDistances = new float[positions];
        }

        /** Entropy of its row in nat: 0 for a single cell, log(cells) for all alike. */
        public float[] entropies() {
            return entropies;
        }

        /** Mean distance to what it looks at, in the unit of the cells' size. */
        public float[] distances() {
            return distances;
        }

        /** What that would be if it looked everywhere alike: short in the middle, long in the corners. */
        public float[] evenDistances() {
            return evenDistances;
        }
    }

    /**
     * Ties queries to keys.
     *
     * @param query 1,C,Y,X or 1,C,Z,Y,X
     * @param key of the same shape
     * @throws IllegalArgumentException if the shapes differ or the batch is not 1
     */
    public QueryAttention(Tensor query, Tensor key) {
        if (!Arrays.equals(query.shape(), key.shape())) {
            throw new IllegalArgumentException("query has shape " + Arrays.toString(query.shape()) + " and key "
                    + Arrays.toString(key.shape()) + " but both must be 1,C,Y,X or 1,C,Z,Y,X");
        }
        this.cells = Cells.of(query);
        this.channels = (int) query.shape()[1];
        this.query = byPosition(query.values());
        this.key = byPosition(key.values());
    }

    /** From C,Y,X to Y,X,C, so that the vector of a position lies together. */
    private float[] byPosition(float[] values) {
        int positions = positions();
        float[] turned = new float[values.length];
        for (int channel = 0; channel < channels; channel++) {
            for (int position = 0; position < positions; position++) {
                turned[position * channels + channel] = values[channel * positions + position];
            }
        }
        return turned;
    }

    /** The positions. */
    Cells cells() {
        return cells;
    }

    private int positions() {
        return cells.count();
    }

    /**
     * How much a position looks at each position; the values add up to 1.
     *
     * @throws IllegalArgumentException if there is no such position
     */
    public float[] row(int position) {
        double[] weights = softmax(products(required(position)));
        float[] row = new float[weights.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) weights[i];
        }
        return row;
    }

    /**
     * How much each position looks at this one; the values need not add up to 1.
     *
     * @param summary of these queries and keys
     * @throws IllegalArgumentException if there is no such position
     */
    float[] reverse(int position, Summary summary) {
        required(position);
        float[] column = new float[positions()];
        for (int from = 0; from < column.length; from++) {
            column[from] = (float) Math.exp(product(from, position) - summary.logSums[from]);
        }
        return column;
    }

    /**
     * Goes once through all pairs of positions, on all cores.
     *
     * @param cellSize distance of neighbouring cells along x, y and z, in mm or pixels
     */
    Summary summary(double... cellSize) {
        int positions = positions();
        Summary summary = new Summary(positions);
        IntStream.range(0, positions).parallel().forEach(from -> {
            double[] products = products(from);
            double logSum = logSum(products);
            double entropy = 0;
            double distance = 0;
            double evenDistance = 0;
            for (int to = 0; to < positions; to++) {
                double weight = Math.exp(products[to] - logSum);
                entropy -= weight * (products[to] - logSum);
                double length = length(from, to, cellSize);
                distance += weight * length;
                evenDistance += length / positions;
            }
            summary.logSums[from] = logSum;
            summary.entropies[from] = (float) entropy;
            summary.distances[from] = (float) distance;
            summary.evenDistances[from] = (float) evenDistance;
        });
        return summary;
    }

    private double length(int from, int to, double... cellSize) {
        int columns = cells.columns();
        int plane = columns * cells.rows();
        double x = (to % columns - from % columns) * cellSize[0];
        double y = (to % plane / columns - from % plane / columns) * cellSize[1];
        double z = to / plane == from / plane ? 0 : (to / plane - from / plane) * cellSize[2];
        return Math.sqrt(x * x + y * y + z * z);
    }

    private int required(int position) {
        if (position < 0 || position >= positions()) {
            throw new IllegalArgumentException("position is " + position + " but must be 0 to " + (positions() - 1));
        }
        return position;
    }

    private double[] products(int from) {
        double[] products = new double[positions()];
        for (int to = 0; to < products.length; to++) {
            products[to] = product(from, to);
        }
        return products;
    }

    private double product(int from, int to) {
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            sum += query[from * channels + channel] * key[to * channels + channel];
        }
        return sum;
    }

    private static double logSum(double[] products) {
        double largest = Arrays.stream(products).max().orElseThrow();
        double sum = 0;
        for (double product : products) {
            sum += Math.exp(product - largest);
        }
        return largest + Math.log(sum);
    }

    private static double[] softmax(double[] products) {
        double logSum = logSum(products);
        double[] weights = new double[products.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(products[i] - logSum);
        }
        return weights;
    }
}
