package org.lesionlens.evaluation;

import java.util.Optional;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.metric.ScoredBox;

/**
 * A box that somebody or a network drew round a lesion.
 *
 * @param kind of the lesion; empty if nobody says it
 * @param scored the box, from 0 on, from 0 to 1 along z of an image of one slice; the score of a reference is NaN
 * @param centroid its middle, in LPS mm; empty where it is unknown
 * @param mm3 its volume; NaN where it is unknown
 */
public record KindBox(String kind, ScoredBox scored, Optional<Position> centroid, double mm3) {
    /** A box of which only voxels are known. */
    static KindBox of(String kind, ScoredBox scored) {
        return new KindBox(kind, scored, Optional.empty(), Double.NaN);
    }

    /** Of a reference. */
    static KindBox of(String kind, RealBox box) {
        return of(kind, ScoredBox.of(box));
    }

    public RealBox box() {
        return scored.box();
    }

    /** As an index of voxels, whose centres are whole numbers. */
    double[] middle() {
        RealBox.Corner min = box().min();
        RealBox.Corner max = box().max();
        return new double[] {(min.x() + max.x() - 1) / 2, (min.y() + max.y() - 1) / 2, (min.z() + max.z() - 1) / 2};
    }
}
