package org.lesionlens.correction;

/**
 * A disc in a slice, or a ball.
 *
 * @param scope the slices that a disc lies in; the volume for a ball
 * @param radius in mm along the axes of the grid, or in voxels if it is not calibrated; above 0
 */
public record Brush(Scope scope, double radius) {
    /** Squared lengths that differ by less are equal: rounding must not decide about a voxel on the rim. */
    private static final double TIE = 1 + 1e-6;

    /** @throws IllegalArgumentException if the radius is not above 0 and finite */
    public Brush {
        if (!(radius > 0) || Double.isInfinite(radius)) {
            throw new IllegalArgumentException("radius is " + radius + " but must be above 0");
        }
    }

    /** A disc in the slices across an index axis (0 to 2). */
    public static Brush disc(int sliceAxis, double radius) {
        return new Brush(Scope.slices(sliceAxis), radius);
    }

    /** A ball. */
    public static Brush ball(double radius) {
        return new Brush(Scope.VOLUME, radius);
    }

    /** The square of a length that is still as short as another one. */
    static double squaredReach(double length) {
        return length * length * TIE;
    }
}
