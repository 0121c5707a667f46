package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import org.lesionlens.model.Fill;
import org.lesionlens.volume.Block;

/** An image, or a slice of it, with what it is padded with, as passes over tiles read it. */
final class PassedPixels implements GlobalContextTiles.Pixels {
    private final List<Voxels> channels;
    private final List<Long> sides;
    private final int[] first = new int[3];
    private final Fill fill;
    private final PassedAnswer.View view;
    private final float[] lowest;

    /**
     * @param sides of the padded image along the axes of the tensor; without z it has a depth of 1
     */
    PassedPixels(List<Voxels> channels, List<Long> sides, PassedAnswer.View view, Fill fill) {
        this.channels = channels;
        this.sides = sides;
        for (int axis = 0; axis < 3; axis++) {
            int at = view.content().first(axis);
            first[axis] = view.isMirrored(axis) ? at + view.content().side(axis) - 1 : -at;
        }
        this.fill = fill;
        this.view = view;
        this.lowest = new float[channels.size()];
        Arrays.fill(lowest, Float.NaN);
    }

    @Override
    public List<Long> sides() {
        return sides;
    }

    @Override
    public void read(long[] from, long[] size, float[] target) {
        int[] start = new int[3];
        int[] side = {1, 1, 1};
        for (int axis = 0; axis < 3; axis++) {
            boolean tiled = axis < from.length;
            side[axis] = tiled ? (int) size[from.length - 1 - axis] : 1;
            int place = tiled ? (int) from[from.length - 1 - axis] : 0;
            start[axis] = view.isMirrored(axis) ? first[axis] - place - (side[axis] - 1) : first[axis] + place;
        }
        Block block = new Block(start[0], start[1], start[2], side[0], side[1], side[2]);
        for (int channel = 0; channel < lowest.length; channel++) {
            int of = channel;
            float[] values = FilledBlock.read(channels.get(channel), block, fill, () -> lowest(of));
            System.arraycopy(view.mirrored(values, side), 0, target, channel * values.length, values.length);
        }
    }

    private float lowest(int channel) {
        if (Float.isNaN(lowest[channel])) {
            lowest[channel] = Statistics.lowest(channels.get(channel));
        }
        return lowest[channel];
    }
}
