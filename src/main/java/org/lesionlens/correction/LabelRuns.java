package org.lesionlens.correction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The lesions of a label map at one moment, as runs of voxels along x: a copy that costs what the lesions are large, not the
 * image. Two are equal if the same voxels have the same numbers.
 *
 * @param lesions by rising number; each has a voxel
 */
public record LabelRuns(List<OfLesion> lesions) {
    private static final int LARGEST = 65535;

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
                long row =
                        (z * labels.geometry().size(1) + y) * labels.geometry().size(0);
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

    /** The voxels of one lesion as they are now; none if it has none. */
    public static OfLesion of(Correction correction, int number) {
        return new OfLesion(
                number,
                correction.numbers().contains(number)
                        ? runs(correction.labels(), number, correction.box(number))
                        : List.of());
    }

    /**
     * Makes a map show these lesions and no others.
     *
     * @throws IllegalArgumentException if a run is not on its grid, or two overlap; then the map is as it was
     */
    public void writeOn(LabelMap labels) {
        requireFit(labels.geometry());
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            voxel.setZero();
        }
        RandomAccess<UnsignedShortType> voxel = labels.voxels().randomAccess();
        for (OfLesion lesion : lesions) {
            for (int i = 0; i < lesion.runs.size(); i += 2) {
                moveTo(voxel, lesion.runs.get(i), labels.geometry());
                for (long left = lesion.runs.get(i + 1); left > 0; left--) {
                    voxel.get().set(lesion.number);
                    voxel.fwd(0);
                }
            }
        }
    }

    private void requireFit(VolumeGeometry grid) {
        SortedMap<Long, Long> ends = new TreeMap<>();
        for (OfLesion lesion : lesions) {
            requireFit(lesion, grid);
            for (int i = 0; i < lesion.runs.size(); i += 2) {
                ends.merge(lesion.runs.get(i), lesion.runs.get(i) + lesion.runs.get(i + 1), Math::max);
            }
        }
        long before = 0;
        long count = 0;
        for (Map.Entry<Long, Long> run : ends.entrySet()) {
            require(run.getKey() >= before, "a voxel has two numbers");
            before = run.getValue();
            count += before - run.getKey();
        }
        require(count == voxels(), "a voxel has two numbers");
    }

    private static void requireFit(OfLesion lesion, VolumeGeometry grid) {
        require(lesion.number >= 1 && lesion.number <= LARGEST, "the number " + lesion.number);
        require(lesion.runs.size() % 2 == 0, "half a run");
        for (int i = 0; i < lesion.runs.size(); i += 2) {
            long first = lesion.runs.get(i);
            long length = lesion.runs.get(i + 1);
            boolean inside = first >= 0 && first < grid.voxelCount() && length > 0;
            require(inside && first % grid.size(0) + length <= grid.size(0), "a run beyond the grid");
        }
    }

    private static void require(boolean valid, String found) {
        if (!valid) {
            throw new IllegalArgumentException("runs of labels have " + found);
        }
    }

    private static void moveTo(RandomAccess<UnsignedShortType> voxel, long index, VolumeGeometry grid) {
        voxel.setPosition(index % grid.size(0), 0);
        voxel.setPosition(index / grid.size(0) % grid.size(1), 1);
        voxel.setPosition(index / grid.size(0) / grid.size(1), 2);
    }

    /**
     * What became of these voxels in another map.
     *
     * @param kept that are lesion there too, whatever their number
     * @param renumbered of these, that have another number
     */
    public record Fate(long kept, long renumbered) {}

    /** What became of these voxels in a map on the same grid. */
    public Fate in(LabelMap labels) {
        long kept = 0;
        long renumbered = 0;
        RandomAccess<UnsignedShortType> voxel = labels.voxels().randomAccess();
        for (OfLesion lesion : lesions) {
            for (int i = 0; i < lesion.runs.size(); i += 2) {
                moveTo(voxel, lesion.runs.get(i), labels.geometry());
                for (long left = lesion.runs.get(i + 1); left > 0; left--) {
                    int number = voxel.get().get();
                    kept += number != 0 ? 1 : 0;
                    renumbered += number != 0 && number != lesion.number ? 1 : 0;
                    voxel.fwd(0);
                }
            }
        }
        return new Fate(kept, renumbered);
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
