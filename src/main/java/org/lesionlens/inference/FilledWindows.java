package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import org.lesionlens.model.Fill;
import org.lesionlens.volume.Block;

/** Windows of an image of one or more channels, filled as a model wants it where they reach beyond it. For any number of threads. */
final class FilledWindows {
    private final List<Voxels> channels;
    private final Fill fill;
    private final boolean ofSlices;
    /** Of each channel, once it was asked for. */
    private final float[] lowest;

    /** @param ofSlices whether slices go in, so that the lowest value is a slice's and not the volume's */
    FilledWindows(List<Voxels> channels, Fill fill, boolean ofSlices) {
        this.channels = channels;
        this.fill = fill;
        this.ofSlices = ofSlices;
        this.lowest = new float[channels.size()];
        Arrays.fill(lowest, Float.NaN);
    }

    /**
     * Reads a window.
     *
     * @param block may reach beyond the image, or lie beside it
     * @param room for this number of channels; those that the image does not have stay 0
     * @return channel after channel, each Z,Y,X
     */
    float[] read(Block block, int room) {
        if (room == 1) {
            return filled(0, block);
        }
        int voxels = block.voxels();
        float[] window = new float[Math.multiplyExact(voxels, room)];
        for (int channel = 0; channel < lowest.length; channel++) {
            System.arraycopy(filled(channel, block), 0, window, channel * voxels, voxels);
        }
        return window;
    }

    private float[] filled(int channel, Block block) {
        return FilledBlock.read(channels.get(channel), block, fill, () -> lowest(channel, block));
    }

    private float lowest(int channel, Block block) {
        Voxels voxels = channels.get(channel);
        return ofSlices ? lowest(voxels.read(voxels.plane(block.z()))) : lowest(channel);
    }

    private synchronized float lowest(int channel) {
        if (Float.isNaN(lowest[channel])) {
            lowest[channel] = Statistics.lowest(channels.get(channel));
        }
        return lowest[channel];
    }

    private static float lowest(float[] values) {
        float lowest = values[0];
        for (float value : values) {
            lowest = Math.min(lowest, value);
        }
        return lowest;
    }
}
