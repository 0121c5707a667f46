package org.lesionlens.io.dicom;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an attribute says of one slice, in an order of its own: nothing first, then numbers, then letters.
 *
 * @param numbers its numbers; times in seconds; empty if it has none
 * @param text its letters; empty if it has none, or numbers
 */
record SetValue(List<Double> numbers, String text) implements Comparable<SetValue> {
    private static final double ROUNDING = 1e-4;
    static final SetValue NONE = new SetValue(List.of(), "");

    SetValue {
        numbers = List.copyOf(numbers);
    }

    static SetValue of(double... numbers) {
        return new SetValue(java.util.Arrays.stream(numbers).boxed().toList(), "");
    }

    static SetValue of(String text) {
        return new SetValue(List.of(), text);
    }

    @Override
    public int compareTo(SetValue other) {
        for (int i = 0; i < Math.min(numbers.size(), other.numbers.size()); i++) {
            int order = numbers.get(i).compareTo(other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        int shorter = Integer.compare(numbers.size(), other.numbers.size());
        return shorter != 0 ? shorter : text.compareTo(other.text);
    }

    /**
     * Whether it is the same but for the rounding of its numbers: by a ten thousandth of the largest. Whole numbers are not
     * rounded.
     */
    boolean isAlike(SetValue other) {
        if (equals(other) || numbers.size() != other.numbers.size() || !text.equals(other.text)) {
            return equals(other);
        }
        double largest = Stream.concat(numbers.stream(), other.numbers.stream())
                .mapToDouble(Math::abs)
                .max()
                .orElse(0);
        return IntStream.range(0, numbers.size())
                .allMatch(i -> isAlike(numbers.get(i), other.numbers.get(i), ROUNDING * largest));
    }

    private static boolean isAlike(double a, double b, double tolerance) {
        boolean whole = a == Math.rint(a) && b == Math.rint(b);
        return a == b || !whole && Math.abs(a - b) <= tolerance;
    }

    /** For people: 90, or ORIGINAL\PRIMARY\M. */
    String shown() {
        return numbers.isEmpty()
                ? text.isEmpty() ? "none" : text.replaceAll("\\p{Cntrl}", " ")
                : String.join("\\", numbers.stream().map(SetValue::shown).toList());
    }

    private static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
