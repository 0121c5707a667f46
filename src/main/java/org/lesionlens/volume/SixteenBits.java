package org.lesionlens.volume;

/**
 * What numbers of 16 bits are worth: slope times number plus intercept, in double, kept as float.
 *
 * @param signed whether they go from -32768 to 32767, else from 0 to 65535
 * @param slope not 0
 */
public record SixteenBits(boolean signed, double slope, double intercept) {
    /** Whole numbers from -32768 to 32767, as most images of scanners are. */
    public static final SixteenBits WHOLE_NUMBERS = new SixteenBits(true, 1, 0);

    /** Multiples of 1 / 65536 from 0 to below 1, as probabilities of slices that are not resampled are. */
    static final SixteenBits PROBABILITIES = new SixteenBits(false, 1.0 / 65536, 0);

    /** What a number is worth. */
    float value(short stored) {
        return (float) (slope * (signed ? stored : stored & 0xffff) + intercept);
    }

    /** The numbers that are worth exactly these values; null if there are none for one of them. */
    public short[] exactly(float[] values) {
        short[] stored = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            short number = (short) Math.round((values[i] - intercept) / slope);
            if (Float.floatToRawIntBits(value(number)) != Float.floatToRawIntBits(values[i])) {
                return null;
            }
            stored[i] = number;
        }
        return stored;
    }
}
