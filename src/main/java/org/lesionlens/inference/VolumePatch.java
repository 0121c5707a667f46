package org.lesionlens.inference;

import java.util.Arrays;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.real.FloatType;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/**
 * What a classifier of volumes sees of a lesion: image and mask (0 or 1), round the middle of the mask's bounding box, sampled
 * trilinearly every {@code window.step()} voxels; beyond the image lies what the model says, and no mask. It is what the trainer's
 * {@code predict.patch_round} makes.
 */
final class VolumePatch {
    private static final int AXES = 3;
    private static final float HALF = 0.5f;

    private final PreparedImage image;
    private final Window.Patch window;

    /** @param image as the classifier sees it, of one channel */
    VolumePatch(PreparedImage image) {
        this.image = image;
        this.window = (Window.Patch) image.model().network().window();
    }

    /**
     * Cuts a patch.
     *
     * @param labels on the image's own grid
     * @param box round the lesion
     * @return N,C,Z,Y,X with one patch of image and mask
     */
    Tensor cut(LabelMap labels, int label, Box box) {
        Block near = near(box);
        float[] mask = mask(labels, label, near);
        double[] first = first(mask, near);
        Block covered = covered(first);
        FilledWindows filled = new FilledWindows(image.channels(), window.fill(), false);
        float[] seen = sampled(filled.read(covered, 1), covered, first);
        Voxels lesion = new Voxels.Values(mask, near.width(), near.height());
        Fill nothing = new Fill(Fill.Mode.CONSTANT, 0);
        Block inLesion = covered.with(0, covered.x() - near.x(), covered.width())
                .with(1, covered.y() - near.y(), covered.height())
                .with(2, covered.z() - near.z(), covered.depth());
        float[] within = sampled(FilledBlock.read(lesion, inLesion, nothing, () -> 0), covered, first);
        float[] both = Arrays.copyOf(seen, 2 * seen.length);
        System.arraycopy(within, 0, both, seen.length, within.length);
        return new Tensor(both, new long[] {1, 2, side(2), side(1), side(0)});
    }

    private int side(int axis) {
        return window.sides().get(axis);
    }

    /** All voxels of the prepared image that a box of the image may cover half of. */
    private Block near(Box box) {
        double[] low = image.low(box);
        double[] high = image.high(box);
        Block near = new Block(0, 0, 0, 1, 1, 1);
        for (int axis = 0; axis < AXES; axis++) {
            int reach = (int) Math.ceil(Math.max(1, image.place(axis).scale())) + 1;
            int from = Math.max(0, (int) Math.floor(low[axis]) - reach);
            int to = Math.min(image.size(axis), (int) Math.ceil(high[axis]) + reach);
            near = near.with(axis, from, to - from);
        }
        return near;
    }

    /** 1 where the label covers at least half of a voxel; where it covers half of none, where it covers most. */
    private float[] mask(LabelMap labels, int label, Block near) {
        var ofLabel =
                Converters.convert(labels.voxels(), (in, out) -> out.set(in.get() == label ? 1 : 0), new FloatType());
        float[] coverage = image.alike(new Volume(ofLabel, labels.geometry())).read(near);
        float largest = 0;
        for (float value : coverage) {
            largest = Math.max(largest, value);
        }
        float least = Math.min(HALF, largest);
        for (int i = 0; i < coverage.length; i++) {
            coverage[i] = coverage[i] >= least && coverage[i] > 0 ? 1 : 0;
        }
        return coverage;
    }

    /** Where the first sample lies along x, y, z. */
    private double[] first(float[] mask, Block near) {
        int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        int[] high = {-1, -1, -1};
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] > 0) {
                int[] at = {i % near.width(), i / near.width() % near.height(), i / near.width() / near.height()};
                for (int axis = 0; axis < AXES; axis++) {
                    low[axis] = Math.min(low[axis], at[axis]);
                    high[axis] = Math.max(high[axis], at[axis]);
                }
            }
        }
        double[] first = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            double middle = near.first(axis) + (low[axis] + high[axis]) / 2.0;
            first[axis] = middle - (side(axis) - 1) / 2.0 * window.step();
        }
        return first;
    }

    /** The voxels between which the samples lie. */
    private Block covered(double... first) {
        Block covered = new Block(0, 0, 0, 1, 1, 1);
        for (int axis = 0; axis < AXES; axis++) {
            int from = (int) Math.floor(first[axis]);
            int last = (int) Math.floor(first[axis] + (side(axis) - 1) * window.step());
            covered = covered.with(axis, from, last + 2 - from);
        }
        return covered;
    }

    private float[] sampled(float[] values, Block covered, double... first) {
        float[] samples = new float[side(0) * side(1) * side(2)];
        int at = 0;
        for (int z = 0; z < side(2); z++) {
            for (int y = 0; y < side(1); y++) {
                for (int x = 0; x < side(0); x++) {
                    samples[at++] = trilinear(
                            values,
                            covered,
                            first[0] + x * window.step() - covered.x(),
                            first[1] + y * window.step() - covered.y(),
                            first[2] + z * window.step() - covered.z());
                }
            }
        }
        return samples;
    }

    private static float trilinear(float[] values, Block block, double x, double y, double z) {
        int column = (int) x;
        int row = (int) y;
        int plane = (int) z;
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int right = corner & 1;
            int below = corner >> 1 & 1;
            int behind = corner >> 2;
            double weight = weight(x - column, right) * weight(y - row, below) * weight(z - plane, behind);
            int at = ((plane + behind) * block.height() + row + below) * block.width() + column + right;
            sum += weight * values[at];
        }
        return (float) sum;
    }

    private static double weight(double beyond, int next) {
        return next == 1 ? beyond : 1 - beyond;
    }
}
