package org.lesionlens.io.dicom;

/**
 * Colours as RecommendedDisplayCIELabValue has them (PS3.3 C.10.7.1.1): L* from 0 to 100 and a*, b* from -128 to 127, each
 * stretched to 0 to 65535, relative to the white D50 of ICC's profile connection space.
 *
 * <p>sRGB (IEC 61966-2-1) with Bradford's adaptation from D65 to D50, then CIE 1976 L*a*b*.
 */
final class CielabColor {
    private static final double[][] TO_XYZ_D50 = {
        {0.4360747, 0.3850649, 0.1430804}, {0.2225045, 0.7168786, 0.0606169}, {0.0139322, 0.0971045, 0.7141733}
    };
    private static final double EPSILON = 216.0 / 24389;
    private static final double KAPPA = 24389.0 / 27;
    private static final double MOST = 65535;

    private CielabColor() {}

    /** L*, a*, b* of a colour as #RRGGBB, from 0 to 65535. */
    static double[] of(String rgb) {
        int all = Integer.parseInt(rgb.substring(1), 16);
        double[] linear = {linear(all >> 16), linear(all >> 8 & 0xff), linear(all & 0xff)};
        double[] curved = new double[3];
        for (int row = 0; row < 3; row++) {
            double[] weights = TO_XYZ_D50[row];
            double white = weights[0] + weights[1] + weights[2];
            curved[row] = curve((weights[0] * linear[0] + weights[1] * linear[1] + weights[2] * linear[2]) / white);
        }
        return new double[] {
            stretched((116 * curved[1] - 16) / 100),
            stretched((500 * (curved[0] - curved[1]) + 128) / 255),
            stretched((200 * (curved[1] - curved[2]) + 128) / 255)
        };
    }

    private static double linear(int value) {
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static double curve(double share) {
        return share > EPSILON ? Math.cbrt(share) : (KAPPA * share + 16) / 116;
    }

    private static double stretched(double share) {
        return Math.rint(MOST * Math.max(0, Math.min(1, share)));
    }
}
