package org.lesionlens.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Where the voxels of a volume lie in a file and how they are stored: one number each, x fastest, to the end of the
 * file.
 *
 * @param path the file that holds them, which need not be that of the header
 * @param packing how the file is compressed from {@code start} on
 * @param start in the file, from which it is unpacked
 * @param skip unpacked bytes before the first voxel
 * @param type of a number
 * @param order of its bytes
 * @param volumes how many volumes follow each other, of which the first is read
 * @param sizeField where the header says how many voxels there are, for messages
 */
public record StoredVoxels(
        Path path,
        Packing packing,
        long start,
        long skip,
        VoxelType type,
        ByteOrder order,
        long volumes,
        String sizeField) {
    static final String COPY_AGAIN = "the file is cut off or its header wrong: copy or export it again";
    private static final int CHUNK = 1 << 16;
    private static final int PADDING = 4096;
    private static final long ALLOCATED_ON_TRUST = 64L << 20;
    private static final long USUAL_COMPRESSION = 20;

    /**
     * Reads the first volume: slope times stored number plus intercept, in double, kept as float.
     *
     * <p>Memory is only allocated for voxels that the file can really hold: a plain file is held to its length, one
     * that announces suspiciously much is unpacked once without keeping anything.
     *
     * @throws MalformedFileException if the file ends too early, goes on after the last volume, or is damaged
     */
    public Volume read(VolumeGeometry geometry, double slope, double intercept) throws IOException {
        long bytes = Math.multiplyExact(geometry.voxelCount(), type.bytes());
        long others = Math.multiplyExact(bytes, volumes - 1);
        requireHeld(bytes, bytes + others);
        VoxelRoom.require(path, geometry);
        Volume volume = Volume.allocate(geometry);
        try (InputStream in = open()) {
            readVoxels(
                    in,
                    bytes,
                    slope,
                    intercept,
                    Views.flatIterable(volume.voxels()).cursor());
            if (Packing.skip(in, others) < others) {
                throw malformed("ends before the last of its " + volumes + " volumes (" + sizeField + ")", null);
            }
            requireEnd(in, bytes + others);
        }
        return volume;
    }

    private InputStream open() throws IOException {
        InputStream in = packing.open(path, start);
        Packing.skip(in, skip);
        return in;
    }

    private void requireHeld(long bytes, long needed) throws IOException {
        boolean packed = packing != Packing.NONE;
        long length = Files.size(path) - start;
        if (packed && (needed <= ALLOCATED_ON_TRUST || needed / USUAL_COMPRESSION <= length)) {
            return;
        }
        long held = packed ? unpackedLength(needed) : length - skip;
        if (held < needed) {
            throw cutOff(Math.max(0, held), bytes);
        }
    }

    private long unpackedLength(long enough) throws IOException {
        try (InputStream in = open()) {
            return Packing.skip(in, enough);
        }
    }

    private void readVoxels(InputStream in, long bytes, double slope, double intercept, Cursor<FloatType> voxels)
            throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(order);
        for (long done = 0; done < bytes; ) {
            int wanted = (int) Math.min(chunk.length, bytes - done);
            int found = readUpTo(in, chunk, wanted);
            if (found < wanted) {
                throw cutOff(done + found, bytes);
            }
            for (int i = 0; i < wanted; i += type.bytes()) {
                voxels.next().set((float) (slope * type.value(buffer, i) + intercept));
            }
            done += wanted;
        }
    }

    /** Fewer bytes than wanted only if the data end, also in the middle of a compressed block. */
    private int readUpTo(InputStream in, byte[] bytes, int wanted) throws IOException {
        int found = 0;
        try {
            for (int n = 0; found < wanted && n >= 0; found += Math.max(n, 0)) {
                n = in.read(bytes, found, wanted - found);
            }
        } catch (EOFException e) {
            return found;
        } catch (ZipException e) {
            throw malformed("its compressed data are damaged (" + e.getMessage() + ")", e);
        }
        return found;
    }

    /** Up to 4096 zeros after the voxels are padding; anything else means that the sizes do not fit. */
    private void requireEnd(InputStream in, long bytes) throws IOException {
        byte[] rest;
        try {
            rest = in.readNBytes(PADDING + 1);
        } catch (EOFException | ZipException e) {
            throw malformed("its compressed data end without a right checksum", e);
        }
        if (rest.length > PADDING || !Arrays.equals(rest, new byte[rest.length])) {
            throw new MalformedFileException(
                    path,
                    "has data after its " + bytes + " bytes of voxels (" + bytes / type.bytes() + " voxels, " + type
                            + "), so " + sizeField + " does not fit the file",
                    "correct the header or export it again");
        }
    }

    private MalformedFileException cutOff(long found, long bytes) {
        return malformed("found " + found + " of " + bytes + " bytes of voxels from offset " + (start + skip), null);
    }

    private MalformedFileException malformed(String problem, Throwable cause) {
        return new MalformedFileException(path, problem, COPY_AGAIN, cause);
    }
}
