package org.lesionlens.correction;

import java.util.Arrays;

/** Goes from voxel to neighbouring voxel of a box. */
final class Flood {
    private final int[] side;
    private final boolean[] allowed;
    private final boolean[] reached;
    private final boolean corners;
    private int[] waiting = new int[1024];
    private int count;

    /**
     * Nothing is reached yet.
     *
     * @param side voxels along x, y, z
     * @param allowed where it may go, x fastest
     * @param corners whether neighbours share a face, an edge or a corner (26 of them); else a face (6)
     */
    Flood(int[] side, boolean[] allowed, boolean corners) {
        this.side = side.clone();
        this.allowed = allowed;
        this.reached = new boolean[allowed.length];
        this.corners = corners;
    }

    /** Begins at a voxel, if it may go there. */
    void begin(int voxel) {
        if (allowed[voxel] && !reached[voxel]) {
            reached[voxel] = true;
            if (count == waiting.length) {
                waiting = Arrays.copyOf(waiting, Math.multiplyExact(count, 2));
            }
            waiting[count++] = voxel;
        }
    }

    /**
     * Goes on until it is everywhere.
     *
     * @param along whether it goes along x, y, z
     * @return the voxels that were reached
     */
    boolean[] reached(boolean... along) {
        while (count > 0) {
            int voxel = waiting[--count];
            int x = voxel % side[0];
            int y = voxel / side[0] % side[1];
            int z = voxel / side[0] / side[1];
            if (corners) {
                beginBlock(new int[] {x, y, z}, along);
            } else {
                beginFaces(new int[] {x, y, z}, along);
            }
        }
        return reached;
    }

    private void beginFaces(int[] at, boolean... along) {
        int stride = 1;
        int voxel = at[0] + side[0] * (at[1] + side[1] * at[2]);
        for (int axis = 0; axis < at.length; axis++) {
            if (along[axis] && at[axis] > 0) {
                begin(voxel - stride);
            }
            if (along[axis] && at[axis] < side[axis] - 1) {
                begin(voxel + stride);
            }
            stride *= side[axis];
        }
    }

    private void beginBlock(int[] at, boolean... along) {
        int[] from = new int[at.length];
        int[] to = new int[at.length];
        for (int axis = 0; axis < at.length; axis++) {
            from[axis] = along[axis] ? Math.max(0, at[axis] - 1) : at[axis];
            to[axis] = along[axis] ? Math.min(side[axis] - 1, at[axis] + 1) : at[axis];
        }
        for (int z = from[2]; z <= to[2]; z++) {
            for (int y = from[1]; y <= to[1]; y++) {
                for (int x = from[0]; x <= to[0]; x++) {
                    begin(x + side[0] * (y + side[1] * z));
                }
            }
        }
    }
}
