package org.lesionlens.correction;

import java.util.SortedSet;
import java.util.TreeSet;
import org.lesionlens.lesion.BoundingBox;

/** Adds up what changes. */
final class Tally {
    private final SortedSet<Integer> numbers = new TreeSet<>();
    private BoundingBox box;
    private long added;
    private long removed;
    private long renumbered;
    private int lastWas = -1;
    private int lastIs = -1;

    /** Voxels that went from one number to another; 0 is background. */
    void add(int was, int is, BoundingBox voxels) {
        long count = voxels.xMax() - voxels.xMin();
        added += was == 0 ? count : 0;
        removed += is == 0 ? count : 0;
        renumbered += was == 0 || is == 0 ? 0 : count;
        box = box == null ? voxels : Extents.union(box, voxels);
        if (was != lastWas || is != lastIs) {
            numbers.add(was);
            numbers.add(is);
            lastWas = was;
            lastIs = is;
        }
    }

    /** A lesion of which something else changed than voxels. */
    void add(int number, BoundingBox lesion) {
        numbers.add(number);
        box = box == null ? lesion : Extents.union(box, lesion);
    }

    Change change() {
        numbers.remove(0);
        return numbers.isEmpty() ? Change.NONE : new Change(box, numbers, added, removed, renumbered);
    }
}
