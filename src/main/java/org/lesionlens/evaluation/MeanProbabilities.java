package org.lesionlens.evaluation;

import java.util.HashMap;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;

/** The mean over the voxels of each number of a map. */
final class MeanProbabilities {
    private static final int NUMBERS = 65536;

    private MeanProbabilities() {}

    /**
     * Sums in one pass.
     *
     * @param probability on the grid of the numbers, 0 to 1
     * @return by number; without that of 0
     * @throws UnsuitableImageException if a value in a lesion is not of 0 to 1
     */
    static Map<Integer, Double> of(LabelMap numbers, Volume probability) {
        double[] sums = new double[NUMBERS];
        long[] voxels = new long[NUMBERS];
        Cursor<FloatType> value = Views.flatIterable(probability.voxels()).cursor();
        for (UnsignedShortType number : Views.flatIterable(numbers.voxels())) {
            float each = value.next().get();
            if (number.get() != 0) {
                sums[number.get()] += require(each);
                voxels[number.get()]++;
            }
        }
        Map<Integer, Double> means = new HashMap<>();
        for (int number = 1; number < NUMBERS; number++) {
            if (voxels[number] > 0) {
                means.put(number, sums[number] / voxels[number]);
            }
        }
        return means;
    }

    private static float require(float probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new UnsuitableImageException("the probability map beside the prediction has the value " + probability
                    + " in a lesion but must be 0 to 1: take it away, or save probabilities");
        }
        return probability;
    }
}
