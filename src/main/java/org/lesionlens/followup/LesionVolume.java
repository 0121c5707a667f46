package org.lesionlens.followup;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;

/**
 * The volume of a lesion and how sure it is.
 *
 * @param ml 0 where it is not there
 * @param shiftMl what a {@link BoundaryShift} makes of it
 * @param otherViewMl what the network finds of it with mirrored views, if it did not mirror, or else without; NaN where nobody
 *     asked
 */
record LesionVolume(double ml, double shiftMl, double otherViewMl) {
    /** Of a lesion that is not there. */
    static final LesionVolume NONE = new LesionVolume(0, 0, Double.NaN);

    /**
     * Those of a date by the numbers of the lesions.
     *
     * @param otherViews the volume of each lesion in ml that the network finds in the other way; empty where nobody asked
     */
    static Map<Integer, LesionVolume> of(
            LabelMap labels, List<Lesion> lesions, Optional<Map<Integer, Double>> otherViews) {
        Map<Integer, Double> shifts = BoundaryShift.ml(labels);
        Map<Integer, LesionVolume> volumes = new HashMap<>();
        for (Lesion lesion : lesions) {
            int label = lesion.label();
            double other =
                    otherViews.map(views -> views.getOrDefault(label, 0.0)).orElse(Double.NaN);
            volumes.put(label, new LesionVolume(lesion.measurements().volumeMl(), shifts.get(label), other));
        }
        return volumes;
    }

    /** Of two parts together: their boundaries are shifted alike. */
    LesionVolume plus(LesionVolume other) {
        return new LesionVolume(ml + other.ml, shiftMl + other.shiftMl, otherViewMl + other.otherViewMl);
    }

    /**
     * How far the two answers of the network differ; NaN if there is one. Of an image and its mirror image the mean differs from
     * either by the standard error of the mean.
     */
    double viewsMl() {
        return Math.abs(ml - otherViewMl);
    }

    /** Half of the interval's width: both errors, which do not depend on each other, added in quadrature. */
    double errorMl() {
        return Math.hypot(shiftMl, Double.isNaN(otherViewMl) ? 0 : viewsMl());
    }

    double lowMl() {
        return Math.max(0, ml - errorMl());
    }

    double highMl() {
        return ml + errorMl();
    }

    /** Whether it is no larger than its error. */
    boolean isWithinError() {
        return ml <= errorMl();
    }
}
