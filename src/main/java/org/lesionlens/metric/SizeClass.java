package org.lesionlens.metric;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * By size, as COCO has them in the plane; of volumes by spheres of 10 mm (from there on a lesion is measurable by RECIST
 * 1.1) and of 30 mm (from there on a nodule is a mass: Fleischner Society); of volumes without mm by spheres of as many voxels.
 * Cases of different units have no figure in common.
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

    /** What the sizes of lesions are given in, each unit once; cases without lesions, or of unknown voxel size, have none. */
    public static List<SizeUnit> units(List<CaseAgreement> cases) {
        return cases.stream()
                .map(CaseAgreement::lesions)
                .filter(each ->
                        !each.references().isEmpty() || !each.predictions().isEmpty())
                .filter(LesionAgreement::sized)
                .map(each -> each.unit().ofBounds())
                .distinct()
                .toList();
    }

    /** Its bounds in words, with their unit; empty of any size. */
    String range(SizeUnit unit) {
        double least = unit.planar() ? leastPixels : leastVolume;
        double most = unit.planar() ? mostPixels : mostVolume;
        if (this == ALL) {
            return "";
        }
        String bounds = this == LARGE
                ? "from " + rounded(least)
                : this == SMALL ? "up to " + rounded(most) : rounded(least) + " to " + rounded(most);
        return bounds + " " + unit.ofBounds().symbol();
    }

    private static String rounded(double bound) {
        return bound >= 1000
                ? Long.toString(Math.round(bound))
                : new BigDecimal(bound).round(new MathContext(4)).toPlainString();
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
