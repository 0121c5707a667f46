package org.lesionlens.io.nifti;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.volume.FlatVoxels;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Writes NIfTI single files on exactly the grid of the volume, little-endian, atomically.
 *
 * <p>Files whose name ends in {@code .gz} are compressed. Axes stay in stored order. What comes from NIfTI carries both
 * forms, both codes, voxel sizes and units of its source, unrounded, so that every program puts both at one place; a part
 * of it carries both forms moved. All else has the affine in both sform and qform, code 1, unit mm; a volume of unknown
 * place has code 0, and one that is not calibrated no unit either. The sform is exact to a float; the qform can be off
 * by some 1e-4 of the distance where the turn is close to 180 degrees, for want of digits in NIfTI. It is NIfTI-2 if the
 * source is, or if an axis has more than 32767 voxels, and else NIfTI-1.
 *
 * @param gzipLevel 1 (fast) to 9 (small)
 */
public record NiftiWriter(int gzipLevel) {
    /** Compresses as fast as it can; masks become small all the same. */
    public static final NiftiWriter FAST = new NiftiWriter(1);

    private static final int CHUNK = 1 << 16;
    private static final int REGULAR = 38;
    private static final int EXTENDER = 4;
    private static final byte[] SECOND_MAGIC = {'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'};

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
        write(target, labels.geometry(), NiftiType.UINT8, (first, chunk) -> {
            short[] values = new short[chunk.remaining()];
            FlatVoxels.read(labels.voxels(), first, values);
            for (short value : values) {
                chunk.put((byte) (value == 0 ? 0 : 1));
            }
        });
    }

    /** Writes the labels as uint16. */
    public void writeLabels(Path target, LabelMap labels) throws IOException {
        write(target, labels.geometry(), NiftiType.UINT16, (first, chunk) -> {
            short[] values = new short[chunk.remaining() / Short.BYTES];
            FlatVoxels.read(labels.voxels(), first, values);
            chunk.asShortBuffer().put(values);
        });
    }

    /** Writes float32. */
    public void writeProbability(Path target, ProbabilityMap map) throws IOException {
        writeFloats(target, map.geometry(), map.voxels());
    }

    /** Writes float32. */
    public void writeVolume(Path target, Volume volume) throws IOException {
        writeFloats(target, volume.geometry(), volume.voxels());
    }

    private void writeFloats(Path target, VolumeGeometry geometry, RandomAccessibleInterval<FloatType> voxels)
            throws IOException {
        write(target, geometry, NiftiType.FLOAT32, (first, chunk) -> {
            float[] values = new float[chunk.remaining() / Float.BYTES];
            FlatVoxels.read(voxels, first, values);
            chunk.asFloatBuffer().put(values);
        });
    }

    /** Puts voxels that follow each other, from the first one on, into all of a chunk. */
    private interface Encoder {
        void put(long first, ByteBuffer chunk);
    }

    private void write(Path target, VolumeGeometry geometry, NiftiType type, Encoder encoder) throws IOException {
        byte[] header = header(geometry, type);
        AtomicFile.write(target, file -> {
            OutputStream out = target.toString().endsWith(".gz") ? new Gzip(file, gzipLevel) : file;
            out.write(header);
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            int voxels = CHUNK / type.bytes;
            for (long first = 0; first < geometry.voxelCount(); first += voxels) {
                int bytes = type.bytes * (int) Math.min(voxels, geometry.voxelCount() - first);
                encoder.put(first, chunk.clear().limit(bytes));
                out.write(chunk.array(), 0, bytes);
            }
            if (out instanceof GZIPOutputStream gzip) {
                gzip.finish();
            }
        });
    }

    /** Header and the four bytes that say that no extension follows. */
    private static byte[] header(VolumeGeometry geometry, NiftiType type) {
        NiftiForms forms = NiftiForms.of(geometry);
        boolean second = forms.second() || Arrays.stream(geometry.size()).anyMatch(n -> n > Short.MAX_VALUE);
        int bytes = second ? NiftiHeader.NIFTI_2_BYTES : NiftiHeader.BYTES;
        ByteBuffer header = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, bytes);
        if (second) {
            header.put(NiftiHeader.NIFTI_2_MAGIC, SECOND_MAGIC);
        } else {
            header.put(REGULAR, (byte) 'r');
            header.put(NiftiHeader.MAGIC, "n+1\0".getBytes(StandardCharsets.ISO_8859_1));
        }
        putSize(header, geometry, forms.dimensions());
        NiftiField.DATATYPE.put(header, 0, type.code);
        NiftiField.BITPIX.put(header, 0, 8 * type.bytes);
        NiftiField.VOX_OFFSET.put(header, 0, bytes + EXTENDER);
        NiftiField.SCL_SLOPE.put(header, 0, 1);
        forms.put(header);
        return Arrays.copyOf(header.array(), bytes + EXTENDER);
    }

    private static void putSize(ByteBuffer header, VolumeGeometry geometry, int atLeast) {
        int dimensions = atLeast;
        for (int axis = 0; axis < 3; axis++) {
            dimensions = geometry.size(axis) > 1 ? Math.max(dimensions, axis + 1) : dimensions;
            NiftiField.DIM.put(header, axis + 1, (double) geometry.size(axis));
        }
        NiftiField.DIM.put(header, 0, dimensions);
        NiftiField.DIM.put(header, 4, 1, 1, 1, 1);
    }

    /** Java's gzip stream with a level of its own. */
    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out, int level) throws IOException {
            super(out, CHUNK);
            def.setLevel(level);
        }
    }
}
