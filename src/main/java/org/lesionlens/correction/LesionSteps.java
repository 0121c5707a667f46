package org.lesionlens.correction;

import java.util.Objects;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/** Steps on a whole lesion. Each refuses a number that no voxel has with a {@link UsageException}. */
public final class LesionSteps {
    private static final int AXES = 3;

    private LesionSteps() {}

    /** Removes a lesion. */
    public static Change remove(Correction correction, int number) {
        LabelBlock block = LabelBlock.of(correction, number);
        return correction.step("remove", edit -> block.set(edit, block.where(old -> old == number), 0));
    }

    /**
     * Makes two lesions one, whether they touch or not.
     *
     * @param kept keeps its number and its class
     * @param other is no more
     * @throws UsageException if the two are one
     */
    public static Change merge(Correction correction, int kept, int other) {
        if (kept == other) {
            throw new UsageException("lesion " + kept + " cannot be merged with itself: choose another one");
        }
        correction.requireLesion(kept);
        LabelBlock block = LabelBlock.of(correction, other);
        return correction.step("merge", edit -> block.set(edit, block.where(old -> old == other), kept));
    }

    /**
     * Gives a lesion another class.
     *
     * @param lesionClass as the model's label table spells it; empty if it is unknown
     */
    public static Change classify(Correction correction, int number, String lesionClass) {
        Objects.requireNonNull(lesionClass, "lesionClass");
        correction.requireLesion(number);
        String old = correction.lesionClass(number);
        return correction.step("change class", edit -> {
            if (!old.equals(lesionClass)) {
                edit.setClass(number, old, lesionClass);
            }
        });
    }

    /**
     * Keeps the part of a lesion that a voxel belongs to; its other parts become background. Voxels of one part touch by a face,
     * an edge or a corner: they are 26-connected, and 8-connected in a planar image.
     *
     * @throws UsageException if the voxel is outside of the image, or belongs to no lesion
     */
    public static Change keepComponent(Correction correction, long x, long y, long z) {
        int number = numberAt(correction, x, y, z);
        LabelBlock block = LabelBlock.of(correction, number);
        boolean[] goes = block.where(old -> old == number);
        Flood part = new Flood(block.sides(), goes.clone(), true);
        part.begin((int)
                (x - block.first(0) + block.side(0) * (y - block.first(1) + block.side(1) * (z - block.first(2)))));
        boolean[] stays = part.reached(true, true, true);
        for (int i = 0; i < goes.length; i++) {
            goes[i] &= !stays[i];
        }
        return correction.step("keep component", edit -> block.set(edit, goes, 0));
    }

    private static int numberAt(Correction correction, long x, long y, long z) {
        VolumeGeometry grid = correction.geometry();
        boolean isInside = x >= 0 && y >= 0 && z >= 0 && x < grid.size(0) && y < grid.size(1) && z < grid.size(2);
        int number = isInside ? correction.labels().voxels().getAt(x, y, z).get() : 0;
        if (number == 0) {
            throw new UsageException("voxel " + x + ", " + y + ", " + z + " is "
                    + (isInside ? "background" : "outside of the image") + ": choose one inside a lesion");
        }
        return number;
    }

    /**
     * Fills what a lesion encloses: background from which no way along faces of voxels leads around it. Other lesions in there
     * stay; they enclose nothing themselves. What reaches the border of the image is not enclosed.
     *
     * @param scope whether a lesion encloses in all directions, or in each slice by itself
     */
    public static Change fillHoles(Correction correction, int number, Scope scope) {
        LabelBlock block = LabelBlock.of(correction, number);
        boolean[] along = new boolean[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            along[axis] = scope.goesAlong(axis, correction.geometry());
        }
        Flood around = new Flood(block.sides(), block.where(old -> old != number), false);
        for (int i = 0; i < block.voxels(); i++) {
            if (isAtSide(block, i, along)) {
                around.begin(i);
            }
        }
        boolean[] outside = around.reached(along);
        boolean[] holes = block.where(old -> old == 0);
        for (int i = 0; i < holes.length; i++) {
            holes[i] &= !outside[i];
        }
        return correction.step("fill holes", edit -> block.set(edit, holes, number));
    }

    private static boolean isAtSide(LabelBlock block, int voxel, boolean... along) {
        for (int axis = 0; axis < AXES; axis++) {
            int at = block.at(voxel, axis);
            if (along[axis] && (at == 0 || at == block.side(axis) - 1)) {
                return true;
            }
        }
        return false;
    }
}
