package org.lesionlens.fiji.review;

import ij.ImagePlus;
import java.util.List;
import java.util.Optional;
import org.lesionlens.correction.Correction;
import org.lesionlens.correction.Scope;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.lesion.Position;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;

/**
 * An image on the screen whose labels are being corrected. Places on it are those of ImageJ: continuous pixels of the image, a
 * pixel's corner at whole numbers.
 *
 * @param image as it is shown, one frame and one channel
 * @param grid of the image
 * @param correction of labels on the grid
 * @param volume whose intensities the image shows
 * @param probability of lesion, on the grid; empty if there is none
 * @param classes that a lesion may have
 * @param inTime whether its slices are frames of a sequence
 */
record CorrectedImage(
        ImagePlus image,
        StackGrid grid,
        Correction correction,
        Volume volume,
        Optional<ProbabilityMap> probability,
        List<String> classes,
        boolean inTime) {
    private static final double HALF_A_PIXEL = 0.5;

    /** The slice that is shown, from 0. */
    int slice() {
        return image.getZ() - 1;
    }

    /** The continuous voxel index at a place of the slice that is shown. */
    Position voxel(double x, double y) {
        return grid.toPlace(x - HALF_A_PIXEL, y - HALF_A_PIXEL, slice());
    }

    /** The same, in the slice alone: the index along its first axis and its second one. */
    double[] inSlice(double x, double y) {
        Position voxel = voxel(x, y);
        return switch (grid.sliceAxis()) {
            case 0 -> new double[] {voxel.y(), voxel.z()};
            case 1 -> new double[] {voxel.x(), voxel.z()};
            default -> new double[] {voxel.x(), voxel.y()};
        };
    }

    /** The number of the lesion at a place of the slice that is shown; 0 if there is none. */
    int number(double x, double y) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        boolean isInside = column >= 0 && row >= 0 && column < grid.columns() && row < grid.rows();
        return isInside ? grid.label(correction.labels(), column, row, slice()) : 0;
    }

    /** All directions, or the slices that are shown each by itself. */
    Scope scope(boolean isVolume) {
        return isVolume ? Scope.VOLUME : Scope.slices(grid.sliceAxis());
    }

    /** What lengths are told in. */
    String unit() {
        return grid.geometry().calibrated() ? "mm" : "voxels";
    }
}
