package org.lesionlens.metric;

import org.lesionlens.volume.VolumeGeometry;

/** What sizes of lesions are given in. */
public enum SizeUnit {
    /** Volumes of a calibrated image. */
    MM3("mm3"),
    /** Areas of a calibrated image of a single slice. */
    MM2("mm2"),
    /** Voxels of an image that is not calibrated. */
    VOXELS("voxels"),
    /** Pixels of an image of a single slice that is not calibrated. */
    PIXELS("pixels");

    private final String symbol;

    SizeUnit(String symbol) {
        this.symbol = symbol;
    }

    /** For tables. */
    public String symbol() {
        return symbol;
    }

    /** Whether the image is a single slice. */
    public boolean planar() {
        return this == MM2 || this == PIXELS;
    }

    /** Of a grid. */
    static SizeUnit of(VolumeGeometry grid) {
        boolean planar = grid.size(grid.sliceAxis()) == 1;
        return grid.calibrated() ? planar ? MM2 : MM3 : planar ? PIXELS : VOXELS;
    }

    /** Size of one voxel: of a single slice its area, whatever its thickness. */
    static double voxelSize(VolumeGeometry grid) {
        double size = 1;
        for (int axis = 0; axis < 3; axis++) {
            boolean single = axis == grid.sliceAxis() && grid.size(axis) == 1;
            size *= single ? 1 : grid.spacingMm(axis);
        }
        return size;
    }
}
