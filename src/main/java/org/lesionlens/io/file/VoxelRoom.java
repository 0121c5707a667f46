package org.lesionlens.io.file;

import java.nio.file.Path;
import java.util.Arrays;
import org.lesionlens.volume.VolumeGeometry;

/** Holds what headers announce to what files and this Java have, before memory is asked for. */
public final class VoxelRoom {
    private static final double MOST_VOXELS = 1L << 52;

    private static final int MOST_OF_A_PLANE = Integer.MAX_VALUE - 8;
    private static final long MOST_PAGED = 1L << 40;

    private VoxelRoom() {}

    /**
     * Checks that the voxels of a grid can be held, in memory or in pages.
     *
     * @throws MalformedFileException if they cannot
     */
    public static void require(Path path, VolumeGeometry geometry) throws MalformedFileException {
        double plane = (double) geometry.size(0) * geometry.size(1);
        if (plane > MOST_OF_A_PLANE
                || (double) geometry.size(2) > MOST_OF_A_PLANE
                || geometry.voxelCount() > MOST_PAGED) {
            throw new MalformedFileException(
                    path,
                    "has " + geometry.size(0) + " x " + geometry.size(1) + " x " + geometry.size(2)
                            + " voxels but at most " + MOST_OF_A_PLANE + " of a plane and as many planes can be read",
                    "crop the image");
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
