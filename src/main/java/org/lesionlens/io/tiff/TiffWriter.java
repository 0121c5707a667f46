package org.lesionlens.io.tiff;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Writes TIFF stacks (TIFF 6.0), a page a slice along z, each one deflated strip, with voxel sizes as ImageJ says them. The
 * place in the patient is lost: TIFF has no word for it.
 */
public final class TiffWriter {
    private static final int HEADER = 8;
    private static final int MOST_ENTRIES = 15;
    private static final int RATIONAL_SCALE = 1_000_000;

    private final VolumeGeometry grid;
    private final int bits;
    private final boolean floating;

    private TiffWriter(VolumeGeometry grid, int bits, boolean floating) {
        this.grid = grid;
        this.bits = bits;
        this.floating = floating;
    }

    private interface Encoder {
        void put(ByteBuffer buffer, float value);
    }

    /** Writes 8 bits: 255 where there is a label, else 0. */
    public static void writeMask(Path target, LabelMap labels) throws IOException {
        new TiffWriter(labels.geometry(), Byte.SIZE, false)
                .write(target, labels.voxels(), (b, v) -> b.put((byte) (v > 0 ? 255 : 0)));
    }

    /** Writes the labels in 16 bits. */
    public static void writeLabels(Path target, LabelMap labels) throws IOException {
        new TiffWriter(labels.geometry(), Short.SIZE, false)
                .write(target, labels.voxels(), (b, v) -> b.putShort((short) (int) v));
    }

    /** Writes floats of 32 bits. */
    public static void writeProbability(Path target, ProbabilityMap map) throws IOException {
        new TiffWriter(map.geometry(), Float.SIZE, true).write(target, map.voxels(), ByteBuffer::putFloat);
    }

    private <T extends RealType<T>> void write(Path target, RandomAccessibleInterval<T> voxels, Encoder encoder)
            throws IOException {
        AtomicFile.write(target, out -> {
            out.write(little(HEADER)
                    .put((byte) 'I')
                    .put((byte) 'I')
                    .putShort((short) 42)
                    .putInt(HEADER)
                    .array());
            Cursor<T> cursor = Views.flatIterable(voxels).cursor();
            long at = HEADER;
            for (long slice = 0; slice < grid.size(2); slice++) {
                at += writePage(out, at, slice, deflated(cursor, encoder), target);
            }
        });
    }

    /** Directory, what it points to, pixels; returns how many bytes, an even number. */
    private long writePage(OutputStream out, long at, long slice, byte[] pixels, Path target) throws IOException {
        byte[] description = slice == 0 ? description() : new byte[0];
        Directory directory = new Directory(at, description);
        long size = (long) directory.size() + pixels.length + pixels.length % 2;
        boolean last = slice == grid.size(2) - 1;
        if (at + size > 0xffffffffL) {
            throw new UnsuitableImageException(
                    target.getFileName() + " would be larger than the 4 GB of a TIFF: choose the format nifti or nrrd");
        }
        out.write(directory.bytes(pixels.length, last ? 0 : at + size));
        out.write(pixels);
        out.write(new byte[pixels.length % 2]);
        return size;
    }

    private <T extends RealType<T>> byte[] deflated(Cursor<T> voxels, Encoder encoder) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteBuffer row = little(Math.toIntExact(grid.size(0) * bits / Byte.SIZE));
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            for (long y = 0; y < grid.size(1); y++) {
                row.clear();
                for (long x = 0; x < grid.size(0); x++) {
                    encoder.put(row, voxels.next().getRealFloat());
                }
                out.write(row.array());
            }
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    /** As ImageJ writes it, so that it and others know slices and sizes. */
    private byte[] description() {
        String size = grid.calibrated() ? "unit=mm\nspacing=" + grid.spacingMm(2) + "\n" : "";
        String text =
                "ImageJ=1.54p\nimages=" + grid.size(2) + "\nslices=" + grid.size(2) + "\n" + size + "loop=false\n";
        byte[] ascii = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        return ascii.length % 2 == 0 ? ascii : (text + "\0\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The entries of a page in rising order, and the values that do not fit into them. */
    private final class Directory {
        private static final int SHORT = 3;
        private static final int LONG = 4;
        private static final int RATIONAL = 5;
        private static final int ASCII = 2;
        private static final int ENTRY = 12;

        private final long at;
        private final byte[] description;
        private final ByteBuffer entries = little(2 + MOST_ENTRIES * ENTRY + Integer.BYTES);

        Directory(long at, byte[] description) {
            this.at = at;
            this.description = description;
        }

        private int values() {
            return description.length + (grid.calibrated() ? 2 * 2 * Integer.BYTES : 0);
        }

        /** With its values. */
        int size() {
            return 2 + count() * ENTRY + Integer.BYTES + values();
        }

        private int count() {
            return 10 + (description.length > 0 ? 1 : 0) + (grid.calibrated() ? 3 : 0);
        }

        byte[] bytes(int pixels, long next) {
            long start = at + 2 + (long) count() * ENTRY + Integer.BYTES;
            long ratios = start + description.length;
            entries.putShort((short) count());
            add(256, LONG, 1, grid.size(0));
            add(257, LONG, 1, grid.size(1));
            add(258, SHORT, 1, bits);
            add(259, SHORT, 1, 8);
            add(262, SHORT, 1, 1);
            if (description.length > 0) {
                add(270, ASCII, description.length, start);
            }
            add(273, LONG, 1, at + size());
            add(277, SHORT, 1, 1);
            add(278, LONG, 1, grid.size(1));
            add(279, LONG, 1, pixels);
            if (grid.calibrated()) {
                add(282, RATIONAL, 1, ratios);
                add(283, RATIONAL, 1, ratios + 2 * Integer.BYTES);
                add(296, SHORT, 1, 1);
            }
            add(339, SHORT, 1, floating ? 3 : 1);
            entries.putInt((int) next);
            return values(little(size()).put(entries.flip()));
        }

        private byte[] values(ByteBuffer all) {
            all.put(description);
            for (int axis = 0; axis < 2 && grid.calibrated(); axis++) {
                long perUnit = Math.max(1, Math.round(RATIONAL_SCALE / grid.spacingMm(axis)));
                all.putInt((int) Math.min(Integer.MAX_VALUE, perUnit)).putInt(RATIONAL_SCALE);
            }
            return all.array();
        }

        private void add(int tag, int type, int count, long value) {
            entries.putShort((short) tag).putShort((short) type).putInt(count).putInt((int) value);
        }
    }
}
