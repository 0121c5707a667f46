package org.lesionlens.io.dicom.codec;

/** The inverse cosine transform of a block of 8 x 8 coefficients, exact but for double's rounding (ITU-T T.81 A.3.3). */
final class InverseDct {
    static final int SIZE = 8;
    static final int COEFFICIENTS = SIZE * SIZE;

    /** Half of cos(n pi / 16); the half is the factor of each direction. */
    private static final double C1 = cosine(1);

    private static final double C2 = cosine(2);
    private static final double C3 = cosine(3);
    private static final double C4 = cosine(4);
    private static final double C5 = cosine(5);
    private static final double C6 = cosine(6);
    private static final double C7 = cosine(7);

    private InverseDct() {}

    private static double cosine(int n) {
        return Math.cos(n * Math.PI / 16) / 2;
    }

    /** Turns coefficients, row by row with the vertical frequency first, into samples round 0, in place. */
    static void apply(double[] block) {
        for (int x = 0; x < SIZE; x++) {
            line(block, x, SIZE);
        }
        for (int y = 0; y < SIZE; y++) {
            line(block, y * SIZE, 1);
        }
    }

    /** Even frequencies give the half of the line that is mirrored, odd ones the half that changes its sign. */
    private static void line(double[] b, int start, int step) {
        double f1 = b[start + step];
        double f2 = b[start + 2 * step];
        double f3 = b[start + 3 * step];
        double f5 = b[start + 5 * step];
        double f6 = b[start + 6 * step];
        double f7 = b[start + 7 * step];
        double sum = C4 * (b[start] + b[start + 4 * step]);
        double difference = C4 * (b[start] - b[start + 4 * step]);
        double outer = C2 * f2 + C6 * f6;
        double inner = C6 * f2 - C2 * f6;
        pair(b, start, step, 0, sum + outer, C1 * f1 + C3 * f3 + C5 * f5 + C7 * f7);
        pair(b, start, step, 1, difference + inner, C3 * f1 - C7 * f3 - C1 * f5 - C5 * f7);
        pair(b, start, step, 2, difference - inner, C5 * f1 - C1 * f3 + C7 * f5 + C3 * f7);
        pair(b, start, step, 3, sum - outer, C7 * f1 - C5 * f3 + C3 * f5 - C1 * f7);
    }

    private static void pair(double[] b, int start, int step, int k, double even, double odd) {
        b[start + k * step] = even + odd;
        b[start + (SIZE - 1 - k) * step] = even - odd;
    }
}
