package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.Runs;
import org.lesionlens.volume.LabelMap;

/** What is counted of the lesions of a mask, by their numbers from 1; voxels of too small ones have the number 0. */
final class LesionCounts {
    private final Runs runs;
    private final int[] labels;
    private final long[] voxels;
    private final long[][] least;
    private final long[][] most;
    private final boolean[] touched;
    private final double[] score;

    private LesionCounts(Runs runs, int[] labels) {
        this.runs = runs;
        this.labels = labels;
        int numbers = Arrays.stream(labels).max().orElse(0) + 1;
        voxels = new long[numbers];
        least = new long[numbers][];
        most = new long[numbers][];
        touched = new boolean[numbers];
        score = new double[numbers];
        Arrays.fill(score, Double.NaN);
    }

    /** @param labels the number of each run's lesion */
    static LesionCounts of(Runs runs, int[] labels) {
        LesionCounts counts = new LesionCounts(runs, labels);
        for (int row = 0; row < runs.rows(); row++) {
            for (int run = runs.start(row); run < runs.start(row + 1); run++) {
                counts.add(run, row % runs.height(), row / runs.height());
            }
        }
        return counts;
    }

    private void add(int run, int y, int z) {
        int lesion = labels[run];
        voxels[lesion] += runs.last(run) - runs.first(run) + 1;
        if (least[lesion] == null) {
            least[lesion] = new long[] {runs.first(run), y, z};
            most[lesion] = new long[] {runs.last(run), y, z};
        }
        extend(least[lesion], most[lesion], runs.first(run), y, z);
        extend(least[lesion], most[lesion], runs.last(run), y, z);
    }

    private static void extend(long[] least, long[] most, long... index) {
        for (int axis = 0; axis < index.length; axis++) {
            least[axis] = Math.min(least[axis], index[axis]);
            most[axis] = Math.max(most[axis], index[axis]);
        }
    }

    /**
     * Means over the voxels, of equal ones exactly these; a lesion with a number that has no score has none. Source: B. P.
     * Welford, Technometrics 4(3), 1962.
     */
    void score(LabelMap map, Map<Integer, Double> scores) {
        Arrays.fill(score, 0);
        long[] seen = new long[score.length];
        RandomAccess<UnsignedShortType> voxel = map.voxels().randomAccess();
        for (int row = 0; row < runs.rows(); row++) {
            voxel.setPosition(row % runs.height(), 1);
            voxel.setPosition(row / runs.height(), 2);
            for (int run = runs.start(row); run < runs.start(row + 1); run++) {
                int lesion = labels[run];
                voxel.setPosition(runs.first(run), 0);
                for (int x = runs.first(run); x <= runs.last(run); x++) {
                    double own = scores.getOrDefault(voxel.get().get(), Double.NaN);
                    score[lesion] += (own - score[lesion]) / ++seen[lesion];
                    voxel.fwd(0);
                }
            }
        }
    }

    Runs runs() {
        return runs;
    }

    int label(int run) {
        return labels[run];
    }

    void touch(int run) {
        touched[labels[run]] = true;
    }

    /** All voxels, those of too small lesions too. */
    long sum() {
        return Arrays.stream(voxels).sum();
    }

    /** By number. */
    List<LesionRegion> regions(double voxelSize) {
        List<LesionRegion> regions = new ArrayList<>();
        for (int lesion = 1; lesion < voxels.length; lesion++) {
            long[] first = least[lesion];
            long[] last = most[lesion];
            BoundingBox box = new BoundingBox(first[0], first[1], first[2], last[0] + 1, last[1] + 1, last[2] + 1);
            double size = voxels[lesion] * voxelSize;
            regions.add(new LesionRegion(voxels[lesion], size, RealBox.of(box), touched[lesion], score[lesion]));
        }
        return regions;
    }
}
