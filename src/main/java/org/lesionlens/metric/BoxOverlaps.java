package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which boxes overlap, as if all of their voxels were lesion. */
final class BoxOverlaps {
    private BoxOverlaps() {}

    static LesionAgreement of(List<ScoredBox> references, List<ScoredBox> predictions, VoxelSize voxel) {
        List<LesionOverlap> overlaps = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            for (int j = 0; j < predictions.size(); j++) {
                double shared =
                        references.get(i).box().shared(predictions.get(j).box());
                if (shared > 0) {
                    overlaps.add(new LesionOverlap(i, j, shared));
                }
            }
        }
        return new LesionAgreement(
                regions(references, voxel, i -> overlaps.stream().anyMatch(pair -> pair.reference() == i)),
                regions(predictions, voxel, i -> overlaps.stream().anyMatch(pair -> pair.prediction() == i)),
                overlaps,
                voxel.unit(),
                false);
    }

    private static List<LesionRegion> regions(List<ScoredBox> boxes, VoxelSize voxel, IntPredicate touched) {
        return IntStream.range(0, boxes.size())
                .mapToObj(i -> {
                    ScoredBox box = boxes.get(i);
                    double voxels = box.box().volume();
                    return new LesionRegion(voxels, voxels * voxel.size(), box.box(), touched.test(i), box.score());
                })
                .toList();
    }
}
