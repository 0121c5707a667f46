package org.lesionlens.io.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;
import org.lesionlens.volume.FlatVoxels;
import org.lesionlens.volume.SixteenBits;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelMemory;

/**
 * Where the voxels of a volume lie in one file or in several, and how they are stored: x fastest, to the end of each file.
 *
 * @param files that hold them, one after the other, each as many as the others
 * @param type of a voxel
 * @param order of its bytes
 * @param volumes how many volumes follow each other, of which one is read
 * @param sizeField where the header says how many voxels there are, for messages
 */
public record StoredVoxels(List<VoxelFile> files, VoxelType type, ByteOrder order, long volumes, String sizeField) {
    public static final String COPY_AGAIN = "the file is cut off or its header wrong: copy or export it again";
    private static final int CHUNK = 1 << 16;
    private static final int PADDING = 4096;

    /** Reads the first volume as {@link #read(VolumeGeometry, double, double, long)} does. */
    public Volume read(VolumeGeometry geometry, double slope, double intercept) throws IOException {
        return read(geometry, slope, intercept, 0);
    }

    /** What a voxel takes on disk, beside these files, where the volume does not fit the memory. */
    public int scratchBytes() {
        return isPlain() ? 0 : Math.min(Float.BYTES, Math.max(Short.BYTES, type.bytes()));
    }

    private boolean isPlain() {
        return files.stream().allMatch(file -> file.packing() == Packing.NONE);
    }

    /**
     * Reads a volume: slope times stored number plus intercept, in double, kept as float; of files that are not compressed
     * the voxels are read later, if they do not fit the memory.
     *
     * <p>Memory is only allocated for voxels that the files can really hold.
     *
     * @param number of the volume, from 0
     * @throws MalformedFileException if a file ends too early, goes on after its last voxel, or is damaged
     */
    public Volume read(VolumeGeometry geometry, double slope, double intercept, long number) throws IOException {
        long bytes = Math.multiplyExact(geometry.voxelCount(), type.bytes());
        long share = share(bytes);
        for (VoxelFile file : files) {
            long held = file.held(share);
            if (held < share) {
                throw cutOff(file, held, Math.min(bytes, share));
            }
        }
        VoxelRoom.require(files.get(0).path(), geometry);
        long before = Math.multiplyExact(bytes, number);
        return isPlain() && !VoxelMemory.holds(geometry.voxelCount())
                ? readLater(geometry, share, before, scale(slope, intercept))
                : readNow(geometry, share, before, scale(slope, intercept));
    }

    private Volume readNow(VolumeGeometry geometry, long share, long skipped, SixteenBits scale) throws IOException {
        Volume volume = Volume.allocate(geometry, scale);
        long before = skipped;
        long left = Math.multiplyExact(geometry.voxelCount(), type.bytes());
        long first = 0;
        for (VoxelFile file : files) {
            long passed = Math.min(before, share);
            long wanted = Math.min(left, share - passed);
            try (InputStream in = file.open()) {
                if (Packing.skip(in, passed) < passed) {
                    throw cutOff(file, passed, share);
                }
                readVoxels(file, in, wanted, new Target(volume, first, scale));
                if (Packing.skip(in, share - passed - wanted) < share - passed - wanted) {
                    throw malformed(
                            file.path(),
                            "ends before the last of its " + volumes + " volumes (" + sizeField + ")",
                            null);
                }
                requireEnd(file.path(), in, share);
            }
            before -= passed;
            left -= wanted;
            first += wanted / type.bytes();
        }
        return volume;
    }

    /** The volume with its voxels still in their files. */
    private Volume readLater(VolumeGeometry geometry, long share, long before, SixteenBits scale) throws IOException {
        for (VoxelFile file : files) {
            try (InputStream in = Packing.NONE.open(file.path(), file.offset() + share)) {
                requireEnd(file.path(), in, share);
            }
        }
        return Volume.of(geometry, scale, FilePages.of(this, share, before, scale));
    }

    /** Of 8 and 16 bits; for other types what whole numbers become. */
    private SixteenBits scale(double slope, double intercept) {
        return new SixteenBits(type != VoxelType.UINT16, slope, intercept);
    }

    /** The bytes of voxels in each file. */
    private long share(long bytes) throws MalformedFileException {
        long all = Math.multiplyExact(bytes, volumes);
        if (all % (files.size() * (long) type.bytes()) != 0) {
            throw malformed(
                    files.get(0).path(),
                    "is one of " + files.size() + " files, on which its voxels cannot be shared out evenly ("
                            + sizeField + ")",
                    null);
        }
        return all / files.size();
    }

    /** Where voxels go, from an index on. */
    private record Target(Volume volume, long first, SixteenBits scale) {}

    private void readVoxels(VoxelFile file, InputStream in, long bytes, Target target) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK - CHUNK % type.bytes(), bytes)];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(order);
        float[] values = new float[chunk.length / type.bytes()];
        for (long done = 0; done < bytes; ) {
            int wanted = (int) Math.min(chunk.length, bytes - done);
            int found = readUpTo(file.path(), in, chunk, wanted);
            if (found < wanted) {
                throw cutOff(file, done + found, bytes);
            }
            int count = wanted / type.bytes();
            for (int i = 0; i < count; i++) {
                values[i] = (float) (target.scale().slope() * type.value(buffer, i * type.bytes())
                        + target.scale().intercept());
            }
            FlatVoxels.write(target.volume().voxels(), target.first() + done / type.bytes(), values, count);
            done += wanted;
        }
    }

    /** Fewer bytes than wanted only if the data end, also in the middle of a compressed block. */
    private static int readUpTo(Path path, InputStream in, byte[] bytes, int wanted) throws IOException {
        int found = 0;
        try {
            for (int n = 0; found < wanted && n >= 0; found += Math.max(n, 0)) {
                n = in.read(bytes, found, wanted - found);
            }
        } catch (EOFException e) {
            return found;
        } catch (ZipException e) {
            throw malformed(path, "its compressed data are damaged (" + MalformedFileException.said(e) + ")", e);
        }
        return found;
    }

    /** Up to 4096 zeros after the voxels are padding; anything else means that the sizes do not fit. */
    private void requireEnd(Path path, InputStream in, long bytes) throws IOException {
        byte[] rest;
        try {
            rest = in.readNBytes(PADDING + 1);
        } catch (EOFException | ZipException e) {
            throw malformed(path, "its compressed data end without a right checksum", e);
        }
        if (rest.length > PADDING || !Arrays.equals(rest, new byte[rest.length])) {
            throw new MalformedFileException(
                    path,
                    "has data after its " + bytes + " bytes of voxels (" + bytes / type.bytes() + " voxels, " + type
                            + "), so " + sizeField + " does not fit the file",
                    "correct the header or export it again");
        }
    }

    private static MalformedFileException cutOff(VoxelFile file, long found, long bytes) {
        return malformed(
                file.path(), "found " + found + " of " + bytes + " bytes of voxels from offset " + file.offset(), null);
    }

    private static MalformedFileException malformed(Path path, String problem, Throwable cause) {
        return new MalformedFileException(path, problem, COPY_AGAIN, cause);
    }
}
