package org.lesionlens.io.nifti;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.IntensityWindow;
import org.lesionlens.io.MalformedFileException;
import org.lesionlens.io.VoxelRoom;
import org.lesionlens.volume.Volume;

/**
 * Reads NIfTI-1 and NIfTI-2 single files, compressed or not, as {@link Volume}s.
 *
 * <p>Voxels are scl_slope times stored number plus scl_inter, computed in double and kept as float (whole numbers above
 * 2^24 are rounded); NaN stays NaN. The grid is that of the file: axes in stored order, LPS mm. Memory is only
 * allocated for voxels that the file can really hold.
 */
public final class NiftiReader {
    private static final int CHUNK = 1 << 16;
    private static final int PADDING = 4096;
    private static final long ALLOCATED_ON_TRUST = 64L << 20;
    private static final long USUAL_COMPRESSION = 20;
    private static final String COPY_AGAIN = "the file is cut off or its header wrong: copy or export it again";

    private NiftiReader() {}

    /** Whether the file begins like NIfTI (1 or 2, or Analyze), compressed or not. */
    public static boolean isNifti(Path path) throws IOException {
        try (InputStream in = open(path)) {
            return NiftiHeader.announcedBytes(in.readNBytes(Integer.BYTES)) != 0;
        } catch (EOFException | ZipException | MalformedFileException e) {
            return false;
        }
    }

    /** Reads a volume as {@link #read(Path, Consumer, Consumer)} does; what it warns of is lost. */
    public static Volume read(Path path) throws IOException {
        return read(path, warning -> {});
    }

    /** The same; how the file wants to be shown is lost. */
    public static Volume read(Path path, Consumer<String> warnings) throws IOException {
        return read(path, warnings, window -> {});
    }

    /**
     * Reads a volume, of several the first; a planar file becomes one slice.
     *
     * @param warnings hears, in a sentence each, of forms that disagree and of volumes that are left out
     * @param window hears which intensities the file wants shown, if it says so
     * @throws MalformedFileException if the file is no NIfTI file, is a pair, colour or complex, is cut
     *     off, has a header that does not fit its length, or a grid that is sheared
     */
    public static Volume read(Path path, Consumer<String> warnings, Consumer<IntensityWindow> window)
            throws IOException {
        try (InputStream in = open(path)) {
            byte[] bytes = readHeader(path, in);
            NiftiHeader header = NiftiHeader.parse(path, bytes, warnings);
            requireRoom(path, header);
            header.window().ifPresent(window);
            if (header.volumes() > 1) {
                warnings.accept("the file has " + header.volumes() + " volumes (4D): the first is used");
            }
            Volume volume = Volume.allocate(header.geometry());
            long gap = header.voxelOffset() - bytes.length;
            if (skip(in, gap) < gap) {
                throw cutOff(path, 0, header);
            }
            readVoxels(path, in, header, Views.flatIterable(volume.voxels()).cursor());
            skipOthers(path, in, header);
            requireEnd(path, in, header);
            return volume;
        }
    }

    private static void skipOthers(Path path, InputStream in, NiftiHeader header) throws IOException {
        if (header.volumes() > 1 && skip(in, header.otherBytes()) < header.otherBytes()) {
            throw new MalformedFileException(
                    path, "ends before the last of its " + header.volumes() + " volumes (dim 4 to 7)", COPY_AGAIN);
        }
    }

    private static InputStream open(Path path) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(path), CHUNK);
        try {
            return isGzip(file) ? new GZIPInputStream(file, CHUNK) : file;
        } catch (EOFException | ZipException e) {
            file.close();
            throw new MalformedFileException(path, "begins like gzip but has no whole gzip header", COPY_AGAIN, e);
        }
    }

    private static boolean isGzip(InputStream file) throws IOException {
        file.mark(2);
        boolean gzip = file.read() == 0x1f && file.read() == 0x8b;
        file.reset();
        return gzip;
    }

    private static byte[] readHeader(Path path, InputStream in) throws IOException {
        byte[] bytes = new byte[NiftiHeader.NIFTI_2_BYTES];
        int found = readUpTo(path, in, bytes, NiftiHeader.BYTES);
        if (found == NiftiHeader.BYTES && NiftiHeader.announcedBytes(bytes) == NiftiHeader.NIFTI_2_BYTES) {
            byte[] rest = new byte[NiftiHeader.NIFTI_2_BYTES - found];
            int more = readUpTo(path, in, rest, rest.length);
            System.arraycopy(rest, 0, bytes, found, more);
            found += more;
        }
        return Arrays.copyOf(bytes, found);
    }

    /** Before memory is allocated: a plain file by its length, a suspicious compressed one by decompressing it. */
    private static void requireRoom(Path path, NiftiHeader header) throws IOException {
        long needed = header.voxelOffset() + header.voxelBytes() + header.otherBytes();
        long length = Files.size(path);
        boolean gzip;
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
            gzip = isGzip(file);
        }
        if (!gzip && length < needed) {
            throw cutOff(path, Math.max(0, length - header.voxelOffset()), header);
        }
        if (gzip && needed > ALLOCATED_ON_TRUST && needed / USUAL_COMPRESSION > length) {
            long found = decompressedLength(path, needed);
            if (found < needed) {
                throw cutOff(path, Math.max(0, found - header.voxelOffset()), header);
            }
        }
        VoxelRoom.require(path, header.geometry());
    }

    private static long decompressedLength(Path path, long enough) throws IOException {
        try (InputStream in = open(path)) {
            return skip(in, enough);
        }
    }

    /** Skips bytes and says how many there were; a broken stream ends where it breaks. */
    private static long skip(InputStream in, long bytes) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
        long done = 0;
        try {
            for (int n = 0; done < bytes && n >= 0; done += Math.max(n, 0)) {
                n = in.read(chunk, 0, (int) Math.min(chunk.length, bytes - done));
            }
        } catch (EOFException | ZipException e) {
            return done;
        }
        return done;
    }

    private static void readVoxels(Path path, InputStream in, NiftiHeader header, Cursor<FloatType> voxels)
            throws IOException {
        long total = header.voxelBytes();
        byte[] chunk = new byte[(int) Math.min(CHUNK, total)];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(header.order());
        for (long done = 0; done < total; ) {
            int wanted = (int) Math.min(chunk.length, total - done);
            int found = readUpTo(path, in, chunk, wanted);
            if (found < wanted) {
                throw cutOff(path, done + found, header);
            }
            decode(header, buffer, wanted, voxels);
            done += wanted;
        }
    }

    private static void decode(NiftiHeader header, ByteBuffer buffer, int bytes, Cursor<FloatType> voxels) {
        NiftiType type = header.type();
        double slope = header.slope();
        double intercept = header.intercept();
        for (int i = 0; i < bytes; i += type.bytes) {
            voxels.next().set((float) (slope * type.value(buffer, i) + intercept));
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
            throw new MalformedFileException(path, "its gzip data are damaged (" + e.getMessage() + ")", COPY_AGAIN, e);
        }
        return found;
    }

    /** Up to 4096 zeros after the voxels are padding; anything else means that the dimensions do not fit. */
    private static void requireEnd(Path path, InputStream in, NiftiHeader header) throws IOException {
        byte[] rest;
        try {
            rest = in.readNBytes(PADDING + 1);
        } catch (EOFException | ZipException e) {
            throw new MalformedFileException(
                    path, "its gzip data end without a right checksum (" + e.getMessage() + ")", COPY_AGAIN, e);
        }
        if (rest.length > PADDING || !Arrays.equals(rest, new byte[rest.length])) {
            throw new MalformedFileException(
                    path,
                    "has data after its " + (header.voxelBytes() + header.otherBytes()) + " bytes of voxels ("
                            + header.geometry().voxelCount() + " voxels, " + header.type() + "), so dim (offset 40) "
                            + "does not fit the file",
                    "correct the header or export it again");
        }
    }

    private static MalformedFileException cutOff(Path path, long found, NiftiHeader header) {
        return new MalformedFileException(
                path,
                "found " + found + " of " + header.voxelBytes() + " bytes of voxels from offset "
                        + header.voxelOffset(),
                COPY_AGAIN);
    }
}
