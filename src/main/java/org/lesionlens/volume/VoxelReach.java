package org.lesionlens.volume;

/** How far a voxel of one grid reaches along an axis of another. */
final class VoxelReach {
    private VoxelReach() {}

    /** From side to side, in mm, along an axis (0 to 2) of the other grid. */
    static double mm(VolumeGeometry voxels, VolumeGeometry other, int axis) {
        double reach = 0;
        for (int own = 0; own < 3; own++) {
            double cosine = 0;
            for (int row = 0; row < 3; row++) {
                cosine += other.direction(row, axis) * voxels.direction(row, own);
            }
            reach += Math.abs(cosine) * voxels.spacingMm(own);
        }
        return reach;
    }
}
