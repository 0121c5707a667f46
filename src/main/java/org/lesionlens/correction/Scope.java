package org.lesionlens.correction;

import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Whether a step works in all three directions or in each slice by itself.
 *
 * @param sliceAxis the index axis (0 to 2) across the slices; {@value #NO_AXIS} for all three directions
 */
public record Scope(int sliceAxis) {
    private static final int NO_AXIS = -1;
    private static final int AXES = 3;

    /** All three directions. */
    public static final Scope VOLUME = new Scope(NO_AXIS);

    public Scope {
        if (sliceAxis < NO_AXIS || sliceAxis >= AXES) {
            throw new IllegalArgumentException("sliceAxis is " + sliceAxis + " but must be -1 to 2");
        }
    }

    /** Each slice across an index axis (0 to 2) by itself. */
    public static Scope slices(int axis) {
        if (axis == NO_AXIS) {
            throw new IllegalArgumentException("axis is -1 but must be 0 to 2");
        }
        return new Scope(axis);
    }

    boolean inSlices() {
        return sliceAxis != NO_AXIS;
    }

    /** Whether the step goes along an axis of this grid: not where there is one voxel only, and not across the slices. */
    boolean goesAlong(int axis, VolumeGeometry grid) {
        return axis != sliceAxis && grid.size(axis) > 1;
    }

    /**
     * Distance of voxels along x, y, z: mm, or voxels if the grid is not calibrated; infinite where the step does not go.
     *
     * @throws UnsuitableImageException if the step goes along z, where nobody knows the distance of the slices
     */
    double[] spacing(VolumeGeometry grid) {
        double[] spacing = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            spacing[axis] = goesAlong(axis, grid) ? grid.spacingMm(axis) : Double.POSITIVE_INFINITY;
        }
        if (goesAlong(2, grid) && grid.calibrated() && !grid.depthKnown()) {
            throw new UnsuitableImageException(
                    "the distance of the slices along z is unknown, so nothing can be measured"
                            + " across them: work in the slices across z, each by itself");
        }
        return spacing;
    }

    /** The axis along the columns of a slice: the first of the other two. */
    static int columnAxis(int sliceAxis) {
        return sliceAxis == 0 ? 1 : 0;
    }

    /** The axis along the rows of a slice: the second of the other two. */
    static int rowAxis(int sliceAxis) {
        return sliceAxis == 2 ? 1 : 2;
    }
}
