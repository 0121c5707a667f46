package org.lesionlens.metric;

/**
 * Points in space, and how far the nearest of them is, exactly.
 *
 * <p>A k-d tree: J. L. Bentley, "Multidimensional binary search trees used for associative searching", Commun. ACM 18(9),
 * 1975, with a few points in each leaf. A search starts from the distance of the point that was found last: points that
 * are asked for one after the other mostly lie side by side. Not thread-safe.
 */
final class PointTree {
    private static final int LEAF = 8;

    private final double[] x;
    private final double[] y;
    private final double[] z;
    /** By node, the children of n being 2 n + 1 and 2 n + 2: the axis that it is split along, and where. */
    private final byte[] axis;

    private final double[] split;
    private final double[] query = new double[3];
    /** By axis how far the query lies outside of the node that is searched, as far as its splits say. */
    private final double[] outside = new double[3];

    private int nearest;
    private double squared;

    private PointTree(double[][] positions) {
        x = positions[0];
        y = positions[1];
        z = positions[2];
        int nodes = 1;
        while ((long) nodes * LEAF < x.length) {
            nodes *= 2;
        }
        axis = new byte[2 * nodes];
        split = new double[2 * nodes];
        build(0, 0, x.length, new double[][] {range(x), range(y), range(z)});
    }

    /** @param positions by axis, at least one point; they are taken over, and change their order */
    static PointTree of(double[][] positions) {
        return new PointTree(positions);
    }

    /** To the nearest point. */
    double distanceTo(double toX, double toY, double toZ) {
        query[0] = toX;
        query[1] = toY;
        query[2] = toZ;
        squared = Double.POSITIVE_INFINITY;
        visit(nearest);
        search(0, 0, x.length, 0);
        return Math.sqrt(squared);
    }

    private void visit(int point) {
        double dx = x[point] - query[0];
        double dy = y[point] - query[1];
        double dz = z[point] - query[2];
        double distance = dx * dx + dy * dy + dz * dz;
        if (distance < squared) {
            squared = distance;
            nearest = point;
        }
    }

    /** @param least squared distance to any point of the node, as far as its splits say */
    private void search(int node, int from, int to, double least) {
        if (to - from <= LEAF) {
            for (int point = from; point < to; point++) {
                visit(point);
            }
            return;
        }
        int middle = from + to >>> 1;
        int along = axis[node];
        double beyond = query[along] - split[node];
        double kept = outside[along];
        double farther = least - kept * kept + beyond * beyond;
        boolean left = beyond <= 0;
        search(left ? 2 * node + 1 : 2 * node + 2, left ? from : middle, left ? middle : to, least);
        if (farther < squared) {
            outside[along] = beyond;
            search(left ? 2 * node + 2 : 2 * node + 1, left ? middle : from, left ? to : middle, farther);
            outside[along] = kept;
        }
    }

    /** Splits across the longest side of the node's box. */
    private void build(int node, int from, int to, double[][] box) {
        if (to - from <= LEAF) {
            return;
        }
        int middle = from + to >>> 1;
        int widest = 0;
        for (int candidate = 1; candidate < 3; candidate++) {
            widest = width(box[candidate]) > width(box[widest]) ? candidate : widest;
        }
        axis[node] = (byte) widest;
        select(coordinates(widest), from, to - 1, middle);
        split[node] = coordinates(widest)[middle];
        double[] whole = box[widest];
        box[widest] = new double[] {whole[0], split[node]};
        build(2 * node + 1, from, middle, box);
        box[widest] = new double[] {split[node], whole[1]};
        build(2 * node + 2, middle, to, box);
        box[widest] = whole;
    }

    private static double width(double[] range) {
        return range[1] - range[0];
    }

    /** Least and most. */
    private static double[] range(double[] values) {
        double[] range = {values[0], values[0]};
        for (double value : values) {
            range[0] = Math.min(range[0], value);
            range[1] = Math.max(range[1], value);
        }
        return range;
    }

    private double[] coordinates(int along) {
        return along == 0 ? x : along == 1 ? y : z;
    }

    /** Hoare's selection: no point before the middle lies beyond it, none after it before. */
    private void select(double[] values, int first, int last, int middle) {
        int low = first;
        int high = last;
        while (low < high) {
            double pivot = values[low + high >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    swap(i++, j--);
                }
            }
            if (middle <= j) {
                high = j;
            } else if (middle >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    private void swap(int i, int j) {
        for (double[] values : new double[][] {x, y, z}) {
            double kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }
}
