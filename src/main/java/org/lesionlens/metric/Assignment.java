package org.lesionlens.metric;

import java.util.Arrays;

/**
 * Pairs rows with columns, one to one, at the least total cost (the linear sum assignment problem).
 *
 * <p>Shortest augmenting paths with potentials, O(n^2 m) for n rows and m columns, n the smaller. Source: R. Jonker,
 * A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38,
 * 1987. Columns count from 1 inside, column 0 stands for the row that is being placed.
 */
public final class Assignment {
    private final double[][] cost;
    private final int rows;
    private final int columns;
    private final double[] rowPotential;
    private final double[] columnPotential;
    /** For each column the row it has, for each the column before it on the path; 0 is none. */
    private final int[] rowOf;

    private final int[] previous;
    private final double[] shortest;
    private final boolean[] visited;

    private Assignment(double[][] cost) {
        this.cost = cost;
        rows = cost.length;
        columns = cost[0].length;
        rowPotential = new double[rows + 1];
        columnPotential = new double[columns + 1];
        rowOf = new int[columns + 1];
        previous = new int[columns + 1];
        shortest = new double[columns + 1];
        visited = new boolean[columns + 1];
    }

    /**
     * For each row the column it is paired with, -1 if none is left for it.
     *
     * @param cost finite, rows of equal length; may have more rows than columns or fewer
     * @throws IllegalArgumentException if the rows have different lengths or a cost is not finite
     */
    public static int[] minimumCost(double[][] cost) {
        int[] pairs = new int[cost.length];
        Arrays.fill(pairs, -1);
        if (cost.length == 0 || cost[0].length == 0) {
            return pairs;
        }
        requireFinite(cost);
        boolean wide = cost.length <= cost[0].length;
        int[] rowOf = new Assignment(wide ? cost : transposed(cost)).solve();
        for (int column = 1; column < rowOf.length; column++) {
            if (rowOf[column] > 0) {
                int row = rowOf[column] - 1;
                pairs[wide ? row : column - 1] = wide ? column - 1 : row;
            }
        }
        return pairs;
    }

    private int[] solve() {
        for (int row = 1; row <= rows; row++) {
            place(row);
        }
        return rowOf;
    }

    /** Finds the shortest path to a free column, then shifts the pairs along it. */
    private void place(int row) {
        Arrays.fill(shortest, Double.POSITIVE_INFINITY);
        Arrays.fill(visited, false);
        rowOf[0] = row;
        int column = 0;
        do {
            visited[column] = true;
            relax(column);
            column = nearest(column);
        } while (rowOf[column] != 0);
        while (column != 0) {
            rowOf[column] = rowOf[previous[column]];
            column = previous[column];
        }
    }

    private void relax(int from) {
        int row = rowOf[from];
        for (int column = 1; column <= columns; column++) {
            double reduced = cost[row - 1][column - 1] - rowPotential[row] - columnPotential[column];
            if (!visited[column] && reduced < shortest[column]) {
                shortest[column] = reduced;
                previous[column] = from;
            }
        }
    }

    /** The nearest column not yet visited; potentials move by its distance, so that reduced costs stay at least 0. */
    private int nearest(int from) {
        int nearest = from;
        double distance = Double.POSITIVE_INFINITY;
        for (int column = 1; column <= columns; column++) {
            if (!visited[column] && shortest[column] < distance) {
                distance = shortest[column];
                nearest = column;
            }
        }
        for (int column = 0; column <= columns; column++) {
            if (visited[column]) {
                rowPotential[rowOf[column]] += distance;
                columnPotential[column] -= distance;
            } else {
                shortest[column] -= distance;
            }
        }
        return nearest;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < matrix[0].length; column++) {
                transposed[column][row] = matrix[row][column];
            }
        }
        return transposed;
    }

    private static void requireFinite(double[][] cost) {
        for (double[] row : cost) {
            if (row.length != cost[0].length || !Arrays.stream(row).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(
                        "cost must be finite and its rows of equal length but one is " + Arrays.toString(row));
            }
        }
    }
}
