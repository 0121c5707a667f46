package org.lesionlens.io.file;

import java.nio.file.Path;
import java.util.Arrays;
import org.lesionlens.volume.VolumeGeometry;

/** Holds what headers announce to what files and this Java have, before memory is asked for. */
public final class VoxelRoom {
    private static final double MOST_VOXELS = 1L << 52;

    private VoxelRoom() {}

    /**
     * Checks that the voxels of a grid, as floats, fit the memory at all.
     *
     * @throws MalformedFileException if they do not
     */
    public static void require(Path path, VolumeGeometry geometry) throws MalformedFileException {
        long most = Runtime.getRuntime().maxMemory();
        if (geometry.voxelCount() > most / Float.BYTES) {
            throw new MalformedFileException(
                    path,
                    "has " + geometry.voxelCount() + " voxels, for which the memory of " + (most >> 20)
                            + " MiB does not suffice",
                    "give more with java -Xmx, or crop the image");
        }
    }

    /**
     * Checks that the product of sizes, of which each is at least 1, is a number of voxels that a file can have at all.
     *
     * @param field where the header says the sizes
     * @throws MalformedFileException if it is not
     */
    public static void requireSensible(Path path, String field, double... sizes) throws MalformedFileException {
        double voxels = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        if (!(voxels <= MOST_VOXELS)) {
            throw new MalformedFileException(
                    path,
                    "announces " + voxels + " voxels (" + field + "), which no file holds",
                    "the header is wrong: copy or export it again");
        }
    }
}
