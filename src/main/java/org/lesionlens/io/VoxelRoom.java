package org.lesionlens.io;

import java.nio.file.Path;
import org.lesionlens.volume.VolumeGeometry;

/** Holds the memory that voxels take to what this Java has, before it is asked for. */
public final class VoxelRoom {
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
}
