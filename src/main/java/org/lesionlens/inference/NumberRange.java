package org.lesionlens.inference;

import org.lesionlens.model.ElementType;

/**
 * The numbers that a type can hold.
 *
 * @param least the smallest one
 * @param most the largest one
 */
record NumberRange(double least, double most) {
    private static final double LARGEST_HALF = 65504;

    static NumberRange of(ElementType type) {
        return switch (type) {
            case FLOAT32, FLOAT64 -> new NumberRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
            case FLOAT16 -> new NumberRange(-LARGEST_HALF, LARGEST_HALF);
            case UINT8 -> new NumberRange(0, 0xff);
            case INT8 -> new NumberRange(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT16 -> new NumberRange(0, 0xffff);
            case INT16 -> new NumberRange(Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> new NumberRange(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> new NumberRange(-0x1p63, 0x1p63);
            case BOOL -> new NumberRange(0, 1);
        };
    }

    /** Whether a number is in it; NaN is not. */
    boolean holds(double number) {
        return number >= least && number <= most;
    }

    /** As {@code uint8 (0 to 255)}. */
    static String words(ElementType type) {
        NumberRange range = of(type);
        boolean listed = Math.abs(range.least) <= LARGEST_HALF + 1 && range.most <= 0xffff;
        return listed ? type + " (" + (long) range.least + " to " + (long) range.most + ")" : type.toString();
    }
}
