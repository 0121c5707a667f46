package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.model.Suitability;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Block;

/**
 * How unlike those of the training the windows of an image are: slices or volumes that a network sees whole, or tiles, in two or
 * three dimensions. What lies beyond the image counts nowhere. For one thread.
 */
final class WindowDistances {
    private final OnnxModel model;
    private final int[] sides;
    /** Channels that show what the answer is of; the others show neighbours of it. */
    private final int[] own;

    private final List<Seen> windows = new ArrayList<>();

    /** @param deviation how much the image varies in a window */
    private record Seen(double distance, double deviation) {}

    /** @param sides of a window along x, y, z */
    WindowDistances(OnnxModel model, int... sides) {
        this.model = model;
        this.sides = sides.clone();
        this.own = NeighbourPlanes.own(model.description());
    }

    /**
     * Takes in a window.
     *
     * @param told of the windows that went in together; nothing where the model does not know its training
     * @param content the part of the window that is image
     * @param window what went in, of all channels
     */
    void add(Optional<Tensor> told, int index, Block content, float[] window) {
        if (told.isPresent()) {
            add(told, index, content, deviation(window, content));
        }
    }

    /** The same of a window of which it is known how much the image varies in it. */
    void add(Optional<Tensor> told, int index, Block content, double deviation) {
        if (told.isPresent()) {
            Suitability usual = model.suitability().orElseThrow();
            windows.add(new Seen(usual.distance(features(told.get(), index, content, usual)), deviation));
        }
    }

    /** The mean of each channel over the cells whose middle lies in the image. */
    private double[] features(Tensor level, int index, Block content, Suitability usual) {
        int channels = usual.mean().size();
        int[] counts = counts(level.shape(), channels, usual);
        int[] columns = cells(counts[0], sides[0], content.x(), content.width());
        int[] rows = cells(counts[1], sides[1], content.y(), content.height());
        int[] planes = cells(counts[2], sides[2], content.z(), content.depth());
        double[] features = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            for (int plane = planes[0]; plane < planes[1]; plane++) {
                for (int row = rows[0]; row < rows[1]; row++) {
                    int at = (((index * channels + channel) * counts[2] + plane) * counts[1] + row) * counts[0];
                    for (int column = columns[0]; column < columns[1]; column++) {
                        features[channel] += level.values()[at + column];
                    }
                }
            }
            features[channel] /= (double) (planes[1] - planes[0]) * (rows[1] - rows[0]) * (columns[1] - columns[0]);
        }
        return features;
    }

    /** The cells of a level along x, y, z. */
    private int[] counts(long[] shape, int channels, Suitability usual) {
        int dimensions = model.description().network().window().dimensions();
        boolean fits = shape.length == 2 + dimensions && shape[1] == channels;
        if (!fits || Arrays.stream(shape).anyMatch(size -> size < 1)) {
            throw new UnsuitableModelException("the output " + usual.output() + " of the model "
                    + model.description().shownName() + " has the shape " + Arrays.toString(shape)
                    + " but the file of its suitability is for " + channels + " channels in " + dimensions
                    + " dimensions: install the model again");
        }
        int last = shape.length - 1;
        return new int[] {(int) shape[last], (int) shape[last - 1], dimensions == 2 ? 1 : (int) shape[last - 2]};
    }

    /** First and end of the cells along an axis whose middle lies in the image; where there is none, that of its middle. */
    private static int[] cells(int count, int side, int first, int length) {
        double cell = (double) side / count;
        int start = (int) Math.ceil(first / cell - 0.5);
        int end = (int) Math.ceil((first + length) / cell - 0.5);
        int middle = (int) ((first + length / 2.0) / cell);
        return end > start ? new int[] {start, end} : new int[] {middle, middle + 1};
    }

    /** How much the image varies in a window, neighbours left out. */
    double deviation(float[] window, Block content) {
        return deviation(cut(window, content));
    }

    /** What of a window is image, of each channel of its own. */
    private float[] cut(float[] window, Block content) {
        int voxels = sides[0] * sides[1] * sides[2];
        float[] image = new float[own.length * content.voxels()];
        int to = 0;
        for (int channel : own) {
            for (int z = content.z(); z < content.z() + content.depth(); z++) {
                for (int y = content.y(); y < content.y() + content.height(); y++) {
                    int from = channel * voxels + (z * sides[1] + y) * sides[0] + content.x();
                    System.arraycopy(window, from, image, to, content.width());
                    to += content.width();
                }
            }
        }
        return image;
    }

    /** How much numbers vary. */
    static double deviation(float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }

    /** The median over the half of the windows that vary most; empty if nothing was told. */
    OptionalDouble middle() {
        return middle(List.of(this));
    }

    /** The same over windows of several sizes. */
    static OptionalDouble middle(List<WindowDistances> sizes) {
        List<Seen> windows =
                sizes.stream().flatMap(size -> size.windows.stream()).toList();
        if (windows.isEmpty()) {
            return OptionalDouble.empty();
        }
        double least = median(windows.stream().mapToDouble(Seen::deviation).toArray());
        return OptionalDouble.of(median(windows.stream()
                .filter(window -> window.deviation() >= least)
                .mapToDouble(Seen::distance)
                .toArray()));
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
