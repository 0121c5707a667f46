package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * DICOM attributes in the order of their tags; values are decoded when they are asked for.
 *
 * <p>Immutable. A value that the attribute's representation does not allow throws {@link IllegalArgumentException},
 * which {@link DicomFile} turns into a sentence with path and tag.
 */
final class DicomDataSet {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]*+\\.?[0-9]*+([eE][-+]?[0-9]++)?");
    private static final int LONGEST_DECIMALS = 1 << 14;

    private final SortedMap<Integer, DicomElement> elements;
    private final Optional<DicomDataSet> under;

    DicomDataSet(SortedMap<Integer, DicomElement> elements) {
        this(elements, Optional.empty());
    }

    private DicomDataSet(SortedMap<Integer, DicomElement> elements, Optional<DicomDataSet> under) {
        this.elements = new TreeMap<>(elements);
        this.under = under;
    }

    /** A data set of elements; of those of one tag the last one counts. */
    static DicomDataSet of(List<DicomElement> elements) {
        SortedMap<Integer, DicomElement> sorted = new TreeMap<>(Integer::compareUnsigned);
        elements.forEach(element -> sorted.put(element.tag(), element));
        return new DicomDataSet(sorted);
    }

    static DicomDataSet of(DicomElement... elements) {
        return of(List.of(elements));
    }

    /** All elements in the order of their tags. */
    List<DicomElement> elements() {
        SortedMap<Integer, DicomElement> all = new TreeMap<>(Integer::compareUnsigned);
        under.ifPresent(set -> set.elements().forEach(element -> all.put(element.tag(), element)));
        all.putAll(elements);
        return List.copyOf(all.values());
    }

    /** These elements, and over them numbers that an attribute is said to have. */
    DicomDataSet with(DicomAttribute attribute, double... numbers) {
        ByteBuffer value = ByteBuffer.allocate(Double.BYTES * numbers.length);
        for (double number : numbers) {
            value.putDouble(number);
        }
        DicomElement element = new DicomElement(attribute.tag, ValueRepresentation.FD, value.flip(), List.of());
        return with(List.of(new DicomDataSet(new TreeMap<>(Map.of(attribute.tag, element)))));
    }

    boolean contains(DicomAttribute attribute) {
        return elements.containsKey(attribute.key)
                || under.isPresent() && under.get().contains(attribute);
    }

    Optional<DicomElement> element(int tag) {
        DicomElement own = elements.get(tag);
        return own == null ? under.flatMap(set -> set.element(tag)) : Optional.of(own);
    }

    /** The items of a sequence; none if the attribute is missing. */
    List<DicomDataSet> items(DicomAttribute attribute) {
        return element(attribute.tag).map(DicomElement::items).orElse(List.of());
    }

    /** The undecoded bytes of an attribute; none if it is missing or empty. */
    Optional<ByteBuffer> bytes(DicomAttribute attribute) {
        return element(attribute.tag).map(DicomElement::value).filter(ByteBuffer::hasRemaining);
    }

    /** The text of an attribute, all values of it, without padding; none if it is missing or empty. */
    Optional<String> string(DicomAttribute attribute) {
        return element(attribute.tag).map(e -> text(e.value())).filter(text -> !text.isEmpty());
    }

    /**
     * The numbers of an attribute of any numeric representation; none if it is missing or empty.
     *
     * @throws IllegalArgumentException if a value is no number, or the length is no multiple of a number's
     */
    double[] numbers(DicomAttribute attribute) {
        Optional<DicomElement> element = element(attribute.tag);
        if (element.isEmpty() || element.get().value().remaining() == 0) {
            return new double[0];
        }
        ByteBuffer value = element.get().value();
        return numbers(value, numeric(element.get().vr(), attribute.vr));
    }

    /** What the dictionary says where the file does not, and where an ambiguous representation stands for words. */
    private static ValueRepresentation numeric(ValueRepresentation found, ValueRepresentation named) {
        return found == ValueRepresentation.UN || found == ValueRepresentation.OB ? named : found;
    }

    private static double[] numbers(ByteBuffer value, ValueRepresentation vr) {
        return switch (vr) {
            case DS, IS -> decimals(ascii(value));
            case US, OW -> binary(value, 2, i -> value.getShort(i) & 0xffff);
            case SS -> binary(value, 2, value::getShort);
            case UL -> binary(value, 4, i -> value.getInt(i) & 0xffffffffL);
            case SL -> binary(value, 4, value::getInt);
            case FL -> binary(value, 4, value::getFloat);
            case FD -> binary(value, 8, value::getDouble);
            default -> throw new IllegalArgumentException("has value representation " + vr + ", which is no number");
        };
    }

    private static double[] decimals(String text) {
        if (text.length() > LONGEST_DECIMALS) {
            throw new IllegalArgumentException("has " + text.length() + " characters, too many for numbers");
        }
        if (text.indexOf('\\') < 0) {
            return new double[] {decimal(text)};
        }
        return Arrays.stream(text.split("\\\\", -1))
                .mapToDouble(DicomDataSet::decimal)
                .toArray();
    }

    /**
     * The decimal numbers of a value of any length; none if the attribute is missing or empty.
     *
     * @throws IllegalArgumentException if a value is no decimal number, or there are more than a number allows
     */
    double[] manyDecimals(DicomAttribute attribute, int most) {
        String text = bytes(attribute).map(DicomDataSet::ascii).orElse("");
        if (text.isEmpty()) {
            return new double[0];
        }
        if (text.chars().filter(letter -> letter == '\\').count() >= most) {
            throw new IllegalArgumentException("has more than " + most + " numbers");
        }
        return Arrays.stream(text.split("\\\\", -1))
                .mapToDouble(DicomDataSet::decimal)
                .toArray();
    }

    /** A DS: Java would also take "1d", "0x1p3" and "NaN", DICOM does not. */
    private static double decimal(String text) {
        String number = text.strip();
        if (number.isEmpty() || !DECIMAL.matcher(number).matches()) {
            throw new IllegalArgumentException("has a value that is no decimal number");
        }
        return Double.parseDouble(number);
    }

    private interface Decoder {
        double at(int position);
    }

    private static double[] binary(ByteBuffer value, int bytes, Decoder decoder) {
        if (value.remaining() % bytes != 0) {
            throw new IllegalArgumentException(
                    "has a length of " + value.remaining() + ", which is no multiple of " + bytes);
        }
        double[] numbers = new double[value.remaining() / bytes];
        Arrays.setAll(numbers, i -> decoder.at(i * bytes));
        return numbers;
    }

    private static String ascii(ByteBuffer value) {
        return trimmed(StandardCharsets.ISO_8859_1.decode(value.duplicate()).toString());
    }

    private String text(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        String terms = element(DicomAttribute.SPECIFIC_CHARACTER_SET.tag)
                .map(e -> ascii(e.value()))
                .orElse("");
        return trimmed(CharacterSets.decode(bytes, terms));
    }

    private static String trimmed(String text) {
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    /** These elements, which are not copied, and over them those of other data sets, the last of which wins. */
    DicomDataSet with(List<DicomDataSet> others) {
        SortedMap<Integer, DicomElement> over = new TreeMap<>(Integer::compareUnsigned);
        others.forEach(other -> over.putAll(other.elements));
        return new DicomDataSet(over, Optional.of(this));
    }

    /** Every item of every sequence, of the topmost elements. */
    List<DicomDataSet> allItems() {
        return elements.values().stream().flatMap(e -> e.items().stream()).toList();
    }
}
