package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.model.Suitability;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Block;

/** How unlike those of the training the slices of an image are, as a network that sees them whole tells. For one thread. */
final class SliceDistances {
    private final OnnxModel model;
    private final SliceWindow window;
    private final List<Slice> slices = new ArrayList<>();

    /** @param deviation how much a slice varies */
    private record Slice(double distance, double deviation) {}

    SliceDistances(OnnxModel model, SliceWindow window) {
        this.model = model;
        this.window = window;
    }

    /**
     * Takes in a slice.
     *
     * @param told of the windows that went in together; nothing where the model does not know its training
     * @param seen the window, of all channels
     */
    void add(Optional<Tensor> told, int index, float[] seen) {
        if (told.isPresent()) {
            Suitability usual = model.suitability().orElseThrow();
            slices.add(new Slice(usual.distance(features(told.get(), index, usual)), deviation(window.cut(seen))));
        }
    }

    /** The mean of each channel over the cells whose middle lies in the slice. */
    private double[] features(Tensor level, int index, Suitability usual) {
        long[] shape = level.shape();
        int channels = usual.mean().size();
        if (shape.length != 4 || shape[1] != channels || shape[2] < 1 || shape[3] < 1) {
            throw new UnsuitableModelException("the output " + usual.output() + " of the model "
                    + model.description().shownName() + " has the shape " + Arrays.toString(shape)
                    + " but the file of its suitability is for " + channels + " channels: install the model again");
        }
        int width = (int) shape[3];
        int height = (int) shape[2];
        Block content = window.content();
        int[] columns = cells(width, window.width(), content.x(), content.width());
        int[] rows = cells(height, window.height(), content.y(), content.height());
        double[] features = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            for (int row = rows[0]; row < rows[1]; row++) {
                for (int column = columns[0]; column < columns[1]; column++) {
                    features[channel] += level.values()[((index * channels + channel) * height + row) * width + column];
                }
            }
            features[channel] /= (rows[1] - rows[0]) * (columns[1] - columns[0]);
        }
        return features;
    }

    /** First and end of the cells along an axis whose middle lies in the slice; where there is none, that of its middle. */
    private static int[] cells(int count, int side, int first, int length) {
        double cell = (double) side / count;
        int start = (int) Math.ceil(first / cell - 0.5);
        int end = (int) Math.ceil((first + length) / cell - 0.5);
        int middle = (int) ((first + length / 2.0) / cell);
        return end > start ? new int[] {start, end} : new int[] {middle, middle + 1};
    }

    private static double deviation(float[] values) {
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

    /** The median over the half of the slices that vary most; empty if nothing was told. */
    OptionalDouble middle() {
        if (slices.isEmpty()) {
            return OptionalDouble.empty();
        }
        double least = median(slices.stream().mapToDouble(Slice::deviation).toArray());
        return OptionalDouble.of(median(slices.stream()
                .filter(slice -> slice.deviation() >= least)
                .mapToDouble(Slice::distance)
                .toArray()));
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
