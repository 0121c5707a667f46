package org.lesionlens.io.dicom;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Numbers as the bytes of values, text or little-endian binary (PS3.5 6.2). */
final class NumberBytes {
    private static final int LONGEST_DECIMAL = 16;

    private NumberBytes() {}

    static ByteBuffer of(DicomAttribute attribute, double... numbers) {
        return switch (attribute.vr) {
            case DS ->
                ascii(Arrays.stream(numbers).mapToObj(NumberBytes::decimal).collect(Collectors.joining("\\")));
            case IS ->
                ascii(Arrays.stream(numbers)
                        .mapToObj(
                                number -> Integer.toString((int) whole(attribute, number, -(1L << 31), (1L << 31) - 1)))
                        .collect(Collectors.joining("\\")));
            case US, OW -> binary(2, numbers, (to, n) -> to.putShort((short) whole(attribute, n, 0, 0xffff)));
            case SS -> binary(2, numbers, (to, n) -> to.putShort((short) whole(attribute, n, -0x8000, 0x7fff)));
            case UL -> binary(4, numbers, (to, n) -> to.putInt((int) whole(attribute, n, 0, 0xffffffffL)));
            case SL -> binary(4, numbers, (to, n) -> to.putInt((int) whole(attribute, n, -(1L << 31), (1L << 31) - 1)));
            case FL -> binary(4, numbers, (to, n) -> to.putFloat((float) n));
            case FD -> binary(8, numbers, ByteBuffer::putDouble);
            default -> throw new IllegalArgumentException(attribute + " is of no number but " + attribute.vr);
        };
    }

    private interface Put {
        void to(ByteBuffer target, double number);
    }

    private static ByteBuffer binary(int bytes, double[] numbers, Put put) {
        ByteBuffer target = ByteBuffer.allocate(bytes * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            put.to(target, number);
        }
        return target.flip();
    }

    private static long whole(DicomAttribute attribute, double number, long least, long most) {
        if (number != Math.rint(number) || number < least || number > most) {
            throw new IllegalArgumentException(
                    attribute + " is " + number + " but must be whole, from " + least + " to " + most);
        }
        return (long) number;
    }

    /** The shortest text of a number, rounded where it would take more than the 16 letters of a DS. */
    static String decimal(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("a DS is " + number + " but must be finite");
        }
        BigDecimal exact = new BigDecimal(Double.toString(number + 0.0)); // no -0
        String text = plain(exact);
        for (int digits = LONGEST_DECIMAL; text.length() > LONGEST_DECIMAL; digits--) {
            text = plain(exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)));
        }
        return text;
    }

    /** Without an exponent where that is not longer. */
    private static String plain(BigDecimal number) {
        BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        String plain = shortest.toPlainString();
        String scientific = shortest.toString().replace("+", "");
        return plain.length() <= Math.max(scientific.length(), LONGEST_DECIMAL) ? plain : scientific;
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
