package org.lesionlens.pipeline;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalDouble;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/** How much a mask depends on its threshold: what hardly changes by a little more or less is what a network is sure of. */
public final class ThresholdStability {
    /** How far both thresholds lie from the one of the analysis. */
    public static final double STEP = 0.1;

    private static final double ROUNDING = 1e-9;

    private ThresholdStability() {}

    /**
     * Dice of the masks {@value #STEP} below and above the threshold of an analysis, both without lesions that are too small or
     * too flat by its settings; 0 to 1, and 1 if both are empty.
     *
     * @return empty where the probability does not say all (of a model that tells several labels apart, gives labels only, or had
     *     boxes), and where a threshold would not lie between 0 and 1
     */
    public static OptionalDouble dice(LesionAnalysis analysis, Model segmenter) {
        Optional<ProbabilityMap> probability = analysis.probability();
        double threshold = analysis.settings().leastProbability();
        boolean isKnown = probability.isPresent()
                && analysis.prompts().isEmpty()
                && segmenter.labels().size() == 1
                && threshold - STEP > ROUNDING
                && threshold + STEP < 1 - ROUNDING;
        if (!isKnown) {
            return OptionalDouble.empty();
        }
        BitSet[] high = slices(mask(probability.get(), analysis.settings(), threshold + STEP, segmenter));
        return OptionalDouble.of(dice(mask(probability.get(), analysis.settings(), threshold - STEP, segmenter), high));
    }

    private static LabelMap mask(
            ProbabilityMap probability, AnalysisSettings settings, double threshold, Model segmenter) {
        AnalysisSettings other = new AnalysisSettings(
                threshold,
                settings.minVolumeMl(),
                settings.minAreaMm2(),
                settings.minAreaPixels(),
                settings.maxFlatness(),
                settings.mirror());
        return SegmentedLesions.labels(probability, segmenter, other);
    }

    /** A bit a voxel for each slice, so that no two masks are in memory at once. */
    private static BitSet[] slices(LabelMap mask) {
        BitSet[] slices = new BitSet[(int) mask.geometry().size(2)];
        for (int z = 0; z < slices.length; z++) {
            slices[z] = new BitSet();
            int voxel = 0;
            for (UnsignedShortType label : Views.flatIterable(Views.hyperSlice(mask.voxels(), 2, z))) {
                if (label.get() != 0) {
                    slices[z].set(voxel);
                }
                voxel++;
            }
        }
        return slices;
    }

    private static double dice(LabelMap low, BitSet... high) {
        long inLow = 0;
        long inHigh = 0;
        long both = 0;
        for (int z = 0; z < high.length; z++) {
            int voxel = 0;
            for (UnsignedShortType label : Views.flatIterable(Views.hyperSlice(low.voxels(), 2, z))) {
                boolean isLow = label.get() != 0;
                inLow += isLow ? 1 : 0;
                both += isLow && high[z].get(voxel) ? 1 : 0;
                voxel++;
            }
            inHigh += high[z].cardinality();
        }
        return inLow + inHigh == 0 ? 1 : 2.0 * both / (inLow + inHigh);
    }
}
