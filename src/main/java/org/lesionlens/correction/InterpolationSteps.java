package org.lesionlens.correction;

import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/** Fills the slices between those that a lesion was drawn in. */
public final class InterpolationSteps {
    private static final int AXES = 3;

    private InterpolationSteps() {}

    /**
     * Interpolates between slices, from each one that a lesion has voxels in to the next one: the signed distance to the outline
     * of its section is interpolated linearly, and what is inside is lesion. Other lesions stay as they are.
     *
     * <p>Sections that lie beside each other without a common pixel may leave nothing in the middle, as their distances do.
     * Source: S. P. Raya, J. K. Udupa, "Shape-based interpolation of multidimensional objects", IEEE Trans. Med. Imaging 9(1),
     * 1990; the distances here are Euclidean.
     *
     * @param sliceAxis the index axis (0 to 2) across the slices
     * @throws UsageException if there is no such lesion, or no slice without it between two with it
     */
    public static Change interpolate(Correction correction, int number, int sliceAxis) {
        VolumeGeometry grid = correction.geometry();
        LabelBlock block = LabelBlock.of(correction, number);
        boolean[] gained = new boolean[block.voxels()];
        boolean[] free = block.where(old -> old == 0);
        Section last = null;
        boolean isGap = false;
        for (int slice = 0; slice < block.side(sliceAxis); slice++) {
            Section section = Section.of(block, number, sliceAxis, slice);
            if (section.isEmpty()) {
                continue;
            }
            if (last != null && slice > last.slice + 1) {
                isGap = true;
                fill(gained, last, section, grid);
            }
            last = section;
        }
        if (!isGap) {
            throw new UsageException(
                    "lesion " + number + " leaves out no slice between two that it is drawn in: leave some"
                            + " out, or look from the side that it was drawn from");
        }
        for (int i = 0; i < gained.length; i++) {
            gained[i] &= free[i];
        }
        return correction.step("interpolate", edit -> block.set(edit, gained, number));
    }

    private static void fill(boolean[] gained, Section low, Section high, VolumeGeometry grid) {
        double[] below = low.signedDistances(grid);
        double[] above = high.signedDistances(grid);
        for (int slice = low.slice + 1; slice < high.slice; slice++) {
            double share = (double) (slice - low.slice) / (high.slice - low.slice);
            for (int pixel = 0; pixel < below.length; pixel++) {
                if ((1 - share) * below[pixel] + share * above[pixel] >= 0) {
                    gained[low.voxel(pixel, slice)] = true;
                }
            }
        }
    }

    /** The pixels of a lesion in one slice of a block. */
    private static final class Section {
        private final LabelBlock block;
        private final int sliceAxis;
        private final int slice;
        /** With a rim of one pixel, so that the border of the image is outside. */
        private final boolean[] inside;

        private final int columns;
        private final int rows;
        private boolean isEmpty = true;

        private Section(LabelBlock block, int sliceAxis, int slice) {
            this.block = block;
            this.sliceAxis = sliceAxis;
            this.slice = slice;
            this.columns = block.side(Scope.columnAxis(sliceAxis));
            this.rows = block.side(Scope.rowAxis(sliceAxis));
            this.inside = new boolean[(columns + 2) * (rows + 2)];
        }

        static Section of(LabelBlock block, int number, int sliceAxis, int slice) {
            Section section = new Section(block, sliceAxis, slice);
            for (int pixel = 0; pixel < section.columns * section.rows; pixel++) {
                if (block.number(section.voxel(pixel, slice)) == number) {
                    section.inside[section.withRim(pixel)] = true;
                    section.isEmpty = false;
                }
            }
            return section;
        }

        boolean isEmpty() {
            return isEmpty;
        }

        private int withRim(int pixel) {
            return pixel % columns + 1 + (columns + 2) * (pixel / columns + 1);
        }

        /** The index in the block of a pixel of a slice. */
        int voxel(int pixel, int ofSlice) {
            int[] at = new int[AXES];
            at[sliceAxis] = ofSlice;
            at[Scope.columnAxis(sliceAxis)] = pixel % columns;
            at[Scope.rowAxis(sliceAxis)] = pixel / columns;
            return at[0] + block.side(0) * (at[1] + block.side(1) * at[2]);
        }

        /** Of each pixel's centre to the outline, half a pixel off the nearest centre on its other side; positive inside. */
        double[] signedDistances(VolumeGeometry grid) {
            double columnStep = grid.spacingMm(Scope.columnAxis(sliceAxis));
            double rowStep = grid.spacingMm(Scope.rowAxis(sliceAxis));
            double half = Math.min(columnStep, rowStep) / 2;
            boolean[] outside = new boolean[inside.length];
            for (int i = 0; i < outside.length; i++) {
                outside[i] = !inside[i];
            }
            int[] side = {columns + 2, rows + 2, 1};
            float[] toInside = DistanceTransform.squared(inside, side, columnStep, rowStep, 1);
            float[] toOutside = DistanceTransform.squared(outside, side, columnStep, rowStep, 1);
            double[] signed = new double[columns * rows];
            for (int pixel = 0; pixel < signed.length; pixel++) {
                int i = withRim(pixel);
                signed[pixel] = inside[i] ? Math.sqrt(toOutside[i]) - half : half - Math.sqrt(toInside[i]);
            }
            return signed;
        }
    }
}
