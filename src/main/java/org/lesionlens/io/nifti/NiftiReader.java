package org.lesionlens.io.nifti;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.Packing;
import org.lesionlens.io.file.StoredVoxels;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.io.file.VoxelFile;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Reads NIfTI-1 and NIfTI-2, single files and pairs, compressed or not, as {@link Volume}s.
 *
 * <p>Voxels are scl_slope times stored number plus scl_inter, computed in double and kept as float (whole numbers above
 * 2^24 are rounded); NaN stays NaN. The grid is that of the file: axes in stored order, LPS mm. Memory is only
 * allocated for voxels that the file can really hold.
 */
public final class NiftiReader {
    private NiftiReader() {}

    /** Whether the file begins like NIfTI (1 or 2, or Analyze), compressed or not, or has such a header beside it. */
    public static boolean isNifti(Path path) throws IOException {
        return announces(path) || isVoxelsOfPair(path);
    }

    /** Whether a file holds the voxels of a pair, of which the header lies beside it. */
    public static boolean isVoxelsOfPair(Path path) throws IOException {
        Optional<Path> header = NiftiPair.headerOf(path);
        return header.isPresent() && announces(header.get());
    }

    private static boolean announces(Path path) throws IOException {
        return NiftiHeader.announcedBytes(first(path, Integer.BYTES)) != 0;
    }

    /**
     * The files that an image lies in, of which one was named: one, or the two of a pair.
     *
     * @throws MalformedFileException as {@link #read(Path, Consumer, Consumer)}, of the header
     */
    public static List<Path> files(Path named) throws IOException {
        Path file = headerFile(named);
        return header(file, warning -> {}).pair() ? List.of(file, NiftiPair.voxelsOf(file)) : List.of(file);
    }

    private static Path headerFile(Path named) throws IOException {
        return isVoxelsOfPair(named) ? NiftiPair.headerOf(named).orElseThrow() : named;
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
     * @param warnings is told, in a sentence each, of forms that disagree and of volumes that are left out
     * @param window is told which intensities the file wants shown, if it says so
     * @throws MalformedFileException if the file is no NIfTI file, is complex or CIFTI-2, half of a pair, is cut off, has a
     *     header that does not fit its length, or a grid that is sheared
     */
    public static Volume read(Path path, Consumer<String> warnings, Consumer<IntensityWindow> window)
            throws IOException {
        NiftiHeader header = header(headerFile(path), warnings);
        if (header.volumes() > 1) {
            warnings.accept("the file has " + header.volumes() + " volumes (4D): the first is used");
        }
        header.window().ifPresent(window);
        return read(path, 0, warning -> {});
    }

    /** Reads one of several volumes, counted from 0, likewise. */
    public static Volume read(Path path, long number, Consumer<String> warnings) throws IOException {
        Path file = headerFile(path);
        NiftiHeader header = header(file, warnings);
        return voxels(file, header).read(header.geometry(), header.slope(), header.intercept(), number);
    }

    /**
     * Reads a volume whose third axis is time: of several volumes of one slice all of them, along that axis. A file of one volume is
     * read as it is.
     *
     * @throws MalformedFileException also if there are several volumes of several slices, or of more dimensions than time
     */
    public static Volume readFrames(Path path, Consumer<String> warnings, Consumer<IntensityWindow> window)
            throws IOException {
        Path file = headerFile(path);
        NiftiHeader header = header(file, warnings);
        if (header.volumes() == 1) {
            return read(path, warning -> {}, window);
        }
        header.window().ifPresent(window);
        return voxels(file, header, 1).read(framesGrid(file, header), header.slope(), header.intercept(), 0);
    }

    /** When each of several volumes was taken, from the first on, in s; empty if the header does not say. */
    public static List<Double> seconds(Path path) throws IOException {
        NiftiHeader header = header(headerFile(path), warning -> {});
        return header.volumes() == header.time().frames() && header.volumes() > 1
                ? header.time().seconds()
                : List.of();
    }

    private static VolumeGeometry framesGrid(Path file, NiftiHeader header) throws MalformedFileException {
        long slices = header.geometry().size(2);
        boolean allInTime = header.volumes() == header.time().frames();
        if (slices > 1 || !allInTime) {
            throw new MalformedFileException(
                    file,
                    "holds " + header.volumes() + " volumes of " + slices + (slices == 1 ? " slice" : " slices")
                            + (allInTime ? "" : ", not all of them in time,")
                            + " but the model sees pictures that follow each other in time",
                    "save one slice of all times as a file of the sizes x, y, 1 and t, or choose another model");
        }
        return header.geometry().inTime(header.volumes());
    }

    /** What the header says of a volume whose third axis is time, as {@link #readFrames} reads it. */
    public static VolumeHeader sketchOfFrames(Path path) throws IOException {
        Path file = headerFile(path);
        NiftiHeader header = header(file, warning -> {});
        return header.volumes() == 1
                ? sketch(path)
                : VolumeHeader.of(
                        VolumeFormat.NIFTI,
                        framesGrid(file, header),
                        voxels(file, header, 1).scratchBytes());
    }

    /**
     * What the header says of the volume.
     *
     * @throws MalformedFileException as {@link #read(Path, Consumer, Consumer)}, of the header
     */
    public static VolumeHeader sketch(Path path) throws IOException {
        Path file = headerFile(path);
        NiftiHeader header = header(file, warning -> {});
        return VolumeHeader.of(
                VolumeFormat.NIFTI, header.geometry(), voxels(file, header).scratchBytes());
    }

    /**
     * How many volumes follow each other, as the header says.
     *
     * @throws MalformedFileException as {@link #read(Path, Consumer, Consumer)}, of the header
     */
    public static long volumes(Path path) throws IOException {
        return header(headerFile(path), warning -> {}).volumes();
    }

    private static NiftiHeader header(Path path, Consumer<String> warnings) throws IOException {
        byte[] bytes = first(path, NiftiHeader.NIFTI_2_BYTES);
        boolean second = NiftiHeader.announcedBytes(bytes) == NiftiHeader.NIFTI_2_BYTES;
        int length = Math.min(bytes.length, second ? NiftiHeader.NIFTI_2_BYTES : NiftiHeader.BYTES);
        byte[] own = Arrays.copyOf(bytes, length);
        NiftiHeader header = NiftiHeader.parse(path, own, warnings);
        boolean offsetSaid = header.pair()
                || NiftiField.VOX_OFFSET.number(ByteBuffer.wrap(own).order(header.order())) != 0;
        NiftiExtensions.requireNone(path, length, header, offsetSaid);
        return header;
    }

    private static StoredVoxels voxels(Path path, NiftiHeader header) throws IOException {
        return voxels(path, header, header.volumes());
    }

    private static StoredVoxels voxels(Path path, NiftiHeader header, long volumes) throws IOException {
        Path file = header.pair() ? NiftiPair.voxelsOf(path) : path;
        Packing packing = Packing.gzipOr(Packing.NONE, file, 0);
        long start = packing == Packing.NONE ? header.voxelOffset() : 0;
        return new StoredVoxels(
                List.of(new VoxelFile(file, packing, start, header.voxelOffset() - start)),
                header.type().stored,
                header.order(),
                volumes,
                "dim (offset " + NiftiHeader.DIM + ")");
    }

    /** The first bytes of the unpacked file, or fewer if it ends or breaks off before them. */
    private static byte[] first(Path path, int bytes) throws IOException {
        byte[] first = new byte[bytes];
        int found = 0;
        try (InputStream in = Packing.gzipOr(Packing.NONE, path, 0).open(path, 0)) {
            for (int n = 0; found < bytes && n >= 0; found += Math.max(n, 0)) {
                n = in.read(first, found, bytes - found);
            }
        } catch (EOFException | ZipException | MalformedFileException e) {
            return Arrays.copyOf(first, found);
        }
        return Arrays.copyOf(first, found);
    }
}
