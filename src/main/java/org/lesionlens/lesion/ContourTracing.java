package org.lesionlens.lesion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Walks round the pixels of a picture, with the pixels on the right hand, and puts the rims of holes into the contours round
 * them.
 *
 * <p>Where two pixels touch at a corner the walk turns right, so it stays with those that share an edge. A hole is reached
 * from its first corner, row by row, along the edges between rows to the left, where the first rim is: that of the part
 * itself, or that of a hole which was reached before.
 */
final class ContourTracing {
    private static final int EAST = 0;
    private static final int[] STEP_X = {1, 0, -1, 0};
    private static final int[] STEP_Y = {0, 1, 0, -1};

    private final BitSet pixels;
    private final int width;
    private final int height;
    /** Pixels whose upper edge was walked along. */
    private final BitSet walked = new BitSet();
    /** Corners that were passed, each with the one after it. */
    private int count;

    private int[] column = new int[64];
    private int[] row = new int[64];
    private int[] next = new int[64];
    /** The last of them at each corner of the picture. */
    private final int[] passed;

    /** A rim of pixels. */
    private record Rim(int start, long area) {}

    /** A hole's first corner and the one before it. */
    private record Gate(int corner, int before) {}

    /** @param pixels row by row */
    ContourTracing(BitSet pixels, int width, int height) {
        this.pixels = pixels;
        this.width = width;
        this.height = height;
        this.passed = new int[(width + 1) * (height + 1)];
    }

    /** The contours, each once. */
    List<List<Corner>> contours() {
        List<Rim> rims = new ArrayList<>();
        for (int at = pixels.nextSetBit(0); at >= 0; at = pixels.nextSetBit(at + 1)) {
            if (!walked.get(at) && !isIn(at % width, at / width - 1)) {
                rims.add(walk(at % width, at / width));
            }
        }
        rims.stream()
                .filter(rim -> rim.area < 0)
                .map(this::gate)
                .sorted(Comparator.<Gate>comparingInt(gate -> row[gate.corner])
                        .thenComparingInt(gate -> column[gate.corner]))
                .forEach(this::join);
        return rims.stream()
                .filter(rim -> rim.area > 0)
                .map(rim -> corners(rim.start))
                .toList();
    }

    private boolean isIn(int x, int y) {
        return x >= 0 && x < width && y >= 0 && y < height && pixels.get(y * width + x);
    }

    /** From the upper left corner of a pixel along its upper edge, and on until it comes back there. */
    private Rim walk(int firstX, int firstY) {
        int start = count;
        int x = firstX;
        int y = firstY;
        int heading = EAST;
        long area = 0;
        do {
            if (heading == EAST) {
                walked.set(y * width + x);
            }
            add(x, y);
            area += (long) x * STEP_Y[heading] - (long) y * STEP_X[heading];
            x += STEP_X[heading];
            y += STEP_Y[heading];
            heading = turned(x, y, heading);
        } while (x != firstX || y != firstY || heading != EAST);
        next[count - 1] = start;
        return new Rim(start, area);
    }

    /** Right if there is an edge, else straight on, else left. */
    private int turned(int x, int y, int heading) {
        for (int turn : new int[] {1, 0, 3}) {
            int to = (heading + turn) % 4;
            if (isEdge(x, y, to)) {
                return to;
            }
        }
        throw new IllegalStateException("a rim ends at " + x + ", " + y);
    }

    /** Whether a pixel lies on the right hand and none on the left. */
    private boolean isEdge(int x, int y, int heading) {
        return switch (heading) {
            case 0 -> isIn(x, y) && !isIn(x, y - 1);
            case 1 -> isIn(x - 1, y) && !isIn(x, y);
            case 2 -> isIn(x - 1, y - 1) && !isIn(x - 1, y);
            default -> isIn(x, y - 1) && !isIn(x - 1, y - 1);
        };
    }

    private int add(int x, int y) {
        if (count == column.length) {
            column = Arrays.copyOf(column, 2 * count);
            row = Arrays.copyOf(row, 2 * count);
            next = Arrays.copyOf(next, 2 * count);
        }
        column[count] = x;
        row[count] = y;
        next[count] = count + 1;
        passed[y * (width + 1) + x] = count;
        return count++;
    }

    private Gate gate(Rim hole) {
        Gate first = new Gate(next[hole.start], hole.start);
        int at = hole.start;
        do {
            int after = next[at];
            boolean higher = row[after] < row[first.corner];
            if (higher || row[after] == row[first.corner] && column[after] < column[first.corner]) {
                first = new Gate(after, at);
            }
            at = after;
        } while (at != hole.start);
        return first;
    }

    /** Leads a contour to a hole, round it, and back. */
    private void join(Gate gate) {
        int y = row[gate.corner];
        int x = column[gate.corner];
        while (isIn(x - 1, y - 1) && isIn(x - 1, y)) {
            x--;
        }
        int from = passed[y * (width + 1) + x];
        int after = next[from];
        int hole = add(column[gate.corner], y);
        int back = add(x, y);
        next[gate.before] = hole;
        next[hole] = back;
        next[back] = after;
        next[from] = gate.corner;
    }

    /** Those at which the contour turns. */
    private List<Corner> corners(int start) {
        List<Corner> corners = new ArrayList<>();
        int before = start;
        int at = next[start];
        int first = at;
        do {
            int after = next[at];
            boolean straight = Integer.signum(column[at] - column[before]) == Integer.signum(column[after] - column[at])
                    && Integer.signum(row[at] - row[before]) == Integer.signum(row[after] - row[at]);
            if (!straight) {
                corners.add(new Corner(column[at], row[at]));
            }
            before = at;
            at = after;
        } while (at != first);
        return corners;
    }
}
