package org.lesionlens.registration;

import java.util.Arrays;
import java.util.Locale;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A turn and a shift of space: takes the place of a point before the motion to its place after it.
 *
 * <p>Places are LPS in mm, turns in degrees. A turn is told by its rotation vector: the axis, as long as the angle, right
 * handed. Kept as a unit quaternion, so that motions stay rigid however often they are joined. Immutable.
 */
public final class RigidMotion {
    /** Nothing moves. */
    public static final RigidMotion NONE = new RigidMotion(new double[] {1, 0, 0, 0}, new double[3]);

    private static final int AXES = 3;
    private static final int PARTS = 4;

    /** Real part first. */
    private final double[] quaternion;
    /** The shift of the space's origin. */
    private final double[] shift;

    private final double[][] rotation;

    private RigidMotion(double[] quaternion, double[] shift) {
        this.quaternion = quaternion;
        this.shift = shift;
        this.rotation = matrix(quaternion);
    }

    /**
     * A turn about a point, then a shift.
     *
     * @param centre LPS in mm: it is moved by the shift alone
     * @param turnDegrees the rotation vector
     * @param shiftMm along L, P, S
     * @throws IllegalArgumentException if not each of them has three finite numbers
     */
    public static RigidMotion about(double[] centre, double[] turnDegrees, double[] shiftMm) {
        requireThree("centre", centre);
        requireThree("turn", turnDegrees);
        requireThree("shift", shiftMm);
        double[] quaternion = quaternion(turnDegrees);
        double[] turned = new RigidMotion(quaternion, new double[AXES]).position(centre);
        double[] shift = new double[AXES];
        for (int row = 0; row < AXES; row++) {
            shift[row] = centre[row] + shiftMm[row] - turned[row];
        }
        return new RigidMotion(quaternion, shift);
    }

    private static void requireThree(String name, double... values) {
        if (values.length != AXES || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    name + " is " + Arrays.toString(values) + " but must be three finite numbers");
        }
    }

    /** Another motion, then this one. */
    public RigidMotion after(RigidMotion first) {
        return new RigidMotion(unit(product(quaternion, first.quaternion)), position(first.shift));
    }

    /** The way back. */
    public RigidMotion inverse() {
        double[] back = {quaternion[0], -quaternion[1], -quaternion[2], -quaternion[3]};
        double[] origin = new RigidMotion(back, new double[AXES]).position(shift);
        return new RigidMotion(back, Arrays.stream(origin).map(v -> 0 - v).toArray());
    }

    /** Where a point comes to; LPS in mm, a new array. */
    public double[] position(double... place) {
        double[] moved = shift.clone();
        for (int row = 0; row < AXES; row++) {
            for (int axis = 0; axis < AXES; axis++) {
                moved[row] += rotation[row][axis] * place[axis];
            }
        }
        return moved;
    }

    /**
     * A placed grid where it comes to: the voxels of the moved image are those of the image, on this grid.
     *
     * <p>What its file said of its place is forgotten, since it does not hold any more.
     *
     * @throws IllegalArgumentException if the grid is not placed
     */
    public VolumeGeometry of(VolumeGeometry grid) {
        if (!grid.placed()) {
            throw new IllegalArgumentException("the grid has no place in the patient but must have one: " + grid);
        }
        double[] spacing = {grid.spacingMm(0), grid.spacingMm(1), grid.spacingMm(2)};
        double[][] direction = new double[AXES][AXES];
        for (int row = 0; row < AXES; row++) {
            for (int axis = 0; axis < AXES; axis++) {
                for (int inner = 0; inner < AXES; inner++) {
                    direction[row][axis] += rotation[row][inner] * grid.direction(inner, axis);
                }
            }
        }
        VolumeGeometry moved = VolumeGeometry.of(grid.size(), spacing, position(grid.toWorld(0, 0, 0)), direction);
        VolumeGeometry deep = grid.depthKnown() ? moved : moved.withoutDepth();
        return grid.inSlices() ? deep.acquiredInSlices() : deep;
    }

    /** The angle of the turn, 0 to 180 degrees. */
    public double angleDegrees() {
        double sine = Math.hypot(Math.hypot(quaternion[1], quaternion[2]), quaternion[3]);
        return Math.toDegrees(2 * Math.atan2(sine, Math.abs(quaternion[0])));
    }

    /** The rotation vector, at most 180 degrees long; a new array. */
    public double[] turnDegrees() {
        double sine = Math.hypot(Math.hypot(quaternion[1], quaternion[2]), quaternion[3]);
        double sign = quaternion[0] < 0 ? -1 : 1;
        double scale = sine == 0 ? 0 : sign * angleDegrees() / sine;
        return new double[] {quaternion[1] * scale, quaternion[2] * scale, quaternion[3] * scale};
    }

    /** How far a point moves along L, P, S, in mm; a new array. */
    public double[] shiftMm(double... place) {
        double[] moved = position(place);
        for (int axis = 0; axis < AXES; axis++) {
            moved[axis] -= place[axis];
        }
        return moved;
    }

    /** How far a point moves, in mm. */
    public double distanceMm(double... place) {
        double[] moved = shiftMm(place);
        return Math.hypot(Math.hypot(moved[0], moved[1]), moved[2]);
    }

    private static double[] quaternion(double... turnDegrees) {
        double degrees = Math.hypot(Math.hypot(turnDegrees[0], turnDegrees[1]), turnDegrees[2]);
        double half = Math.toRadians(degrees) / 2;
        double scale = degrees == 0 ? 0 : Math.sin(half) / degrees;
        return new double[] {Math.cos(half), turnDegrees[0] * scale, turnDegrees[1] * scale, turnDegrees[2] * scale};
    }

    private static double[] product(double[] a, double[] b) {
        return new double[] {
            a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
            a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
            a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
            a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0]
        };
    }

    private static double[] unit(double... quaternion) {
        double length = Math.sqrt(Arrays.stream(quaternion).map(v -> v * v).sum());
        return Arrays.stream(quaternion).map(v -> v / length).toArray();
    }

    private static double[][] matrix(double... q) {
        double[][] matrix = new double[AXES][AXES];
        for (int axis = 0; axis < AXES; axis++) {
            double[] unit = new double[PARTS];
            unit[axis + 1] = 1;
            double[] turned = product(product(q, unit), new double[] {q[0], -q[1], -q[2], -q[3]});
            for (int row = 0; row < AXES; row++) {
                matrix[row][axis] = turned[row + 1];
            }
        }
        return matrix;
    }

    @Override
    public String toString() {
        double[] turn = turnDegrees();
        return String.format(
                Locale.ROOT,
                "turn (%.3f, %.3f, %.3f) degrees about the origin, then shift (%.3f, %.3f, %.3f) mm",
                turn[0],
                turn[1],
                turn[2],
                shift[0],
                shift[1],
                shift[2]);
    }
}
