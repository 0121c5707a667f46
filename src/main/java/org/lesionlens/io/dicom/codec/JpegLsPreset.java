package org.lesionlens.io.dicom.codec;

/**
 * The coding parameters of a JPEG-LS scan (ITU-T T.87, C.2.4.1.1) with what follows from them (A.2.1).
 *
 * @param max the highest sample (MAXVAL), 3 to 65535
 * @param near how far a decoded sample may lie from the coded one (NEAR); 0 is lossless
 * @param t1 first threshold of local gradients
 * @param t2 second
 * @param t3 third
 * @param reset how often a context is used before it is halved
 */
record JpegLsPreset(int max, int near, int t1, int t2, int t3, int reset) {
    private static final int MOST_NEAR = 255;
    private static final int LEAST_RESET = 3;
    private static final int USUAL_RESET = 64;

    JpegLsPreset {
        if (near > Math.min(MOST_NEAR, max / 2)) {
            throw new IllegalArgumentException("the JPEG-LS scan has NEAR " + near + " but must have 0 to "
                    + Math.min(MOST_NEAR, max / 2) + ", for samples up to " + max);
        }
        boolean ordered = near + 1 <= t1 && t1 <= t2 && t2 <= t3 && t3 <= max;
        if (!ordered || reset < LEAST_RESET || reset > Math.max(MOST_NEAR, max)) {
            throw new IllegalArgumentException("the JPEG-LS preset parameters make no sense: MAXVAL " + max + ", NEAR "
                    + near + ", T1 " + t1 + ", T2 " + t2 + ", T3 " + t3 + ", RESET " + reset);
        }
    }

    /** What an LSE segment sets: MAXVAL, T1, T2, T3, RESET, each 0 for its default. */
    static JpegLsPreset of(int[] set, int precision, int near) {
        int highest = (1 << precision) - 1;
        int max = set[0] == 0 ? highest : set[0];
        if (max > highest || max < 3) {
            throw new IllegalArgumentException(
                    "the JPEG-LS preset parameters have MAXVAL " + max + " but must have 3 to " + highest);
        }
        int factor = max >= 128 ? (Math.min(max, 4095) + 128) / 256 : 256 / (max + 1);
        int t1 = orDefault(set[1], threshold(3, 2, factor, 3 * near, max), near + 1, max);
        int t2 = orDefault(set[2], threshold(7, 3, factor, 5 * near, max), t1, max);
        int t3 = orDefault(set[3], threshold(21, 4, factor, 7 * near, max), t2, max);
        return new JpegLsPreset(max, near, t1, t2, t3, set[4] == 0 ? USUAL_RESET : set[4]);
    }

    private static int threshold(int basic, int least, int factor, int margin, int max) {
        return max >= 128 ? factor * (basic - least) + least + margin : Math.max(least, basic / factor + margin);
    }

    private static int orDefault(int set, int value, int least, int max) {
        int within = value > max || value < least ? least : value;
        return set == 0 ? within : set;
    }

    /** How far samples lie apart that are told apart. */
    int step() {
        return 2 * near + 1;
    }

    /** How many values a prediction error may have (RANGE). */
    int range() {
        return (max + 2 * near) / step() + 1;
    }

    /** Bits of a prediction error (qbpp). */
    int errorBits() {
        return bits(range());
    }

    /** The longest code word (LIMIT). */
    int limit() {
        int bits = Math.max(2, bits(max + 1));
        return 2 * (bits + Math.max(8, bits));
    }

    /** Bits for so many values. */
    private static int bits(int values) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
    }
}
