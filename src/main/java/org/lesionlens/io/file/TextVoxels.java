package org.lesionlens.io.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.zip.ZipException;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Voxels that are written as text, as NRRD and MetaImage allow: numbers between blanks, line ends and commas.
 *
 * @param files that hold them, one after the other, each as many as the others
 * @param volumes how many volumes follow each other, of which the first is read
 * @param sizeField where the header says how many voxels there are, for messages
 */
public record TextVoxels(List<VoxelFile> files, long volumes, String sizeField) {
    private static final int LONGEST_NUMBER = 64;

    /** Reads the first volume as {@link #read(VolumeGeometry, double, double, long)} does. */
    public Volume read(VolumeGeometry geometry, double slope, double intercept) throws IOException {
        return read(geometry, slope, intercept, 0);
    }

    /**
     * Reads a volume: slope times number plus intercept, in double, kept as float.
     *
     * <p>Memory is only allocated for voxels that the files can really hold: a digit and what parts it from the next.
     *
     * @param number of the volume, from 0
     * @throws MalformedFileException if a file has fewer numbers or more, or something else than numbers
     */
    public Volume read(VolumeGeometry geometry, double slope, double intercept, long number) throws IOException {
        long all = Math.multiplyExact(geometry.voxelCount(), volumes);
        long share = all / files.size();
        for (VoxelFile file : files) {
            long least = Math.max(1, 2 * share - 1);
            if (all % files.size() != 0 || file.held(least) < least) {
                throw malformed(file.path(), "has not the " + share + " numbers that " + sizeField + " announces");
            }
        }
        VoxelRoom.require(files.get(0).path(), geometry);
        Volume volume = Volume.allocate(geometry);
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
        long before = Math.multiplyExact(geometry.voxelCount(), number);
        for (VoxelFile file : files) {
            try (InputStream in = file.open()) { // may be compressed
                for (long i = 0; i < share; i++) {
                    double stored = next(file.path(), in).orElseThrow(() -> ended(file.path(), share));
                    if (before > 0) {
                        before--;
                    } else if (voxels.hasNext()) {
                        voxels.next().set((float) (slope * stored + intercept));
                    }
                }
                if (next(file.path(), in).isPresent()) {
                    throw malformed(
                            file.path(), "has more than the " + share + " numbers that " + sizeField + " announces");
                }
            } catch (EOFException | ZipException e) {
                throw malformed(file.path(), "has compressed numbers that break off or are damaged");
            }
        }
        return volume;
    }

    private MalformedFileException ended(Path path, long share) {
        return malformed(path, "ends before the last of the " + share + " numbers that " + sizeField + " announces");
    }

    /** The next number; empty at the end. */
    private static OptionalDouble next(Path path, InputStream in) throws IOException {
        int letter = in.read();
        while (letter >= 0 && isBetween(letter)) {
            letter = in.read();
        }
        byte[] text = new byte[LONGEST_NUMBER];
        int length = 0;
        while (letter >= 0 && !isBetween(letter)) {
            if (length == LONGEST_NUMBER) {
                throw malformed(path, "has something of more than " + LONGEST_NUMBER + " letters among its numbers");
            }
            text[length++] = (byte) letter;
            letter = in.read();
        }
        return length == 0 ? OptionalDouble.empty() : OptionalDouble.of(number(path, text, length));
    }

    private static boolean isBetween(int letter) {
        return letter <= ' ' || letter == ',';
    }

    private static double number(Path path, byte[] text, int length) throws MalformedFileException {
        String number = new String(text, 0, length, StandardCharsets.ISO_8859_1);
        try {
            return TextHeader.number(number);
        } catch (NumberFormatException e) {
            throw malformed(path, "has '" + TextHeader.shown(number) + "' among its numbers");
        }
    }

    private static MalformedFileException malformed(Path path, String problem) {
        return new MalformedFileException(path, problem, StoredVoxels.COPY_AGAIN);
    }
}
