package org.lesionlens.inference;

/**
 * Where the voxels of an image lie, along one axis, in what a network makes of it: voxel {@code i} at {@code scale * i + shift},
 * as far as it is in there at all.
 *
 * @param first the first voxel that the network sees
 * @param end the voxel after the last one that it sees
 */
record PlaceMap(double scale, double shift, int first, int end) {
    /** All voxels, where they are. */
    static PlaceMap identity(int size) {
        return new PlaceMap(1, 0, 0, size);
    }

    /** Where a face between voxels lies, if the first voxel reaches from 0 to 1 in both; to a billionth. */
    double face(double at) {
        return Math.rint((scale * (at - 0.5) + shift + 0.5) * 1e9) / 1e9;
    }

    /** The other way round: the place among the image's voxels of a face in what the network sees. */
    double voxelFace(double at) {
        return Math.rint(((at - 0.5 - shift) / scale + 0.5) * 1e9) / 1e9;
    }

    /** After a part was cut out. */
    PlaceMap cropped(int start, int count) {
        double moved = shift - start;
        int from = (int) Math.ceil((-0.5 - moved) / scale);
        int to = (int) Math.ceil((count - 0.5 - moved) / scale);
        return new PlaceMap(scale, moved, Math.max(first, from), Math.min(end, to));
    }

    /** After as many voxels became others, whose outer edges are the same. */
    PlaceMap resized(int source, int target) {
        double ratio = (double) target / source;
        return new PlaceMap(scale * ratio, (shift + 0.5) * ratio - 0.5, first, end);
    }

    /** After the distance of the voxels became another, the first one's centre staying where it is. */
    PlaceMap spaced(double ratio) {
        return new PlaceMap(scale * ratio, shift * ratio, first, end);
    }
}
