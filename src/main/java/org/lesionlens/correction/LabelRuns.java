package org.lesionlens.correction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;

/**
 * The lesions of a label map at one moment, as runs of voxels along x: a copy that costs what the lesions are large, not the
 * image. Two are equal if the same voxels have the same numbers.
 *
 * @param lesions by rising number; each has a voxel
 */
public record LabelRuns(List<OfLesion> lesions) {
    /**
     * The voxels of a lesion.
     *
     * @param runs the index of the first voxel in stored order (x fastest) and the count of voxels, of one run after the other;
     *     no run goes beyond its row
     */
    public record OfLesion(int number, List<Long> runs) {
        public OfLesion {
            runs = List.copyOf(runs);
        }
    }

    public LabelRuns {
        lesions = List.copyOf(lesions);
    }

    /** Those of labels as they are now, looked for in the boxes of the lesions. */
    public static LabelRuns of(Correction correction) {
        List<OfLesion> lesions = new ArrayList<>();
        for (int number : correction.numbers()) {
            lesions.add(new OfLesion(number, runs(correction.labels(), number, correction.box(number))));
        }
        return new LabelRuns(lesions);
    }

    private static List<Long> runs(LabelMap labels, int number, BoundingBox box) {
        List<Long> runs = new ArrayList<>();
        RandomAccess<UnsignedShortType> voxel = labels.voxels().randomAccess();
        for (long z = box.zMin(); z < box.zMax(); z++) {
            for (long y = box.yMin(); y < box.yMax(); y++) {
                voxel.setPosition(new long[] {box.xMin(), y, z});
                long row = (z * labels.geometry().size(1) + y) * labels.geometry().size(0);
                addRow(runs, voxel, row, box, number);
            }
        }
        return runs;
    }

    private static void addRow(
            List<Long> runs, RandomAccess<UnsignedShortType> voxel, long row, BoundingBox box, int number) {
        long begun = -1;
        for (long x = box.xMin(); x < box.xMax(); x++) {
            boolean inside = voxel.get().get() == number;
            if (inside && begun < 0) {
                begun = x;
            } else if (!inside && begun >= 0) {
                runs.addAll(Arrays.asList(row + begun, x - begun));
                begun = -1;
            }
            voxel.fwd(0);
        }
        if (begun >= 0) {
            runs.addAll(Arrays.asList(row + begun, box.xMax() - begun));
        }
    }

    /** How many voxels they have in all. */
    public long voxels() {
        long voxels = 0;
        for (OfLesion lesion : lesions) {
            for (int i = 1; i < lesion.runs.size(); i += 2) {
                voxels += lesion.runs.get(i);
            }
        }
        return voxels;
    }
}
