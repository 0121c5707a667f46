package org.lesionlens.correction;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.lesionlens.lesion.BoundingBox;

/**
 * What a step changed: what has to be drawn again, and which lesions measured.
 *
 * @param box holds all voxels that changed, and the lesions whose class did; of no voxel if nothing changed
 * @param numbers lesions that gained or lost a voxel or changed their class, by rising number
 * @param added voxels that became lesion
 * @param removed voxels that became background
 * @param renumbered voxels that went from one lesion to another
 */
public record Change(BoundingBox box, SortedSet<Integer> numbers, long added, long removed, long renumbered) {
    /** Nothing. */
    public static final Change NONE = new Change(new BoundingBox(0, 0, 0, 0, 0, 0), new TreeSet<>(), 0, 0, 0);

    public Change {
        numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
    }

    /** Whether nothing changed. */
    public boolean isEmpty() {
        return numbers.isEmpty();
    }
}
