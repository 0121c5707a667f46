package org.lesionlens.io.dicom;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Data sets of attributes of every representation, with sequences in sequences, empty values and values of odd length. */
final class RandomDataSets {
    private static final int DEEPEST = 5;
    private static final int PIXELS = 0x7fe00000;
    private static final List<DicomAttribute> ATTRIBUTES = Arrays.stream(DicomAttribute.values())
            .filter(a -> a.tag >>> 16 != DicomEncoding.META_GROUP && Integer.compareUnsigned(a.tag, PIXELS) < 0)
            .filter(a -> DicomAttribute.of(a.tag).isPresent())
            .filter(a -> a != DicomAttribute.SPECIFIC_CHARACTER_SET) // it says how all else is read
            .filter(a -> a.tag >>> 16 != 0x0019 && a.tag >>> 16 != 0x0043) // private, without their creator
            .toList();

    private final Random random;

    RandomDataSets(long seed) {
        random = new Random(seed);
    }

    /** With what a file must have. */
    DicomDataSet next() {
        List<DicomElement> elements = new ArrayList<>(elements(0));
        elements.add(DicomElement.text(DicomAttribute.SPECIFIC_CHARACTER_SET, "ISO_IR 192"));
        elements.add(DicomElement.text(DicomAttribute.SOP_CLASS_UID, "1.2.840.10008.5.1.4.1.1.66.4"));
        elements.add(DicomElement.text(DicomAttribute.SOP_INSTANCE_UID, "2.25." + random.nextInt(1 << 30)));
        return DicomDataSet.of(elements);
    }

    private List<DicomElement> elements(int depth) {
        return random.ints(random.nextInt(12), 0, ATTRIBUTES.size())
                .mapToObj(i -> element(ATTRIBUTES.get(i), depth))
                .toList();
    }

    private DicomElement element(DicomAttribute attribute, int depth) {
        if (attribute.vr == ValueRepresentation.SQ) {
            int items = depth < DEEPEST ? random.nextInt(4) : 0;
            return DicomElement.items(
                    attribute,
                    IntStream.range(0, items)
                            .mapToObj(i -> DicomDataSet.of(elements(depth + 1)))
                            .toList());
        }
        return switch (attribute.vr) {
            case DS, FL, FD ->
                DicomElement.numbers(
                        attribute, random.doubles(random.nextInt(4), -1e4, 1e4).toArray());
            case IS, SL, SS ->
                DicomElement.numbers(
                        attribute,
                        random.ints(random.nextInt(4), -99, 99).asDoubleStream().toArray());
            case US, UL ->
                DicomElement.numbers(
                        attribute,
                        random.ints(random.nextInt(4), 0, 65536)
                                .asDoubleStream()
                                .toArray());
            case UI -> DicomElement.text(attribute, "1.2.840." + random.nextInt(1 << random.nextInt(30)));
            case AT -> DicomElement.tags(attribute, ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size())));
            case LO, SH, ST, LT, UC, UT, PN ->
                DicomElement.words(attribute, "Größe 頭部 ".substring(0, random.nextInt(10)), "ISO_IR 192");
            case OB, OW, OF, OD, UN -> DicomElement.bytes(attribute, bytes(8 * random.nextInt(9)));
            case DA -> DicomElement.text(attribute, "20240229");
            case TM -> DicomElement.text(attribute, "0102" + "03.5".substring(0, 2 * random.nextInt(2)));
            case AS -> DicomElement.text(attribute, "042Y");
            default ->
                DicomElement.bytes(
                        attribute,
                        "A_B C".substring(0, random.nextInt(5)).strip().getBytes(StandardCharsets.US_ASCII));
        };
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
