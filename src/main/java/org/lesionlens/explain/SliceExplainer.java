package org.lesionlens.explain;

import java.util.Optional;
import java.util.OptionalInt;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/**
 * A volume in which lesions were found, whose slices can be explained: it is prepared once for each network, however many
 * slices follow. For one thread at a time.
 */
public final class SliceExplainer {
    private final OnnxModel segmenter;
    private final Optional<OnnxModel> classifier;
    private final Volume volume;
    private final LabelMap labels;
    private final double threshold;
    private final PreparedSlices slices;
    private PreparedSlices slicesOfClassifier;

    /**
     * Prepares a volume, which must not change from then on.
     *
     * @param segmenter stays the caller's to close, after the last map
     * @param classifier likewise; empty for no class maps
     * @param labels the lesions, on the volume's grid
     * @param threshold least probability of a lesion
     * @throws org.lesionlens.volume.UnsuitableImageException if the volume is constant or not finite
     * @throws UnsuitableModelException if the segmenter sees several channels together
     */
    public SliceExplainer(
            OnnxModel segmenter, Optional<OnnxModel> classifier, Volume volume, LabelMap labels, double threshold) {
        requireOneChannel(segmenter.description());
        this.segmenter = segmenter;
        this.classifier = classifier;
        this.volume = volume;
        this.labels = labels;
        this.threshold = threshold;
        this.slices = new PreparedSlices(volume, segmenter.description());
    }

    /** @throws UnsuitableModelException if a model sees several channels together, which are not explained */
    public static void requireOneChannel(Model segmenter) {
        if (segmenter.channels().size() > 1) {
            throw new UnsuitableModelException("the model " + segmenter.shownName() + " sees "
                    + segmenter.channels().size()
                    + " channels together, which are not explained: choose a model of one");
        }
    }

    /**
     * Runs the networks on a slice, and on the lesion that fills most of it.
     *
     * @param index of the slice, in stored order
     * @throws UnsuitableModelException if a model is for another task, or sees no whole slices
     * @throws IllegalArgumentException if there is no such slice
     */
    public ExplanationMaps maps(long index) {
        SliceExplanation slice = SliceExplanation.of(segmenter, slices, index);
        OptionalInt lesion = ExplanationMaps.largestLesion(labels, index);
        Optional<ClassActivation> classes = classifier
                .filter(model -> lesion.isPresent())
                .map(model -> ClassActivation.of(model, slicesOf(model), labels, index, lesion.getAsInt()));
        return new ExplanationMaps(segmenter, slice, labels, classes, threshold);
    }

    private PreparedSlices slicesOf(OnnxModel model) {
        if (slicesOfClassifier == null) {
            slicesOfClassifier = new PreparedSlices(volume, model.description());
        }
        return slicesOfClassifier;
    }
}
