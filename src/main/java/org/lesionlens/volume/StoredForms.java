package org.lesionlens.volume;

import java.util.ArrayList;
import java.util.List;

/**
 * How the file of a volume says where its voxels lie, kept number by number so that results can say the same.
 *
 * <p>A file may say it twice, and programs differ in which of the two they believe; only results that carry both lie
 * where the image lies in each of them. What the numbers mean is known to the package of the format alone.
 *
 * @param numbers of the header, in the order of the package that read it
 * @param first the voxel x, y, z of the file's grid that is the first one of this grid
 * @param steps along x, y, z from a voxel of this grid to the next, in voxels of the file's; negative for falling ones
 */
public record StoredForms(List<Double> numbers, List<Long> first, List<Long> steps) {
    /** Takes copies. */
    public StoredForms {
        numbers = List.copyOf(numbers);
        first = List.copyOf(first);
        steps = List.copyOf(steps);
    }

    /** The forms of a whole file. */
    public static StoredForms of(List<Double> numbers) {
        return new StoredForms(numbers, List.of(0L, 0L, 0L), List.of(1L, 1L, 1L));
    }

    /** Whether this is the grid of the file, not a part of it. */
    public boolean isWhole() {
        return equals(of(numbers));
    }

    /**
     * The forms of some of the voxels.
     *
     * @param from the voxel x, y, z of this grid that becomes the first one
     * @param apart from one to the next along x, y, z, in voxels of this grid
     */
    StoredForms part(long[] from, long[] apart) {
        List<Long> start = new ArrayList<>();
        List<Long> step = new ArrayList<>();
        for (int axis = 0; axis < from.length; axis++) {
            start.add(first.get(axis) + steps.get(axis) * from[axis]);
            step.add(steps.get(axis) * apart[axis]);
        }
        return new StoredForms(numbers, start, step);
    }
}
