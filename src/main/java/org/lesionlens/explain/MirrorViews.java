package org.lesionlens.explain;

import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.SliceInput;
import org.lesionlens.volume.Volume;

/**
 * How sure a segmenter is of a slice: it is asked twice, the second time with left and right exchanged (test-time
 * augmentation, Wang et al. 2019, arXiv 1807.07356). Immutable.
 */
final class MirrorViews {
    private final SliceInput input;
    private final float[] straight;
    private final float[] mirrored;

    private interface Combination {
        double of(double straight, double mirrored);
    }

    private MirrorViews(SliceInput input, float[] straight, float[] mirrored) {
        this.input = input;
        this.straight = straight;
        this.mirrored = mirrored;
    }

    /** Runs the network on a slice and on its mirror image. */
    static MirrorViews of(OnnxModel segmenter, SliceInput input) {
        float[] straight = input.probability(segmenter, input.pixels());
        float[] mirrored = input.probability(segmenter, input.mirrored(input.pixels()));
        return new MirrorViews(input, straight, input.mirrored(mirrored));
    }

    /** The mean probability of both views, 0 to 1. */
    Explanation mean() {
        return Explanation.share(MapKind.MIRROR_MEAN, combined((a, b) -> (a + b) / 2));
    }

    /** The standard deviation of both views' probabilities, 0 to 0.5. */
    Explanation deviation() {
        return new Explanation(MapKind.MIRROR_DEVIATION, combined((a, b) -> Math.abs(a - b) / 2), 0, 0.5);
    }

    /** The entropy of the mean probability in nat, 0 (sure) to log 2. */
    Explanation entropy() {
        Volume map = combined((a, b) -> entropy((a + b) / 2));
        return new Explanation(MapKind.MIRROR_ENTROPY, map, 0, Math.log(2));
    }

    private static double entropy(double p) {
        return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    }

    /**
     * The share of a lesion's pixels that both views call lesion: 1 if they agree on all of it.
     *
     * @param lesion above 0 inside, on the slice's grid
     * @param threshold least probability of a lesion
     * @return NaN if the lesion is empty
     */
    double stability(Volume lesion, double threshold) {
        Cursor<FloatType> least =
                Views.flatIterable(combined(Math::min).voxels()).cursor();
        int pixels = 0;
        int stable = 0;
        for (FloatType voxel : Views.flatIterable(lesion.voxels())) {
            boolean agreed = least.next().get() >= threshold;
            pixels += voxel.get() > 0 ? 1 : 0;
            stable += voxel.get() > 0 && agreed ? 1 : 0;
        }
        return (double) stable / pixels;
    }

    private Volume combined(Combination combination) {
        float[] values = new float[straight.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) combination.of(straight[i], mirrored[i]);
        }
        return input.onSlice(values, input.width(), input.height());
    }
}
