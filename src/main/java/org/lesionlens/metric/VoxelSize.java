package org.lesionlens.metric;

import org.lesionlens.volume.VolumeGeometry;

/**
 * How large a voxel is: of a single slice its area, whatever its thickness.
 *
 * @param size of one voxel, above 0; NaN if it is not known
 * @param unit of it
 */
public record VoxelSize(double size, SizeUnit unit) {
    /** Of an image that nobody has seen. */
    public static final VoxelSize UNKNOWN = new VoxelSize(Double.NaN, SizeUnit.VOXELS);

    /** Of a grid; slices of which nobody knows how far they lie apart, as frames in time, have no volume but voxels. */
    public static VoxelSize of(VolumeGeometry grid) {
        boolean planar = singleSlice(grid, grid.sliceAxis());
        if (!planar && !grid.depthKnown()) {
            return new VoxelSize(1, SizeUnit.VOXELS);
        }
        double size = 1;
        for (int axis = 0; axis < 3; axis++) {
            size *= singleSlice(grid, axis) ? 1 : grid.spacingMm(axis);
        }
        SizeUnit unit = !planar ? SizeUnit.MM3 : grid.calibrated() ? SizeUnit.MM2 : SizeUnit.PIXELS;
        return new VoxelSize(size, unit);
    }

    /** Whether an axis (0 to 2) goes across a single slice. */
    static boolean singleSlice(VolumeGeometry grid, int axis) {
        return axis == grid.sliceAxis() && grid.size(axis) == 1;
    }
}
