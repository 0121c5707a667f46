package org.lesionlens.correction;

import java.util.function.IntPredicate;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.UnsuitableImageException;

/** The numbers of the voxels of a box, x fastest, as they are at one moment. */
final class LabelBlock {
    private static final int AXES = 3;
    private static final int MOST_VOXELS = 1 << 30;

    private final int[] first = new int[AXES];
    private final int[] side = new int[AXES];
    private final char[] numbers;

    private LabelBlock(Correction correction, long[] from, long... end) {
        long voxels = 1;
        for (int axis = 0; axis < AXES; axis++) {
            first[axis] = (int) from[axis];
            side[axis] = (int) (end[axis] - from[axis]);
            voxels *= side[axis];
            if (voxels > MOST_VOXELS) {
                throw new UnsuitableImageException("the box to be looked at has more than " + MOST_VOXELS
                        + " voxels: split the lesion first, or take a smaller box or distance");
            }
        }
        numbers = new char[(int) voxels];
        read(correction.labels().voxels().randomAccess());
    }

    /** The box round a lesion. */
    static LabelBlock of(Correction correction, int number) {
        return of(correction, number, new long[AXES]);
    }

    /** The box round a lesion, wider by so many voxels at each side, as far as the grid goes. */
    static LabelBlock of(Correction correction, int number, long... margin) {
        return of(correction, correction.box(number), margin);
    }

    static LabelBlock of(Correction correction, BoundingBox box, long... margin) {
        long[] from = new long[AXES];
        long[] end = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            from[axis] = Math.max(0, box.first(axis) - margin[axis]);
            end[axis] = Math.min(correction.geometry().size(axis), box.end(axis) + margin[axis]);
        }
        return new LabelBlock(correction, from, end);
    }

    private void read(RandomAccess<UnsignedShortType> voxel) {
        for (int i = 0; i < numbers.length; i++) {
            if (i % side[0] == 0) {
                for (int axis = 0; axis < AXES; axis++) {
                    voxel.setPosition(first[axis] + at(i, axis), axis);
                }
            }
            numbers[i] = (char) voxel.get().get();
            voxel.fwd(0);
        }
    }

    int voxels() {
        return numbers.length;
    }

    int number(int voxel) {
        return numbers[voxel];
    }

    /** Voxels along x, y, z. */
    int[] sides() {
        return side.clone();
    }

    int side(int axis) {
        return side[axis];
    }

    int first(int axis) {
        return first[axis];
    }

    /** Where a voxel lies in the box along an axis. */
    int at(int voxel, int axis) {
        return switch (axis) {
            case 0 -> voxel % side[0];
            case 1 -> voxel / side[0] % side[1];
            default -> voxel / side[0] / side[1];
        };
    }

    /** Whether each voxel has a number of some kind. */
    boolean[] where(IntPredicate kind) {
        boolean[] where = new boolean[numbers.length];
        for (int i = 0; i < where.length; i++) {
            where[i] = kind.test(numbers[i]);
        }
        return where;
    }

    /** Gives voxels to a lesion; 0 to the background. */
    void set(Edit edit, boolean[] where, int number) {
        for (int i = 0; i < where.length; i++) {
            if (where[i]) {
                edit.set(first[0] + at(i, 0), first[1] + at(i, 1), first[2] + at(i, 2), number);
            }
        }
    }
}
