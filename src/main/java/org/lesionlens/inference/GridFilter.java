package org.lesionlens.inference;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Resampling;

/**
 * From one grid to another, an axis after the other; a block needs nothing but its neighbourhood. Where cubic splines overshoot
 * they are cut to the range of what they were made of (of each slice, where slices are kept apart), as scikit-image's
 * {@code resize} does.
 */
final class GridFilter {
    private static final int AXES = 3;

    private final AxisFilter[] filters;
    /** The axis across slices that are kept apart, which comes last; z where they are not. */
    private final int across;

    private final boolean apart;
    private final boolean triangle;
    /** Lowest and highest value of each slice, or of all; null where nothing can overshoot. */
    private final float[][] range;

    /**
     * @param filters along x, y, z
     * @param across the axis across slices that are kept apart; negative for none
     * @param triangle whether the filters along x and y are triangles
     * @param ranged what will be filtered
     */
    GridFilter(AxisFilter[] filters, int across, boolean triangle, Voxels ranged) {
        this.filters = filters.clone();
        this.apart = across >= 0;
        this.across = apart ? across : 2;
        this.triangle = triangle;
        boolean overshoots =
                IntStream.range(0, AXES).anyMatch(axis -> filters[axis].isSpline() && !(apart && axis == across));
        this.range = overshoots ? ranges(ranged) : null;
    }

    private float[][] ranges(Voxels voxels) {
        float[][] slices = across == 2 ? ofPlanes(voxels) : ofLines(voxels);
        if (apart) {
            return slices;
        }
        float[] all = slices[0].clone();
        for (float[] one : slices) {
            all[0] = Math.min(all[0], one[0]);
            all[1] = Math.max(all[1], one[1]);
        }
        return new float[][] {all};
    }

    private static float[][] ofPlanes(Voxels voxels) {
        return IntStream.range(0, voxels.size(2))
                .parallel()
                .mapToObj(z -> {
                    float[] found = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
                    for (float value : voxels.read(voxels.plane(z))) {
                        found[0] = Math.min(found[0], value);
                        found[1] = Math.max(found[1], value);
                    }
                    return found;
                })
                .toArray(float[][]::new);
    }

    private float[][] ofLines(Voxels voxels) {
        float[][] slices = new float[voxels.size(across)][];
        Arrays.setAll(slices, slice -> new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY});
        int width = voxels.size(0);
        for (int z = 0; z < voxels.size(2); z++) {
            float[] plane = voxels.read(voxels.plane(z));
            for (int i = 0; i < plane.length; i++) {
                float[] found = slices[across == 0 ? i % width : i / width];
                found[0] = Math.min(found[0], plane[i]);
                found[1] = Math.max(found[1], plane[i]);
            }
        }
        return slices;
    }

    int size(int axis) {
        return filters[axis].target();
    }

    /** Whether all stays as it is. */
    boolean isIdentity() {
        return Arrays.stream(filters).allMatch(AxisFilter::isIdentity);
    }

    /** A block of the target grid. */
    float[] read(Voxels source, Block block) {
        Block needed = block;
        for (int axis = 0; axis < AXES; axis++) {
            int from = filters[axis].from(block.first(axis));
            int to = filters[axis].to(block.first(axis) + block.side(axis) - 1);
            needed = needed.with(axis, from, to - from);
        }
        float[] values = source.read(needed);
        boolean whole = block.width() == size(0) && block.height() == size(1) && filters[2].isIdentity();
        if (triangle && whole && !isIdentity()) {
            return ofWholePlanes(values, needed);
        }
        Block now = needed;
        for (int turn = 1; turn <= AXES; turn++) {
            int axis = (across + turn) % AXES; // that across the slices comes last
            if (turn == AXES && apart) {
                clip(values, now);
            }
            values = along(axis, values, now, block);
            now = now.with(axis, block.first(axis), block.side(axis));
        }
        if (!apart) {
            clip(values, now);
        }
        return values;
    }

    private float[] along(int axis, float[] values, Block now, Block block) {
        if (filters[axis].isIdentity()) {
            return values;
        }
        int inner = axis == 0 ? 1 : axis == 1 ? now.width() : now.width() * now.height();
        return filters[axis].apply(values, inner, now.side(axis), now.first(axis), block.first(axis), block.side(axis));
    }

    private float[] ofWholePlanes(float[] values, Block source) {
        int pixels = source.width() * source.height();
        if (source.depth() == 1) {
            return Resampling.resize(values, source.width(), source.height(), size(0), size(1));
        }
        float[] all = new float[size(0) * size(1) * source.depth()];
        for (int z = 0; z < source.depth(); z++) {
            float[] plane = Arrays.copyOfRange(values, z * pixels, (z + 1) * pixels);
            float[] resized = Resampling.resize(plane, source.width(), source.height(), size(0), size(1));
            System.arraycopy(resized, 0, all, z * resized.length, resized.length);
        }
        return all;
    }

    private void clip(float[] values, Block block) {
        if (range == null) {
            return;
        }
        int inner = across == 0 ? 1 : across == 1 ? block.width() : block.width() * block.height();
        for (int start = 0, row = 0; start < values.length; start += inner, row++) {
            float[] bounds = apart ? range[block.first(across) + row % block.side(across)] : range[0];
            for (int i = start; i < start + inner; i++) {
                values[i] = Math.max(bounds[0], Math.min(bounds[1], values[i]));
            }
        }
    }
}
