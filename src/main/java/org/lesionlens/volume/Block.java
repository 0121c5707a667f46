package org.lesionlens.volume;

/**
 * A box of voxels of a grid.
 *
 * @param x first voxel along x; y and z likewise
 * @param width voxels along x, at least 1; height and depth likewise along y and z
 */
public record Block(int x, int y, int z, int width, int height, int depth) {
    /** The plane of a grid at a place along z. */
    public static Block plane(int width, int height, int z) {
        return new Block(0, 0, z, width, height, 1);
    }

    /** The first voxel along an axis (0 to 2). */
    public int first(int axis) {
        return axis == 0 ? x : axis == 1 ? y : z;
    }

    /** Voxels along an axis. */
    public int side(int axis) {
        return axis == 0 ? width : axis == 1 ? height : depth;
    }

    /** The number of voxels. */
    public int voxels() {
        return Math.multiplyExact(Math.multiplyExact(width, height), depth);
    }

    /** The same box but for one axis. */
    public Block with(int axis, int first, int side) {
        return new Block(
                axis == 0 ? first : x,
                axis == 1 ? first : y,
                axis == 2 ? first : z,
                axis == 0 ? side : width,
                axis == 1 ? side : height,
                axis == 2 ? side : depth);
    }

    /** The same voxels counted from elsewhere. */
    public Block movedBy(Block start) {
        return new Block(x + start.x, y + start.y, z + start.z, width, height, depth);
    }
}
