package org.lesionlens.io.nifti;

/** NIfTI's quaternions: (b, c, d) of a unit quaternion whose a is not negative (nifti1.h, method 2). */
final class Quaternion {
    private Quaternion() {}

    /** The rotation of a quaternion, as the first three columns of three rows of four; longer ones are shortened. */
    static double[][] rotation(double b, double c, double d) {
        double rest = 1 - (b * b + c * c + d * d);
        double a = Math.sqrt(Math.max(rest, 0));
        double n = rest < 0 ? Math.sqrt(1 - rest) : 1;
        return unitRotation(a, b / n, c / n, d / n);
    }

    private static double[][] unitRotation(double a, double b, double c, double d) {
        return new double[][] {
            {a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c), 0},
            {2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b), 0},
            {2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c, 0}
        };
    }

    /**
     * The components b, c, d of a rotation matrix.
     *
     * <p>The largest of the four components is computed first, so that nothing is divided by a small number.
     */
    static double[] of(double[][] r) {
        double[] fourSquared = {
            1 + r[0][0] + r[1][1] + r[2][2],
            1 + r[0][0] - r[1][1] - r[2][2],
            1 - r[0][0] + r[1][1] - r[2][2],
            1 - r[0][0] - r[1][1] + r[2][2]
        };
        int largest = 0;
        for (int i = 1; i < 4; i++) {
            largest = fourSquared[i] > fourSquared[largest] ? i : largest;
        }
        double s = 2 * Math.sqrt(fourSquared[largest]);
        double[] q = switch (largest) {
            case 0 -> new double[] {s / 4, (r[2][1] - r[1][2]) / s, (r[0][2] - r[2][0]) / s, (r[1][0] - r[0][1]) / s};
            case 1 -> new double[] {(r[2][1] - r[1][2]) / s, s / 4, (r[0][1] + r[1][0]) / s, (r[0][2] + r[2][0]) / s};
            case 2 -> new double[] {(r[0][2] - r[2][0]) / s, (r[0][1] + r[1][0]) / s, s / 4, (r[1][2] + r[2][1]) / s};
            default -> new double[] {(r[1][0] - r[0][1]) / s, (r[0][2] + r[2][0]) / s, (r[1][2] + r[2][1]) / s, s / 4};
        };
        double sign = q[0] < 0 ? -1 : 1;
        return new double[] {sign * q[1] + 0.0, sign * q[2] + 0.0, sign * q[3] + 0.0};
    }

    /** The columns of an affine at unit length, the third one turned round if the affine mirrors. */
    static double[][] properRotation(double[][] affine) {
        double mirror = determinant(affine) < 0 ? -1 : 1;
        double[][] rotation = new double[3][3];
        for (int axis = 0; axis < 3; axis++) {
            double length = Math.hypot(Math.hypot(affine[0][axis], affine[1][axis]), affine[2][axis]);
            for (int row = 0; row < 3; row++) {
                rotation[row][axis] = affine[row][axis] / length * (axis == 2 ? mirror : 1);
            }
        }
        return rotation;
    }

    static double determinant(double[][] m) {
        return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    }
}
