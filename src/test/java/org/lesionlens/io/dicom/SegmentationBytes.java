package org.lesionlens.io.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** DICOM segmentations for tests, after PS3.3 A.51: frames in the order in which they are added. */
public final class SegmentationBytes {
    private static final String STORAGE = "1.2.840.10008.5.1.4.1.1.66.4";

    private final int columns;
    private final int rows;
    private final List<byte[]> segments = new ArrayList<>();
    private final List<byte[]> groups = new ArrayList<>();
    private final BitSet bits = new BitSet();
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private String type = "BINARY";
    private byte[] measures = text(0x00280030, "DS", "2\\1"); // rows 2 mm apart, columns 1 mm
    private String orientation = "1\\0\\0\\0\\1\\0";
    private String syntax = DicomBytes.EXPLICIT;

    /** Axial, of a size, with pixels of 1 mm along x and 2 mm along y; steps are not said. */
    public SegmentationBytes(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** What the shared PixelMeasuresSequence says besides, as an element of text. */
    public SegmentationBytes measure(int tag, String text) {
        measures = tag < 0x00280030
                ? DicomBytes.join(text(tag, "DS", text), measures)
                : DicomBytes.join(measures, text(tag, "DS", text));
        return this;
    }

    public SegmentationBytes spacing(String rowsThenColumns) {
        measures = text(0x00280030, "DS", rowsThenColumns);
        return this;
    }

    public SegmentationBytes type(String segmentationType) {
        type = segmentationType;
        return this;
    }

    public SegmentationBytes orientation(String cosines) {
        orientation = cosines;
        return this;
    }

    SegmentationBytes syntax(String uid) {
        syntax = uid;
        return this;
    }

    /** What SegmentSequence says of a segment: its name, and its category as designator and value. */
    SegmentationBytes segment(int number, String label, String scheme, String category) {
        byte[] code = DicomBytes.join(text(0x00080100, "SH", category), text(0x00080102, "SH", scheme));
        byte[] value = new byte[] {(byte) number, (byte) (number >> 8)};
        segments.add(DicomBytes.join(
                sequence(0x00620003, code), element(0x00620004, "US", value), text(0x00620005, "LO", label)));
        return this;
    }

    /** A frame of a segment, its pixels row by row. */
    public SegmentationBytes frame(int segment, double x, double y, double z, int... pixels) {
        String position = String.format(Locale.ROOT, "%s\\%s\\%s", x, y, z);
        byte[] place = sequence(0x00209113, text(0x00200032, "DS", position));
        byte[] number = new byte[] {(byte) segment, (byte) (segment >> 8)};
        byte[] identification = sequence(0x0062000a, element(0x0062000b, "US", number));
        groups.add(DicomBytes.join(place, identification));
        for (int i = 0; i < pixels.length; i++) {
            bits.set((groups.size() - 1) * rows * columns + i, pixels[i] != 0);
            whole.write(pixels[i]);
        }
        return this;
    }

    /** The file. */
    public byte[] array() {
        boolean binary = type.equals("BINARY");
        int frames = groups.size();
        byte[] packed = new byte[(frames * rows * columns + 7) / 8];
        byte[] set = bits.toByteArray();
        System.arraycopy(set, 0, packed, 0, set.length);
        byte[] pixels = binary ? packed : whole.toByteArray();
        byte[] even = pixels.length % 2 == 0 ? pixels : DicomBytes.join(pixels, new byte[1]);
        return new DicomBytes()
                .syntax(syntax)
                .text(0x00080016, "UI", STORAGE)
                .text(0x00080060, "CS", "SEG")
                .text(0x0020000e, "UI", "1.2.77")
                .shorts(0x00280002, "US", 1)
                .text(0x00280004, "CS", "MONOCHROME2")
                .text(0x00280008, "IS", Integer.toString(frames))
                .shorts(0x00280010, "US", rows)
                .shorts(0x00280011, "US", columns)
                .shorts(0x00280100, "US", binary ? 1 : 8)
                .shorts(0x00280101, "US", binary ? 1 : 8)
                .shorts(0x00280102, "US", binary ? 0 : 7)
                .shorts(0x00280103, "US", 0)
                .text(0x00620001, "CS", type)
                .bytes(0x00620002, "SQ", items(segments))
                .shorts(0x0062000e, "US", 200)
                .bytes(0x52009229, "SQ", items(List.of(shared())))
                .bytes(0x52009230, "SQ", items(groups))
                .bytes(0x7fe00010, "OB", even)
                .array();
    }

    private byte[] shared() {
        return DicomBytes.join(
                sequence(0x00209116, text(0x00200037, "DS", orientation)), sequence(0x00289110, measures));
    }

    private byte[] sequence(int tag, byte[] item) {
        return element(tag, "SQ", items(List.of(item)));
    }

    private static byte[] items(List<byte[]> items) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] item : items) {
            out.writeBytes(DicomBytes.item(0xe000, item.length));
            out.writeBytes(item);
        }
        out.writeBytes(DicomBytes.item(0xe0dd, 0));
        return out.toByteArray();
    }

    private static byte[] text(int tag, String vr, String text) {
        String even = text.length() % 2 == 0 ? text : text + " ";
        return element(tag, vr, even.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] element(int tag, String vr, byte[] value) {
        return DicomBytes.element(tag, vr, value, true);
    }
}
