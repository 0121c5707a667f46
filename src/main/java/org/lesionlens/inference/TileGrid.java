package org.lesionlens.inference;

/** Where overlapping tiles lie along an axis so that they cover it. */
final class TileGrid {
    private TileGrid() {}

    /**
     * The first voxels of tiles that lie as evenly as possible, rising: as nnU-Net's {@code compute_steps_for_sliding_window} places
     * them. If the axis is shorter than a tile there is one tile, which reaches beyond it on both
     * sides.
     *
     * @param size voxels of the image, at least 1
     * @param tile voxels of a tile, at least 1
     * @param step the longest way from one tile to the next, above 0
     * @param multiple of which every place is one; the last tile may reach beyond the image for it
     */
    static int[] starts(int size, int tile, double step, int multiple) {
        if (!(step > 0) || tile < 1) {
            throw new IllegalArgumentException(
                    "a tile of " + tile + " with a step of " + step + " but both must be above 0");
        }
        if (size <= tile) {
            return new int[] {-((tile - size) / 2 / multiple) * multiple};
        }
        int rest = (size - tile + multiple - 1) / multiple;
        int count = (int) Math.ceil(rest / Math.max(1, step / multiple)) + 1;
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = multiple * (int) Math.rint((double) rest / (count - 1) * i);
        }
        return starts;
    }

    /**
     * The same with a whole number of voxels from one tile to the next, and the last one moved back into the image: as MONAI's
     * {@code dense_patch_slices} places them.
     */
    static int[] movedBack(int size, int tile, double step) {
        int interval = Math.max(1, (int) step);
        if (size <= tile) {
            return starts(size, tile, interval, 1);
        }
        int[] starts = new int[(size - tile + interval - 1) / interval + 1];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = Math.min(i * interval, size - tile);
        }
        return starts;
    }
}
