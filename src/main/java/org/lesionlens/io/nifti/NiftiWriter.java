package org.lesionlens.io.nifti;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;
import org.lesionlens.io.AtomicFile;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Writes NIfTI-1 single files on exactly the grid of the volume, little-endian, atomically.
 *
 * <p>Files whose name ends in {@code .gz} are compressed. The affine stands in both sform and qform, code 1, unit mm; a
 * volume of unknown place has code 0, and one that is not calibrated no unit either. Axes stay in stored order. The sform is exact to a float; the
 * qform can be off by some 1e-4 of the distance where the turn is close to 180 degrees, for want of digits in NIfTI.
 *
 * @param gzipLevel 1 (fast) to 9 (small)
 */
public record NiftiWriter(int gzipLevel) {
    /** Compresses as fast as it can; masks become small all the same. */
    public static final NiftiWriter FAST = new NiftiWriter(1);

    private static final int CHUNK = 1 << 16;
    private static final byte MILLIMETRE = 2;

    /**
     * A writer.
     *
     * @throws IllegalArgumentException if the level is not 1 to 9
     */
    public NiftiWriter {
        if (gzipLevel < 1 || gzipLevel > 9) {
            throw new IllegalArgumentException("gzipLevel is " + gzipLevel + " but must be 1 to 9");
        }
    }

    /** Writes uint8: 1 where there is a label, else 0. */
    public void writeMask(Path target, LabelMap labels) throws IOException {
        write(target, labels.geometry(), NiftiType.UINT8, labels.voxels(), (b, v) -> b.put((byte) (v > 0 ? 1 : 0)));
    }

    /** Writes the labels as uint16. */
    public void writeLabels(Path target, LabelMap labels) throws IOException {
        write(target, labels.geometry(), NiftiType.UINT16, labels.voxels(), (b, v) -> b.putShort((short) (int) v));
    }

    /** Writes float32. */
    public void writeProbability(Path target, ProbabilityMap map) throws IOException {
        write(target, map.geometry(), NiftiType.FLOAT32, map.voxels(), ByteBuffer::putFloat);
    }

    /** Writes float32. */
    public void writeVolume(Path target, Volume volume) throws IOException {
        write(target, volume.geometry(), NiftiType.FLOAT32, volume.voxels(), ByteBuffer::putFloat);
    }

    private interface Encoder {
        void put(ByteBuffer buffer, float value);
    }

    private <T extends RealType<T>> void write(
            Path target, VolumeGeometry geometry, NiftiType type, RandomAccessibleInterval<T> voxels, Encoder encoder)
            throws IOException {
        byte[] header = header(geometry, type);
        AtomicFile.write(target, file -> {
            OutputStream out = target.toString().endsWith(".gz") ? new Gzip(file, gzipLevel) : file;
            out.write(header);
            writeVoxels(out, voxels, encoder);
            if (out instanceof GZIPOutputStream gzip) {
                gzip.finish();
            }
        });
    }

    private static <T extends RealType<T>> void writeVoxels(
            OutputStream out, RandomAccessibleInterval<T> voxels, Encoder encoder) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (T voxel : Views.flatIterable(voxels)) {
            if (buffer.remaining() < Double.BYTES) {
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            encoder.put(buffer, voxel.getRealFloat());
        }
        out.write(buffer.array(), 0, buffer.position());
    }

    private static byte[] header(VolumeGeometry geometry, NiftiType type) {
        ByteBuffer header = ByteBuffer.allocate(NiftiHeader.FIRST_VOXEL).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, NiftiHeader.BYTES);
        header.put(38, (byte) 'r');
        putSize(header, geometry);
        header.putShort(NiftiHeader.DATATYPE, (short) type.code);
        header.putShort(NiftiHeader.BITPIX, (short) (8 * type.bytes));
        header.putFloat(NiftiHeader.VOX_OFFSET, NiftiHeader.FIRST_VOXEL);
        header.putFloat(NiftiHeader.SLOPE, 1);
        header.put(NiftiHeader.MAGIC, "n+1\0".getBytes(StandardCharsets.ISO_8859_1));
        if (geometry.calibrated()) {
            header.put(NiftiHeader.UNITS, MILLIMETRE);
        }
        if (geometry.placed()) {
            NiftiOrientation.put(header, geometry);
        }
        return header.array();
    }

    private static void putSize(ByteBuffer header, VolumeGeometry geometry) {
        header.putShort(NiftiHeader.DIM, (short) 3);
        header.putFloat(NiftiHeader.PIXDIM, 1);
        for (int i = 1; i <= 7; i++) {
            long n = i <= 3 ? geometry.size(i - 1) : 1;
            if (n > Short.MAX_VALUE) {
                throw new IllegalArgumentException("size along axis " + (i - 1) + " is " + n
                        + " but NIfTI-1 holds at most 32767: crop the volume");
            }
            header.putShort(NiftiHeader.DIM + 2 * i, (short) n);
            header.putFloat(NiftiHeader.PIXDIM + 4 * i, i <= 3 ? (float) geometry.spacingMm(i - 1) : 0);
        }
    }

    /** Java's gzip stream with a level of its own. */
    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out, int level) throws IOException {
            super(out, CHUNK);
            def.setLevel(level);
        }
    }
}
