package org.lesionlens.lesion;

/**
 * A point, either in LPS mm or as a continuous voxel index; whoever returns it says which.
 *
 * @param x to the patient's left in mm, or the index along x
 * @param y to posterior in mm, or the index along y
 * @param z to superior in mm, or the index along z
 */
public record Position(double x, double y, double z) {
    /** The point of three coordinates x, y, z. */
    static Position of(double... xyz) {
        return new Position(xyz[0], xyz[1], xyz[2]);
    }

    /** Nowhere: all coordinates NaN. */
    static final Position UNKNOWN = new Position(Double.NaN, Double.NaN, Double.NaN);
}
