package org.lesionlens.explain;

import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;

/**
 * A picture of what a network looked at in one slice.
 *
 * @param kind what it shows
 * @param map the values, a volume of one slice that lies where the slice lies; NaN where there is none
 * @param least the value that is shown as the lowest colour
 * @param most the value that is shown as the highest
 */
public record Explanation(MapKind kind, Volume map, double least, double most) {
    /** Of its kind. */
    public String name() {
        return kind.name();
    }

    /** Of the values; empty for shares and coefficients. */
    public String unit() {
        boolean inPixels = kind.unit().equals("mm") && !map.geometry().calibrated();
        return inPixels ? "pixels" : kind.unit();
    }

    /** Values between 0 and 1. */
    static Explanation share(MapKind kind, Volume map) {
        return new Explanation(kind, map, 0, 1);
    }

    /** Values from 0 upwards: evidence against is shown like none. */
    static Explanation upwards(MapKind kind, Volume map) {
        return new Explanation(kind, map, 0, positive(extremes(map)[1]));
    }

    /** Values of any range, which is shown in full. */
    static Explanation between(MapKind kind, Volume map) {
        double[] extremes = extremes(map);
        return new Explanation(kind, map, extremes[0], extremes[0] + positive(extremes[1] - extremes[0]));
    }

    private static double positive(double value) {
        return value > 0 ? value : 1;
    }

    private static double[] extremes(Volume map) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (FloatType voxel : Views.flatIterable(map.voxels())) {
            if (!Float.isNaN(voxel.get())) {
                least = Math.min(least, voxel.get());
                most = Math.max(most, voxel.get());
            }
        }
        return new double[] {least, most};
    }
}
