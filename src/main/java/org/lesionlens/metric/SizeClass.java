package org.lesionlens.metric;

/**
 * By size, as COCO has them in the plane; of volumes by spheres of 10 mm (from there on a lesion is measurable by RECIST
 * 1.1) and of 30 mm (from there on a nodule is a mass: Fleischner Society).
 */
public enum SizeClass {
    /** Any size. */
    ALL(0, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY),
    /** Up to 32 x 32 pixels; up to a sphere of 10 mm, 523.6 mm3. */
    SMALL(0, 32 * 32, 0, sphere(10)),
    /** Between both. */
    MEDIUM(32 * 32, 96 * 96, sphere(10), sphere(30)),
    /** From 96 x 96 pixels on; from a sphere of 30 mm on, 14137 mm3. */
    LARGE(96 * 96, Double.POSITIVE_INFINITY, sphere(30), Double.POSITIVE_INFINITY);

    private final double leastPixels;
    private final double mostPixels;
    private final double leastVolume;
    private final double mostVolume;

    SizeClass(double leastPixels, double mostPixels, double leastVolume, double mostVolume) {
        this.leastPixels = leastPixels;
        this.mostPixels = mostPixels;
        this.leastVolume = leastVolume;
        this.mostVolume = mostVolume;
    }

    private static double sphere(double diameter) {
        return Math.PI / 6 * diameter * diameter * diameter;
    }

    /** Bounds belong to both sides, as in COCO. */
    boolean hasPixels(double pixels) {
        return pixels >= leastPixels && pixels <= mostPixels;
    }

    /** In mm3; in voxels if the image is not calibrated. */
    boolean hasVolume(double volume) {
        return volume >= leastVolume && volume <= mostVolume;
    }
}
