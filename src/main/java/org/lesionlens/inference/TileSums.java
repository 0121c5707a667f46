package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;

/** Planes that the answers of tiles are added to, weighted, until no later tile covers them. For one thread. */
final class TileSums {
    private final TilePlan plan;
    private final int channels;
    private final int views;
    /** Planes from {@link #first} on, channel after channel each. */
    private final List<float[]> open = new ArrayList<>();
    /** The weights that were added up at each of their pixels; none where these add up to 1 anyway. */
    private final List<float[]> totals = new ArrayList<>();

    /** Whether weights have a least one, so that their sums must be kept. */
    private final boolean raises;

    private int first;

    /**
     * Begins at the first plane.
     *
     * @param channels of an answer
     * @param views in which each tile is seen
     */
    TileSums(TilePlan plan, int channels, int views) {
        this.plan = plan;
        this.channels = channels;
        this.views = views;
        this.raises = plan.leastWeight() > 0;
    }

    /** The first plane that is not complete. */
    int first() {
        return first;
    }

    /** Makes room for the planes that a row of tiles covers. */
    void open(int row) {
        int[] sizes = plan.sizes();
        int pixels = Math.multiplyExact(sizes[0], sizes[1]);
        int end = Math.min(sizes[2], plan.first(2, row) + plan.answered()[2]);
        while (first + open.size() < end) {
            open.add(new float[Math.multiplyExact(channels, pixels)]);
            if (raises) {
                totals.add(new float[pixels]);
            }
        }
    }

    /**
     * Adds what was said of one view of a tile.
     *
     * @param answer channel after channel, each in row-major order z, y, x
     * @param x number of the tile along x
     * @param y along y
     * @param row along z
     */
    void add(float[] answer, int x, int y, int row) {
        int[] sides = plan.answered();
        int[] sizes = plan.sizes();
        float[] along = plan.weights(0, x);
        int startX = plan.first(0, x);
        int startY = plan.first(1, y);
        int startZ = plan.first(2, row);
        int from = TileWeights.first(startX);
        int to = TileWeights.last(startX, sides[0], sizes[0]);
        for (int z = TileWeights.first(startZ); z < TileWeights.last(startZ, sides[2], sizes[2]); z++) {
            int plane = startZ + z - first;
            for (int j = TileWeights.first(startY); j < TileWeights.last(startY, sides[1], sizes[1]); j++) {
                float weight = plan.weights(2, row)[z] * plan.weights(1, y)[j] / views;
                int pixel = (startY + j) * sizes[0] + startX;
                float[] weights = along;
                if (raises) {
                    weights = raised(along, weight);
                    weight = 1;
                    addTotals(totals.get(plane), pixel, weights, from, to);
                }
                for (int channel = 0; channel < channels && weight != 0; channel++) {
                    int source = ((channel * sides[2] + z) * sides[1] + j) * sides[0];
                    int at = channel * sizes[1] * sizes[0] + pixel;
                    addRow(open.get(plane), at, answer, source, weights, weight, from, to);
                }
            }
        }
    }

    private float[] raised(float[] along, float weight) {
        float least = (float) plan.leastWeight() / views;
        float[] raised = new float[along.length];
        for (int x = 0; x < along.length; x++) {
            raised[x] = Math.max(least, weight * along[x]);
        }
        return raised;
    }

    private static void addTotals(float[] totals, int at, float[] weights, int from, int to) {
        for (int x = from; x < to; x++) {
            totals[at + x] += weights[x];
        }
    }

    private static void addRow(
            float[] plane, int at, float[] answer, int row, float[] along, float weight, int from, int to) {
        for (int x = from; x < to; x++) {
            plane[at + x] += weight * along[x] * answer[row + x];
        }
    }

    /** Takes out the planes that no row after one covers; {@link #first} is the one after them then. */
    List<float[]> complete(int row) {
        int count = (row + 1 < plan.count(2) ? plan.first(2, row + 1) : plan.sizes()[2]) - first;
        List<float[]> done = new ArrayList<>(open.subList(0, count));
        open.subList(0, count).clear();
        for (int plane = 0; plane < count && raises; plane++) {
            divide(done.get(plane), totals.get(plane));
        }
        totals.subList(0, raises ? count : 0).clear();
        first += count;
        return done;
    }

    private static void divide(float[] plane, float[] totals) {
        for (int i = 0; i < plane.length; i++) {
            plane[i] /= totals[i % totals.length];
        }
    }
}
