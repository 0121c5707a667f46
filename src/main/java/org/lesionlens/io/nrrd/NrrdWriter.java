package org.lesionlens.io.nrrd;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Writes NRRD on exactly the grid of the volume (teem.sourceforge.net/nrrd/format.html): one file, little-endian, gzip.
 *
 * <p>A placed grid has its vectors in left-posterior-superior; one of unknown place its spacings, one that is not calibrated
 * its sizes only.
 */
public final class NrrdWriter {
    private static final int CHUNK = 1 << 16;
    private static final int AXES = 3;

    private NrrdWriter() {}

    private interface Encoder {
        void put(ByteBuffer buffer, float value);
    }

    /** Writes uint8: 1 where there is a label, else 0. */
    public static void writeMask(Path target, LabelMap labels) throws IOException {
        String header = header(labels.geometry(), "uint8", Map.of());
        write(target, header, labels.voxels(), (b, v) -> b.put((byte) (v > 0 ? 1 : 0)));
    }

    /**
     * Writes the labels as uint16.
     *
     * @param pairs keys and values for programs that know them, in their order
     */
    public static void writeLabels(Path target, LabelMap labels, Map<String, String> pairs) throws IOException {
        String header = header(labels.geometry(), "uint16", pairs);
        write(target, header, labels.voxels(), (b, v) -> b.putShort((short) (int) v));
    }

    /** Writes float32. */
    public static void writeProbability(Path target, ProbabilityMap map) throws IOException {
        write(target, header(map.geometry(), "float", Map.of()), map.voxels(), ByteBuffer::putFloat);
    }

    private static String header(VolumeGeometry grid, String type, Map<String, String> pairs) {
        StringBuilder header = new StringBuilder("NRRD0004\n# Complete NRRD file format specification at:\n"
                + "# http://teem.sourceforge.net/nrrd/format.html\ntype: " + type + "\ndimension: 3\n");
        if (grid.placed()) {
            header.append("space: left-posterior-superior\n");
        }
        header.append("sizes: " + grid.size(0) + " " + grid.size(1) + " " + grid.size(2) + "\n");
        if (grid.placed()) {
            header.append(
                    "space directions: " + column(grid, 0) + " " + column(grid, 1) + " " + column(grid, 2) + "\n");
        } else if (grid.calibrated()) {
            header.append("spacings: " + grid.spacingMm(0) + " " + grid.spacingMm(1) + " " + grid.spacingMm(2) + "\n");
        }
        header.append("kinds: domain domain domain\nendian: little\nencoding: gzip\n");
        if (grid.placed()) {
            header.append("space origin: (" + grid.origin(0) + "," + grid.origin(1) + "," + grid.origin(2) + ")\n");
        } else if (grid.calibrated()) {
            header.append("units: \"mm\" \"mm\" \"mm\"\n");
        }
        pairs.forEach((key, value) ->
                header.append(key).append(":=").append(escaped(value)).append('\n'));
        return header.append('\n').toString();
    }

    /** A value may hold line ends and backslashes only so. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "");
    }

    private static String column(VolumeGeometry grid, int axis) {
        StringBuilder vector = new StringBuilder("(");
        for (int row = 0; row < AXES; row++) {
            vector.append(row == 0 ? "" : ",").append(grid.direction(row, axis) * grid.spacingMm(axis));
        }
        return vector.append(')').toString();
    }

    private static <T extends RealType<T>> void write(
            Path target, String header, RandomAccessibleInterval<T> voxels, Encoder encoder) throws IOException {
        AtomicFile.write(target, file -> {
            file.write(header.getBytes(StandardCharsets.UTF_8));
            Gzip gzip = new Gzip(file);
            writeVoxels(gzip, voxels, encoder);
            gzip.finish();
        });
    }

    private static <T extends RealType<T>> void writeVoxels(
            OutputStream out, RandomAccessibleInterval<T> voxels, Encoder encoder) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (T voxel : Views.flatIterable(voxels)) {
            if (buffer.remaining() < Float.BYTES) {
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            encoder.put(buffer, voxel.getRealFloat());
        }
        out.write(buffer.array(), 0, buffer.position());
    }

    /** Compresses as fast as it can; masks become small all the same. */
    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, CHUNK);
            def.setLevel(1);
        }
    }
}
