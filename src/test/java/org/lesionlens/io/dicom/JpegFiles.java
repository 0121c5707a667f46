package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.lesionlens.io.dicom.codec.LosslessJpegBytes;
import org.lesionlens.io.dicom.codec.SequentialJpegBytes;

/** DICOM files of JPEG data that the tests encode themselves. */
public final class JpegFiles {
    public static final String EXTENDED = "1.2.840.10008.1.2.4.51";
    public static final String LOSSLESS = "1.2.840.10008.1.2.4.57";

    private JpegFiles() {}

    /** Attributes of grey frames of a size and depth, in one place. */
    public static DicomBytes grey(int frames, int rows, int columns, int bits) {
        return DicomBytes.slice(0)
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")
                .text(0x00080018, "UI", "1.2.3.4")
                .text(0x00080060, "CS", "OT")
                .text(0x00280008, "IS", Integer.toString(frames))
                .shorts(0x00280010, "US", rows)
                .shorts(0x00280011, "US", columns)
                .shorts(0x00280100, "US", bits > 8 ? 16 : 8)
                .shorts(0x00280101, "US", bits)
                .shorts(0x00280102, "US", bits - 1)
                .shorts(0x00280103, "US", 0)
                .without(0x00200032)
                .without(0x00200037)
                .without(0x7fe00010);
    }

    /** The same as colours. */
    public static DicomBytes colours(int frames, int rows, int columns, int bits) {
        return grey(frames, rows, columns, bits)
                .shorts(0x00280002, "US", 3)
                .text(0x00280004, "CS", "RGB")
                .shorts(0x00280006, "US", 0);
    }

    /** A file with a fragment a frame, no offset table. */
    public static byte[] file(DicomBytes attributes, byte[]... frames) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(attributes.array());
        parts.add(new byte[] {(byte) 0xe0, 0x7f, 0x10, 0, 'O', 'B', 0, 0, -1, -1, -1, -1});
        parts.add(DicomBytes.item(0xe000, 0));
        for (byte[] frame : frames) {
            parts.add(DicomBytes.item(0xe000, frame.length + frame.length % 2));
            parts.add(frame);
            parts.add(new byte[frame.length % 2]);
        }
        parts.add(DicomBytes.item(0xe0dd, 0));
        return DicomBytes.join(parts.toArray(byte[][]::new));
    }

    /** Files by name, one of each kind that decoders tell apart, for mutations. */
    public static TreeMap<String, byte[]> ofAllKinds() {
        TreeMap<String, byte[]> files = new TreeMap<>();
        Random random = new Random(1);
        for (int predictor = 1; predictor <= 7; predictor++) {
            byte[] jpeg = new LosslessJpegBytes(12, 9, 16, LosslessJpegBytes.samples(random, 108, 16))
                    .predictor(predictor)
                    .pointTransform(predictor % 3)
                    .restartRows(predictor % 4)
                    .array();
            files.put("lossless" + predictor, file(grey(1, 12, 9, 16).syntax(LOSSLESS), jpeg));
        }
        LosslessJpegBytes grey = new LosslessJpegBytes(12, 9, 10, LosslessJpegBytes.samples(random, 108, 10));
        files.put(
                "rowsBehind",
                file(grey(1, 12, 9, 10).syntax(LOSSLESS), grey.rowsBehind().array()));
        for (String kind : List.of("interleaved", "apart")) {
            int[][] colours = {
                LosslessJpegBytes.samples(random, 108, 8),
                LosslessJpegBytes.samples(random, 108, 8),
                LosslessJpegBytes.samples(random, 108, 8)
            };
            LosslessJpegBytes colour = new LosslessJpegBytes(12, 9, 8, colours).predictor(5);
            byte[] jpeg = (kind.equals("apart") ? colour : colour.interleaved()).array();
            files.put(kind, file(colours(1, 12, 9, 8).syntax(LOSSLESS), jpeg));
        }
        byte[] sequential =
                new SequentialJpegBytes(20, 17, 12, random, 0x11).restart(2).array();
        files.put("sequential", file(grey(1, 20, 17, 12).syntax(EXTENDED), sequential));
        byte[] sampled = new SequentialJpegBytes(20, 17, 12, random, 0x22, 0x11, 0x12).array();
        files.put("sampled", file(colours(1, 20, 17, 12).syntax(EXTENDED), sampled));
        return files;
    }
}
