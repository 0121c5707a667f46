package org.lesionlens.io.file;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a header of text, as NRRD and MetaImage have them.
 *
 * @param path the file
 * @param fields by name, whatever its case
 * @param end offset of the first byte after the header
 */
public record TextHeader(Path path, Map<String, String> fields, long end) {
    /** Headers are not longer than this many bytes. */
    public static final int LONGEST = 1 << 20;

    private static final int LONGEST_SHOWN = 60;

    /** Takes the fields as they are. */
    public TextHeader {
        fields = Collections.unmodifiableMap(fields);
    }

    /** The first of these fields that is there. */
    public Optional<String> field(String... names) {
        return Arrays.stream(names).filter(fields::containsKey).map(fields::get).findFirst();
    }

    /** A field that must be there. */
    public String require(String name) throws MalformedFileException {
        return field(name).orElseThrow(() -> malformed("has no field '" + name + "'"));
    }

    /** The numbers of a field, so many of them; they may be infinite or NaN. */
    public double[] numbers(String name, int count) throws MalformedFileException {
        double[] numbers = numbers(name, require(name));
        if (numbers.length != count) {
            throw malformed("its field '" + name + "' has " + numbers.length + " numbers but must have " + count);
        }
        return numbers;
    }

    /** Numbers between blanks. */
    public double[] numbers(String name, String text) throws MalformedFileException {
        try {
            return Arrays.stream(text.strip().split("\\s+"))
                    .mapToDouble(TextHeader::number)
                    .toArray();
        } catch (NumberFormatException e) {
            throw malformed("its field '" + name + "' is '" + shown(text) + "' but must be numbers");
        }
    }

    /** As C prints it: "nan" and "inf" in any case, which Java knows in one. */
    static double number(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan", "+nan", "-nan" -> Double.NaN;
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Whole numbers within a range, both ends included, so many of them. */
    public long[] wholeNumbers(String name, int count, long min, long max) throws MalformedFileException {
        double[] numbers = numbers(name, count);
        for (double number : numbers) {
            if (!(number >= min && number <= max && number == Math.rint(number))) {
                throw malformed("its field '" + name + "' has the number " + number
                        + " but must have whole numbers from " + min + " to " + max);
            }
        }
        return Arrays.stream(numbers).mapToLong(n -> (long) n).toArray();
    }

    /** The refusal of a field. */
    public MalformedFileException malformed(String problem) {
        return new MalformedFileException(path, problem, "correct the header or export it again");
    }

    /** A piece of a header that may stand in a message. */
    public static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > LONGEST_SHOWN ? printable.substring(0, LONGEST_SHOWN) + "..." : printable;
    }
}
