package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images that say who the patient is in as many ways as files know: names, numbers, dates, institutions, free texts, identifiers, in
 * sequences, in private attributes, in overlays, and where nobody looks for them.
 */
public final class IdentifiedImages {
    /** In every text that leads to the patient, but for numbers and dates. */
    public static final String MARK = "Zq7x";

    /** Of every identifier. */
    public static final String ROOT = "1.2.826.0.1.";

    /** Every day of the patient's images is in this month, which dates moved back do not reach. */
    public static final String MONTH = "209107";

    private static final byte[] NOTHING = {};

    private IdentifiedImages() {}

    /** Writes the images of a folder with all that, in another transfer syntax, which has no compression. */
    public static Path write(Path from, Path to, String patient, String syntax) throws IOException {
        Files.createDirectories(to);
        TransferSyntax encoding = TransferSyntax.of(syntax).orElseThrow();
        List<Path> files;
        try (Stream<Path> listed = Files.list(from)) {
            files = listed.sorted().toList();
        }
        for (Path path : files) {
            DicomFile file = DicomFile.read(path);
            List<DicomElement> elements = new ArrayList<>(file.dataSet().elements());
            elements.addAll(0, identifiers(files.indexOf(path)));
            elements.addAll(identity(patient));
            elements.replaceAll(element -> inOrder(element, encoding.byteOrder()));
            write(file, DicomDataSet.of(elements), encoding, to.resolve(path.getFileName()));
        }
        return to;
    }

    private static void write(DicomFile file, DicomDataSet dataSet, TransferSyntax syntax, Path target)
            throws IOException {
        PixelLocation location = file.pixels().orElseThrow();
        byte[] pixels;
        try (var in = file.source().open(location.offset())) {
            pixels = in.readNBytes((int) location.length());
        }
        byte[] stored = syntax.byteOrder() == ByteOrder.BIG_ENDIAN ? swapped(pixels, 2) : pixels;
        boolean inFragments = syntax == TransferSyntax.ENCAPSULATED;
        DicomWriter.write(
                target,
                dataSet,
                Optional.of(new DicomWriter.Pixels(
                        syntax,
                        inFragments ? ValueRepresentation.OB : ValueRepresentation.OW,
                        inFragments ? DicomEncoding.UNDEFINED : stored.length,
                        out -> {
                            if (inFragments) {
                                DicomWriter.delimiter(out, DicomEncoding.ITEM, 0);
                                DicomWriter.delimiter(out, DicomEncoding.ITEM, stored.length);
                            }
                            out.write(stored);
                            if (inFragments) {
                                DicomWriter.delimiter(out, DicomEncoding.SEQUENCE_END, 0);
                            }
                        })));
    }

    /** For images that have none of their own. */
    private static List<DicomElement> identifiers(int number) {
        return List.of(
                text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4"),
                text(0x00080018, "UI", ROOT + "8." + (number + 1)),
                text(0x0020000d, "UI", ROOT + "77"),
                text(0x00200052, "UI", ROOT + "79"));
    }

    private static List<DicomElement> identity(String patient) {
        return List.of(
                text(0x00080005, "CS", "ISO_IR 100"),
                text(0x00080012, "DA", MONTH + "04"),
                text(0x00080013, "TM", "101500"),
                text(0x00080014, "UI", ROOT + "5"),
                text(0x00080020, "DA", MONTH + "02"),
                text(0x00080022, "DA", MONTH + "03"),
                text(0x0008002a, "DT", MONTH + "03101112.5+0100"),
                text(0x00080030, "TM", "101112.5"),
                text(0x00080050, "SH", MARK + "A77"),
                text(0x00080070, "LO", "Maker"),
                text(0x00080080, "LO", MARK + " Clinic"),
                text(0x00080081, "ST", "1 " + MARK + " Street"),
                text(0x00080090, "PN", MARK + "ref^Doctor"),
                text(0x00081010, "SH", MARK + "STATION"),
                text(0x00081030, "LO", "Head of " + MARK),
                text(0x0008103e, "LO", "Series of " + MARK),
                text(0x00081048, "PN", MARK + "rec^Doctor"),
                text(0x00081070, "PN", MARK + "op^Erator\\" + MARK + "op^Two"),
                items(
                        0x00081140,
                        text(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.4"),
                        text(0x00081155, "UI", ROOT + "6")),
                text(0x00084000, "LT", "retired comment of " + MARK),
                text(0x00100010, "PN", MARK + "\u00fcller^" + patient),
                text(0x00100020, "LO", MARK + patient),
                text(0x00100021, "LO", MARK + " issuer"),
                text(0x00100030, "DA", "19600229"),
                text(0x00100040, "CS", "F"),
                text(0x00101000, "LO", MARK + "o1\\" + MARK + "o2"),
                items(0x00101002, text(0x00100020, "LO", MARK + "o3"), text(0x00100022, "CS", "TEXT")),
                text(0x00101010, "AS", "093Y"),
                text(0x00101030, "DS", "71.5"),
                text(0x00101040, "LO", MARK + " Lane 4"),
                text(0x00102154, "SH", "0049 " + MARK),
                text(0x00102160, "SH", MARK + " people"),
                text(0x00104000, "LT", "Comment on " + MARK),
                text(0x00120010, "LO", MARK + " sponsor"),
                text(0x00120040, "LO", MARK + "-S1"),
                text(0x00180015, "CS", MARK.toUpperCase(Locale.ROOT) + "A77"),
                text(0x00181000, "LO", MARK + "-SERIAL"),
                text(0x00181016, "LO", MARK + " capturing"),
                text(0x00181030, "LO", "Protocol of Dr " + MARK),
                text(0x00181078, "DT", MONTH + "0310"),
                text(0x00181250, "SH", "coil " + MARK),
                items(0x00189346, text(0x00080100, "SH", "1"), text(0x00080104, "LO", "kept")),
                text(0x00200010, "SH", MARK + "-ID"),
                text(0x00204000, "LT", "Image of " + MARK),
                items(
                        0x00400275,
                        text(0x00400007, "LO", MARK + " asked"),
                        items(0x00321064, text(0x00080104, "LO", MARK + " code"))),
                text(0x00400244, "DA", MONTH + "05"),
                text(0x00400254, "LO", MARK + " performed"),
                // an attribute of the standard that images of this kind have nothing to do with, and one that is in no
                // dictionary
                text(0x30060002, "SH", MARK + " label"),
                text(0x0008fe02, "LO", MARK + " unknown"),
                // private attributes, in a sequence too
                text(0x00290010, "LO", MARK + " PRIVATE"),
                text(0x00291001, "LO", "Private " + MARK),
                items(0x00291002, text(0x00291003, "PN", MARK + "private^Name")),
                // a sequence that stays, with what must not stay in it
                items(
                        0x00540016,
                        text(0x00180031, "LO", MARK + " drug"),
                        text(0x00181078, "DT", MONTH + "031112"),
                        text(0x00091001, "LO", MARK + " nested")),
                // an overlay
                text(0x60000022, "LO", MARK + " overlay"),
                text(0x60001500, "LO", MARK + " overlay label"),
                // a code and a number that are none
                text(0x00280301, "CS", "N^" + MARK),
                text(0x00181314, "DS", MARK + "90"));
    }

    private static DicomElement text(int tag, String vr, String text) {
        return new DicomElement(
                tag,
                ValueRepresentation.valueOf(vr),
                ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)),
                List.of());
    }

    private static DicomElement items(int tag, DicomElement... elements) {
        return new DicomElement(
                tag, ValueRepresentation.SQ, ByteBuffer.wrap(NOTHING), List.of(DicomDataSet.of(elements)));
    }

    private static DicomElement inOrder(DicomElement element, ByteOrder order) {
        List<DicomDataSet> items = element.items().stream()
                .map(item -> DicomDataSet.of(item.elements().stream()
                        .map(each -> inOrder(each, order))
                        .toList()))
                .toList();
        byte[] bytes = new byte[element.value().remaining()];
        element.value().duplicate().get(bytes);
        int size = switch (element.vr()) {
            case US, SS, OW -> 2;
            case UL, SL, FL, OF -> 4;
            case FD, OD -> 8;
            default -> 1;
        };
        byte[] stored = order == element.value().order() ? bytes : swapped(bytes, size);
        return new DicomElement(
                element.tag(), element.vr(), ByteBuffer.wrap(stored).order(order), items);
    }

    private static byte[] swapped(byte[] bytes, int size) {
        byte[] swapped = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            swapped[i - i % size + size - 1 - i % size] = bytes[i];
        }
        return swapped;
    }
}
