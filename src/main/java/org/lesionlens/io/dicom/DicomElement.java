package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One attribute of a data set.
 *
 * @param tag group in the upper and element in the lower 16 bits
 * @param vr UN where the file does not say and the dictionary does not know
 * @param value the undecoded bytes, with the byte order of the file; empty for sequences
 * @param items the items of a sequence; empty for all else
 */
record DicomElement(int tag, ValueRepresentation vr, ByteBuffer value, List<DicomDataSet> items) {
    DicomElement {
        value = value.asReadOnlyBuffer().order(value.order());
        items = List.copyOf(items);
    }

    /** An attribute of values without letters beyond ASCII, as codes, numbers as text and identifiers; may have none. */
    static DicomElement text(DicomAttribute attribute, String... values) {
        return bytes(attribute, String.join("\\", values).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * An attribute of one value of free text, cut to what its representation holds; what would end the value becomes a blank.
     *
     * @param characterSet the data set's SpecificCharacterSet; empty for ASCII
     */
    static DicomElement words(DicomAttribute attribute, String text, String characterSet) {
        String plain = text.replaceAll("[\\\\\\p{Cntrl}]", " ");
        int end = Math.min(plain.length(), attribute.vr.mostLetters());
        return bytes(attribute, CharacterSets.encode(plain.substring(0, end), characterSet));
    }

    /** An attribute of numbers, in text or in little-endian binary as its representation says. */
    static DicomElement numbers(DicomAttribute attribute, double... numbers) {
        return new DicomElement(attribute.tag, attribute.vr, NumberBytes.of(attribute, numbers), List.of());
    }

    /** An attribute that points at others. */
    static DicomElement tags(DicomAttribute attribute, DicomAttribute... others) {
        ByteBuffer value = ByteBuffer.allocate(4 * others.length).order(ByteOrder.LITTLE_ENDIAN);
        for (DicomAttribute other : others) {
            value.putShort((short) (other.tag >>> 16)).putShort((short) other.tag);
        }
        return new DicomElement(attribute.tag, attribute.vr, value.flip(), List.of());
    }

    /** An attribute whose bytes are known. */
    static DicomElement bytes(DicomAttribute attribute, byte... value) {
        return new DicomElement(
                attribute.tag, attribute.vr, ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN), List.of());
    }

    static DicomElement items(DicomAttribute sequence, List<DicomDataSet> items) {
        return new DicomElement(sequence.tag, sequence.vr, ByteBuffer.allocate(0), items);
    }

    /** A sequence of one item. */
    static DicomElement item(DicomAttribute sequence, DicomElement... elements) {
        return items(sequence, List.of(DicomDataSet.of(elements)));
    }
}
