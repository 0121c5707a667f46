package org.lesionlens.lesion;

import java.util.Arrays;
import org.lesionlens.volume.VolumeGeometry;

/** Holds two maps to one grid. */
public final class GridChecks {
    private GridChecks() {}

    /**
     * Checks that voxels can be paired by their index.
     *
     * @throws IllegalArgumentException if the sizes differ, naming both
     */
    public static void requireSameSize(String name, VolumeGeometry grid, String otherName, VolumeGeometry otherGrid) {
        if (!Arrays.equals(grid.size(), otherGrid.size())) {
            throw new IllegalArgumentException(name + " has size " + Arrays.toString(grid.size()) + " but " + otherName
                    + " has " + Arrays.toString(otherGrid.size()) + ": both must be on one grid");
        }
    }
}
