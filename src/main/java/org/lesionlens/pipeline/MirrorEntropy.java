package org.lesionlens.pipeline;

import java.util.OptionalDouble;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * How unsure a segmenter is of the lesions that it found when it saw the image mirrored too: what it calls lesion in one view and not
 * in the other has a mean probability near one half (test-time augmentation, Wang et al. 2019, arXiv 1807.07356).
 */
public final class MirrorEntropy {
    private MirrorEntropy() {}

    /**
     * The mean, over all voxels of lesions, of the entropy of the probability that all views gave together; in nat, 0 (sure) to log 2.
     *
     * @return empty without mirrored views, of a model that gives labels only, and where there is no lesion
     */
    public static OptionalDouble ofLesions(LesionAnalysis analysis) {
        if (!analysis.settings().mirror() || analysis.probability().isEmpty()) {
            return OptionalDouble.empty();
        }
        Cursor<UnsignedShortType> label =
                Views.flatIterable(analysis.labels().voxels()).cursor();
        double sum = 0;
        long count = 0;
        for (FloatType probability :
                Views.flatIterable(analysis.probability().get().voxels())) {
            if (label.next().get() != 0) {
                sum += entropy(probability.get());
                count++;
            }
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }

    private static double entropy(double p) {
        return p > 0 && p < 1 ? -p * Math.log(p) - (1 - p) * Math.log(1 - p) : 0;
    }
}
