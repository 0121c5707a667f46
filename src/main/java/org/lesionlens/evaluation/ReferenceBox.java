package org.lesionlens.evaluation;

/**
 * A box that somebody drew round a lesion, in voxels of the image from 0; the maximum is exclusive, fractions are kept.
 *
 * @param kind of the lesion; empty if the table says none
 * @param min x, y, z; z is 0 of an image of one slice
 * @param max likewise, above the minimum; z is 1 of an image of one slice
 */
public record ReferenceBox(String kind, Corner min, Corner max) {
    /** A corner in voxels. */
    public record Corner(double x, double y, double z) {}
}
