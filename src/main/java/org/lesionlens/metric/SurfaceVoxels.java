package org.lesionlens.metric;

import java.util.Arrays;
import org.lesionlens.lesion.Runs;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The surface voxels of a mask: one of the 6 neighbours (4 in the plane if the volume is a single slice) is not in the mask
 * or not in the image.
 */
final class SurfaceVoxels {
    private final Runs runs;
    private final boolean[] eroded = new boolean[3];
    /** How many of the neighbouring rows hold the voxel at an x. */
    private final byte[] covered;

    private long[] index = new long[1024];
    private int count;

    private SurfaceVoxels(Runs runs, VolumeGeometry grid) {
        this.runs = runs;
        covered = new byte[runs.width()];
        for (int axis = 0; axis < eroded.length; axis++) {
            eroded[axis] = !VoxelSize.singleSlice(grid, axis);
        }
    }

    /** Their indices in stored order, rising. */
    static long[] of(Runs runs, VolumeGeometry grid) {
        SurfaceVoxels surface = new SurfaceVoxels(runs, grid);
        for (int row = 0; row < runs.rows(); row++) {
            surface.addRow(row);
        }
        return Arrays.copyOf(surface.index, surface.count);
    }

    private void addRow(int row) {
        if (runs.start(row) == runs.start(row + 1)) {
            return;
        }
        Arrays.fill(covered, (byte) 0);
        int y = row % runs.height();
        int needed = 0;
        if (eroded[1]) {
            cover(row - 1, y > 0);
            cover(row + 1, y < runs.height() - 1);
            needed += 2;
        }
        if (eroded[2]) {
            cover(row - runs.height(), row >= runs.height());
            cover(row + runs.height(), row < runs.rows() - runs.height());
            needed += 2;
        }
        for (int run = runs.start(row); run < runs.start(row + 1); run++) {
            addRun(run, (long) row * runs.width(), needed);
        }
    }

    private void cover(int row, boolean inImage) {
        if (inImage) {
            for (int run = runs.start(row); run < runs.start(row + 1); run++) {
                for (int x = runs.first(run); x <= runs.last(run); x++) {
                    covered[x]++;
                }
            }
        }
    }

    private void addRun(int run, long start, int needed) {
        int first = runs.first(run);
        int last = runs.last(run);
        for (int x = first; x <= last; x++) {
            if (covered[x] < needed || eroded[0] && (x == first || x == last)) {
                if (count == index.length) {
                    index = Arrays.copyOf(index, Math.multiplyExact(2, count));
                }
                index[count++] = start + x;
            }
        }
    }
}
