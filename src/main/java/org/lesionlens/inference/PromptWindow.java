package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.model.Model;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * What a network sees that outlines the finding in a user's box: a window round the middle of the box, in voxels of the prepared
 * image, and in it the box. Immutable.
 *
 * <p>A side is the model's, or {@value #ROOM} times the box where that is more, made whole steps of the network. It is what the
 * trainer's {@code predict.view_of} and {@code boxes.box_channel} make.
 */
final class PromptWindow {
    private static final double ROOM = 1.4;
    private static final int AXES = 3;

    private final int[] start;
    private final long[] sides;
    private final double[] low;
    private final double[] high;

    /**
     * Places a window.
     *
     * @param sides that it may have along x, y and, of a volume, z; of a slice it is one voxel deep, at the box's first face
     * @param low faces of the box along x, y, z: the first voxel of the image reaches from 0 to 1
     * @param high likewise
     */
    PromptWindow(List<Window.Side> sides, double[] low, double... high) {
        this.low = low.clone();
        this.high = high.clone();
        this.start = new int[] {0, 0, (int) Math.rint(low[2])};
        this.sides = new long[] {0, 0, 1};
        for (int axis = 0; axis < sides.size(); axis++) {
            Window.Side side = sides.get(axis);
            this.sides[axis] = side.holding(Math.max(side.least(), (long) (ROOM * (high[axis] - low[axis]))));
            start[axis] =
                    (int) Math.rint((low[axis] + high[axis]) / 2 - this.sides[axis] / 2.0); // a tie to the even one
        }
    }

    /**
     * The windows in which a box is seen: of a network of volumes one, of slices one for each slice that the box spans.
     *
     * @throws UnsuitableImageException if the box is too large for the memory, or holds no voxel of the prepared image
     */
    static List<PromptWindow> round(PreparedImage image, Box box) {
        Window.Whole window = (Window.Whole) image.model().network().window();
        double[] low = image.low(box);
        double[] high = image.high(box);
        List<PromptWindow> placed = new ArrayList<>();
        if (window.dimensions() == AXES) {
            placed.add(new PromptWindow(window.sides(), low, high));
        } else {
            for (int z = (int) Math.rint(low[2]); z < Math.rint(high[2]); z++) {
                placed.add(
                        new PromptWindow(window.sides(), new double[] {low[0], low[1], z}, high[0], high[1], z + 1.0));
            }
        }
        placed.forEach(each -> each.requireRoom(box, image.model()));
        if (placed.isEmpty() || !hasVoxel(placed.get(0).box())) {
            throw new UnsuitableImageException("the box " + box + " is thinner than the voxels that the model "
                    + image.model().shownName() + " sees, so none of them lies in it: draw it larger");
        }
        return placed;
    }

    private static boolean hasVoxel(float... box) {
        for (float voxel : box) {
            if (voxel > 0) {
                return true;
            }
        }
        return false;
    }

    private void requireRoom(Box box, Model model) {
        if (voxels() > PassPlan.MOST_VOXELS) {
            throw new UnsuitableImageException("the box " + box + " needs a window of " + voxels()
                    + " voxels at the spacing of the model " + model.shownName() + ", more than "
                    + PassPlan.MOST_VOXELS + ": draw it closer round the finding");
        }
    }

    /** What goes into the network: the image's channels, then the box. */
    float[] read(FilledWindows windows, int channels) {
        float[] input = windows.read(block(), channels);
        float[] box = box();
        System.arraycopy(box, 0, input, input.length - box.length, box.length);
        return input;
    }

    /** How many voxels it has. */
    long voxels() {
        return sides[0] * sides[1] * sides[2];
    }

    /** Where it lies; it may reach beyond the image. */
    Block block() {
        return new Block(start[0], start[1], start[2], (int) sides[0], (int) sides[1], (int) sides[2]);
    }

    /** 1 for each voxel whose middle lies in the box, else 0; row-major z, y, x. */
    float[] box() {
        Block block = block();
        float[] box = new float[block.voxels()];
        int at = 0;
        for (int z = 0; z < block.depth(); z++) {
            for (int y = 0; y < block.height(); y++) {
                for (int x = 0; x < block.width(); x++) {
                    box[at++] = isInside(0, x) && isInside(1, y) && isInside(2, z) ? 1 : 0;
                }
            }
        }
        return box;
    }

    /** In single precision, as the trainer compares them. */
    private boolean isInside(int axis, int voxel) {
        float middle = start[axis] + voxel + 0.5f;
        return middle >= (float) low[axis] && middle <= (float) high[axis];
    }
}
