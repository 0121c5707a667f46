package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lesionlens.lesion.Runs;

/** Which lesions of two masks overlap, and by how many voxels: the runs of both, row by row. */
final class RunOverlaps {
    private final LesionCounts reference;
    private final LesionCounts prediction;
    private final Map<Long, Long> shared = new HashMap<>();
    private long both;

    private RunOverlaps(LesionCounts reference, LesionCounts prediction) {
        this.reference = reference;
        this.prediction = prediction;
    }

    /** Tells both which of their lesions are touched, too. */
    static RunOverlaps of(LesionCounts reference, LesionCounts prediction) {
        RunOverlaps overlaps = new RunOverlaps(reference, prediction);
        for (int row = 0; row < reference.runs().rows(); row++) {
            overlaps.addRow(row);
        }
        return overlaps;
    }

    private void addRow(int row) {
        Runs a = reference.runs();
        Runs b = prediction.runs();
        int inA = a.start(row);
        int inB = b.start(row);
        while (inA < a.start(row + 1) && inB < b.start(row + 1)) {
            int voxels = Math.min(a.last(inA), b.last(inB)) - Math.max(a.first(inA), b.first(inB)) + 1;
            if (voxels > 0) {
                add(inA, inB, voxels);
            }
            if (a.last(inA) < b.last(inB)) {
                inA++;
            } else {
                inB++;
            }
        }
    }

    private void add(int runA, int runB, int voxels) {
        both += voxels;
        reference.touch(runA);
        prediction.touch(runB);
        int lesionA = reference.label(runA);
        int lesionB = prediction.label(runB);
        if (lesionA > 0 && lesionB > 0) {
            shared.merge((long) lesionA << Integer.SIZE | lesionB, (long) voxels, Long::sum);
        }
    }

    VoxelAgreement voxels(VoxelSize voxel) {
        return new VoxelAgreement(reference.sum(), prediction.sum(), both, voxel);
    }

    LesionAgreement lesions(VoxelSize voxel) {
        List<LesionOverlap> overlaps = new ArrayList<>();
        shared.forEach((pair, voxels) ->
                overlaps.add(new LesionOverlap((int) (pair >> Integer.SIZE) - 1, pair.intValue() - 1, voxels)));
        overlaps.sort(Comparator.comparingInt(LesionOverlap::reference).thenComparingInt(LesionOverlap::prediction));
        return new LesionAgreement(
                reference.regions(voxel.size()), prediction.regions(voxel.size()), overlaps, voxel.unit(), true);
    }
}
