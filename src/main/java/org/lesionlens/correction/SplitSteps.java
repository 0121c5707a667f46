package org.lesionlens.correction;

import org.lesionlens.volume.UsageException;

/** Splits a lesion. */
public final class SplitSteps {
    private SplitSteps() {}

    /**
     * Splits a lesion by a plane: that of a drawn line and the axis across its slice, so in all slices alike. The larger part
     * keeps the number (of equals that of the first voxel in stored order), the other one gets the next; both have the class.
     *
     * @throws UsageException if there is no such lesion, the line does not cross it, or no number is left
     */
    public static Change split(Correction correction, int number, SliceLine line) {
        LabelBlock block = LabelBlock.of(correction, number);
        int columnAxis = Scope.columnAxis(line.sliceAxis());
        int rowAxis = Scope.rowAxis(line.sliceAxis());
        boolean[] lesion = block.where(old -> old == number);
        boolean[] aside = new boolean[lesion.length];
        for (int i = 0; i < lesion.length; i++) {
            aside[i] = line.isAside(
                    block.first(columnAxis) + block.at(i, columnAxis), block.first(rowAxis) + block.at(i, rowAxis));
        }
        boolean[] smaller = smaller(lesion, aside);
        if (count(smaller) == 0) {
            throw new UsageException(
                    "the line does not cross lesion " + number + ": draw it so that voxels lie on both sides");
        }
        correction.requireFree(1);
        int fresh = correction.nextNumber();
        return correction.step("split", edit -> {
            block.set(edit, smaller, fresh);
            String lesionClass = correction.lesionClass(number);
            if (!lesionClass.isEmpty()) {
                edit.setClass(fresh, "", lesionClass);
            }
        });
    }

    private static boolean[] smaller(boolean[] lesion, boolean... aside) {
        boolean[] one = new boolean[lesion.length];
        boolean[] other = new boolean[lesion.length];
        int first = -1;
        for (int i = 0; i < lesion.length; i++) {
            one[i] = lesion[i] && aside[i];
            other[i] = lesion[i] && !aside[i];
            first = first < 0 && lesion[i] ? i : first;
        }
        int difference = count(one) - count(other);
        boolean oneStays = difference > 0 || difference == 0 && one[first];
        return oneStays ? other : one;
    }

    private static int count(boolean... voxels) {
        int count = 0;
        for (boolean voxel : voxels) {
            count += voxel ? 1 : 0;
        }
        return count;
    }
}
