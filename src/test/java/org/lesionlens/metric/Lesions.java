package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.lesion.BoundingBox;

/** Cases of boxes along a line, which are quickly told: a box from one voxel to another. */
final class Lesions {
    private static final VoxelSize PIXEL = new VoxelSize(1, SizeUnit.PIXELS);

    private Lesions() {}

    static ScoredBox box(long from, long to, double score) {
        return new ScoredBox(new BoundingBox(from, 0, 0, to, 10, 1), score);
    }

    static ScoredBox box(long from, long to) {
        return box(from, to, Double.NaN);
    }

    static CaseAgreement of(String name, String group, List<ScoredBox> references, List<ScoredBox> predictions) {
        return CaseAgreement.ofBoxes(name, group, references, predictions, PIXEL);
    }

    static CaseAgreement of(List<ScoredBox> references, List<ScoredBox> predictions) {
        return of("case", "case", references, predictions);
    }

    /** A case of a given Dice, of 100 voxels each. */
    static CaseAgreement ofDice(String name, String group, double dice) {
        VoxelAgreement voxels = new VoxelAgreement(100, 100, Math.round(100 * dice), PIXEL);
        LesionAgreement none = new LesionAgreement(List.of(), List.of(), List.of(), SizeUnit.PIXELS, true);
        return new CaseAgreement(name, group, Optional.of(voxels), Optional.empty(), none);
    }

    static List<CaseAgreement> ofDice(double... dice) {
        List<CaseAgreement> cases = new ArrayList<>();
        for (int i = 0; i < dice.length; i++) {
            cases.add(ofDice("case" + i, "case" + i, dice[i]));
        }
        return cases;
    }

    static Metric metric(String name) {
        return Metrics.ALL.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
