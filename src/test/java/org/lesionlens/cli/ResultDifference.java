package org.lesionlens.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.Volume;

/**
 * How far the results of a case on two devices are apart.
 *
 * @param dice of the masks; 1 if both are empty, NaN if a mask is missing
 * @param probability the largest difference; NaN if one is missing
 */
record ResultDifference(double dice, double probability) {
    private static final List<String> MASKS = List.of("mask.nii.gz", "mask.png");
    private static final List<String> PROBABILITIES = List.of("probability.nii.gz", "probability.tif");

    static ResultDifference between(Path first, Path second) throws IOException {
        return new ResultDifference(dice(first, second), largestDifference(first, second));
    }

    private static Optional<Volume> read(Path folder, List<String> names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                return Optional.of(VolumeFiles.read(file, Optional.empty()).volume());
            }
        }
        return Optional.empty();
    }

    private static double dice(Path first, Path second) throws IOException {
        Optional<Volume> one = read(first, MASKS);
        Optional<Volume> other = read(second, MASKS);
        if (one.isEmpty() || other.isEmpty()) {
            return Double.NaN;
        }
        long both = 0;
        long sum = 0;
        Cursor<FloatType> found = Views.flatIterable(other.get().voxels()).cursor();
        for (FloatType expected : Views.flatIterable(one.get().voxels())) {
            boolean here = expected.get() > 0;
            boolean there = found.next().get() > 0;
            both += here && there ? 2 : 0;
            sum += (here ? 1 : 0) + (there ? 1 : 0);
        }
        return sum == 0 ? 1 : (double) both / sum;
    }

    private static double largestDifference(Path first, Path second) throws IOException {
        Optional<Volume> one = read(first, PROBABILITIES);
        Optional<Volume> other = read(second, PROBABILITIES);
        if (one.isEmpty() || other.isEmpty()) {
            return Double.NaN;
        }
        double largest = 0;
        Cursor<FloatType> found = Views.flatIterable(other.get().voxels()).cursor();
        for (FloatType expected : Views.flatIterable(one.get().voxels())) {
            largest = Math.max(
                    largest, Math.abs((double) expected.get() - found.next().get()));
        }
        return largest;
    }

    /** Missing numbers are null, which JSON has. */
    void into(ObjectNode node) {
        node.put("dice", Double.isNaN(dice) ? null : dice);
        node.put("largest_probability_difference", Double.isNaN(probability) ? null : probability);
    }
}
