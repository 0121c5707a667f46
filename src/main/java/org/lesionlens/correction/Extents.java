package org.lesionlens.correction;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.FlatVoxels;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** How many voxels each lesion has, and a box that holds them: it grows with the lesion and may be larger than needed. */
final class Extents {
    private final SortedMap<Integer, Extent> lesions = new TreeMap<>();

    private static final class Extent {
        private BoundingBox box;
        private long voxels;
    }

    /** Goes through all voxels once. */
    static Extents of(LabelMap labels) {
        Extents extents = new Extents();
        VolumeGeometry grid = labels.geometry();
        short[] row = new short[Math.toIntExact(grid.size(0))];
        for (long z = 0; z < grid.size(2); z++) {
            for (long y = 0; y < grid.size(1); y++) {
                FlatVoxels.read(labels.voxels(), (z * grid.size(1) + y) * row.length, row);
                extents.addRow(row, y, z);
            }
        }
        return extents;
    }

    private void addRow(short[] row, long y, long z) {
        int start = 0;
        for (int x = 1; x <= row.length; x++) {
            if (x == row.length || row[x] != row[start]) {
                if (row[start] != 0) {
                    add(Short.toUnsignedInt(row[start]), new BoundingBox(start, y, z, x, y + 1, z + 1));
                }
                start = x;
            }
        }
    }

    /** A lesion gains a run of voxels along x. */
    void add(int number, BoundingBox run) {
        Extent extent = lesions.computeIfAbsent(number, fresh -> new Extent());
        extent.voxels += run.xMax() - run.xMin();
        extent.box = extent.box == null ? run : union(extent.box, run);
    }

    /** A lesion loses voxels; without any it is no more. */
    void remove(int number, long voxels) {
        Extent extent = lesions.get(number);
        extent.voxels -= voxels;
        if (extent.voxels == 0) {
            lesions.remove(number);
        }
    }

    /** The lesion is found to lie in this box. */
    void tighten(int number, BoundingBox box) {
        lesions.get(number).box = box;
    }

    SortedSet<Integer> numbers() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(lesions.keySet()));
    }

    boolean has(int number) {
        return lesions.containsKey(number);
    }

    BoundingBox box(int number) {
        return lesions.get(number).box;
    }

    long voxels(int number) {
        return lesions.get(number).voxels;
    }

    static BoundingBox union(BoundingBox a, BoundingBox b) {
        boolean holds = a.xMin() <= b.xMin()
                && a.yMin() <= b.yMin()
                && a.zMin() <= b.zMin()
                && a.xMax() >= b.xMax()
                && a.yMax() >= b.yMax()
                && a.zMax() >= b.zMax();
        return holds
                ? a
                : new BoundingBox(
                        Math.min(a.xMin(), b.xMin()),
                        Math.min(a.yMin(), b.yMin()),
                        Math.min(a.zMin(), b.zMin()),
                        Math.max(a.xMax(), b.xMax()),
                        Math.max(a.yMax(), b.yMax()),
                        Math.max(a.zMax(), b.zMax()));
    }
}
