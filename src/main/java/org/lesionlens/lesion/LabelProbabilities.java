package org.lesionlens.lesion;

import java.util.HashMap;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/** How probable the label of each lesion is: the mean over its voxels. */
public final class LabelProbabilities {
    private LabelProbabilities() {}

    /** A sum of so many voxels. */
    private static final class Sum {
        private double values;
        private long voxels;
    }

    /**
     * By the numbers of the lesions.
     *
     * @param labels which lesion each voxel belongs to
     * @param ofLabel the probability of the label that holds there
     */
    public static Map<Integer, Double> of(LabelMap labels, ProbabilityMap ofLabel) {
        Map<Integer, Sum> sums = new HashMap<>();
        Cursor<FloatType> value = Views.flatIterable(ofLabel.voxels()).cursor();
        for (UnsignedShortType label : Views.flatIterable(labels.voxels())) {
            value.fwd();
            if (label.get() != 0) {
                Sum sum = sums.computeIfAbsent(label.get(), number -> new Sum());
                sum.values += value.get().get();
                sum.voxels++;
            }
        }
        Map<Integer, Double> means = new HashMap<>();
        sums.forEach((number, sum) -> means.put(number, sum.values / sum.voxels));
        return means;
    }
}
