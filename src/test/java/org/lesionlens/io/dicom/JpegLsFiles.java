package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.lesionlens.io.dicom.codec.JpegLsEncoder;
import org.lesionlens.io.dicom.codec.JpegLsEncoder.Way;

/** Small DICOM files with JPEG-LS images that go every way through the decoder. */
public final class JpegLsFiles {
    static final String LOSSLESS = "1.2.840.10008.1.2.4.80";
    static final String NEAR_LOSSLESS = "1.2.840.10008.1.2.4.81";
    private static final int ROWS = 24;
    private static final int COLUMNS = 31;

    private JpegLsFiles() {}

    /** Writes files named {@code jpegls_*.dcm}: half ramp and noise, half constant. */
    public static List<Path> write(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        int[] presets = {0, 5, 20, 90, 20};
        for (Way way : List.of(
                Way.lossless(8),
                Way.lossless(8).near(3),
                Way.lossless(12).lse(presets).restart(5),
                Way.lossless(16),
                Way.lossless(16).near(5).restart(1),
                Way.lossless(4))) {
            files.add(write(folder, 1, way));
        }
        for (int mode = 0; mode < 3; mode++) {
            files.add(write(folder, 3, Way.lossless(8).interleave(mode).near(mode)));
        }
        return files;
    }

    private static Path write(Path folder, int samples, Way way) throws IOException {
        String name = "jpegls_" + samples + "x" + way.precision() + "_near" + way.near() + "_mode" + way.interleave()
                + (way.restart() > 0 ? "_restart" : "") + ".dcm";
        int max = (1 << way.precision()) - 1;
        Random random = new Random(way.precision());
        int[][] planes = new int[samples][ROWS * COLUMNS];
        for (int[] plane : planes) {
            Arrays.setAll(plane, i -> i / COLUMNS < ROWS / 2 ? max / 3 : (i * max / 2048 + random.nextInt(9)) & max);
        }
        byte[] file = file(ROWS, COLUMNS, way, samples, JpegLsEncoder.encode(planes, COLUMNS, way));
        return Files.write(folder.resolve(name), file);
    }

    /** An unsigned image, a frame a stream, each in one fragment. */
    static byte[] file(int rows, int columns, Way way, int samples, byte[]... streams) {
        byte[][] items = Arrays.stream(streams).map(JpegLsFiles::fragment).toArray(byte[][]::new);
        return file(rows, columns, way, samples, DicomBytes.join(items), streams.length);
    }

    static byte[] file(int rows, int columns, Way way, int samples, byte[] fragments, int frames) {
        byte[] attributes = DicomBytes.slice(0)
                .syntax(way.near() == 0 ? LOSSLESS : NEAR_LOSSLESS)
                .without(0x7fe00010)
                .text(0x00280008, "IS", Integer.toString(frames))
                .shorts(0x00280002, "US", samples)
                .text(0x00280004, "CS", samples == 3 ? "RGB" : "MONOCHROME2")
                .shorts(0x00280006, "US", 0)
                .shorts(0x00280010, "US", rows)
                .shorts(0x00280011, "US", columns)
                .shorts(0x00280100, "US", way.precision() > 8 ? 16 : 8)
                .shorts(0x00280101, "US", way.precision())
                .shorts(0x00280102, "US", way.precision() - 1)
                .shorts(0x00280103, "US", 0)
                .array();
        byte[] pixels = {(byte) 0xe0, 0x7f, 0x10, 0, 'O', 'B', 0, 0, -1, -1, -1, -1};
        return DicomBytes.join(attributes, pixels, DicomBytes.item(0xe000, 0), fragments, DicomBytes.item(0xe0dd, 0));
    }

    static byte[] fragment(byte[] bytes) {
        byte[] even = Arrays.copyOf(bytes, bytes.length + bytes.length % 2);
        return DicomBytes.join(DicomBytes.item(0xe000, even.length), even);
    }
}
