package org.lesionlens.metric;

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

    /** Whether the image has mm. */
    public boolean calibrated() {
        return this == MM3 || this == MM2;
    }

    /** What bounds of sizes are given in: in a plane pixels, as COCO has them, also where these have mm. */
    SizeUnit ofBounds() {
        return planar() ? PIXELS : this;
    }

    /** Whether the image is a single slice. */
    public boolean planar() {
        return this == MM2 || this == PIXELS;
    }
}
