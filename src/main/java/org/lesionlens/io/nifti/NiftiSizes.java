package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VoxelRoom;

/**
 * How many voxels and volumes a header announces.
 *
 * @param x voxels along x
 * @param y voxels along y
 * @param z voxels along z
 * @param volumes how many follow each other (dim 4 to 7)
 */
record NiftiSizes(long x, long y, long z, long volumes) {
    private static final int MOST_DIMENSIONS = 7;
    private static final int LARGEST_SIZE = Integer.MAX_VALUE;

    /** Zeros after the last size, which some programs write, count as ones. */
    static NiftiSizes of(Path path, ByteBuffer header, Consumer<String> warnings) throws MalformedFileException {
        double dimensions = NiftiField.DIM.number(header, 0);
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw new MalformedFileException(
                    path,
                    NiftiField.DIM.text(header, 0) + " is " + (long) dimensions + " but must be 1 to 7",
                    "correct the header");
        }
        int counted = (int) dimensions;
        while (counted > 2 && NiftiField.DIM.number(header, counted) == 0) {
            counted--;
        }
        if (counted < dimensions) {
            warnings.accept("the header announces " + (int) dimensions + " dimensions, of which the last "
                    + ((int) dimensions - counted) + " have the size 0: they are taken for 1");
        }
        return of(path, header, counted);
    }

    private static NiftiSizes of(Path path, ByteBuffer header, int dimensions) throws MalformedFileException {
        double[] counts = {1, 1, 1, 1};
        for (int i = 1; i <= dimensions; i++) {
            double n = NiftiField.DIM.number(header, i);
            if (n < 1 || n > LARGEST_SIZE) {
                throw new MalformedFileException(
                        path,
                        NiftiField.DIM.text(header, i) + " is " + (long) n + " but must be at least 1 and at most "
                                + LARGEST_SIZE,
                        "correct the header");
            }
            counts[i <= 3 ? i : 0] *= n;
        }
        VoxelRoom.requireSensible(path, "dim", counts);
        return new NiftiSizes((long) counts[1], (long) counts[2], (long) counts[3], (long) counts[0]);
    }

    /** Voxels along x, y, z. */
    long[] size() {
        return new long[] {x, y, z};
    }
}
