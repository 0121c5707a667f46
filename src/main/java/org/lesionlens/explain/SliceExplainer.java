package org.lesionlens.explain;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;
import org.lesionlens.inference.BoxInput;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PreparedBox;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.inference.SeenSlice;
import org.lesionlens.inference.SliceInput;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;

/**
 * An image in which lesions were found, whose slices can be explained: it is prepared once for each network, however many
 * slices follow. For one thread at a time.
 */
public final class SliceExplainer {
    private final OnnxModel segmenter;
    private final Optional<OnnxModel> classifier;
    private final Image image;
    private final LabelMap labels;
    private final double threshold;
    private final LongFunction<SeenSlice> slices;
    private PreparedSlices slicesOfClassifier;

    /**
     * Prepares an image, which must not change from then on.
     *
     * @param segmenter stays the caller's to close, after the last map
     * @param classifier likewise; empty for no class maps
     * @param image of the segmenter's channels; the classifier sees the first one
     * @param labels the lesions, on the image's grid
     * @param threshold least probability of a lesion
     * @throws org.lesionlens.volume.UnsuitableImageException if the image lacks a channel, is constant or not finite
     * @throws UnsuitableModelException if the segmenter does not see slices as they are shown
     */
    public SliceExplainer(
            OnnxModel segmenter, Optional<OnnxModel> classifier, Image image, LabelMap labels, double threshold) {
        requireExplained(segmenter.description());
        this.segmenter = segmenter;
        this.classifier = classifier;
        this.image = image;
        this.labels = labels;
        this.threshold = threshold;
        PreparedSlices prepared = new PreparedSlices(image, segmenter.description());
        this.slices = slice -> SliceInput.of(prepared, slice);
    }

    /**
     * Prepares an image in which a user drew a box, likewise. There are no class maps.
     *
     * @param labels what was found in the box
     * @throws org.lesionlens.volume.UsageException if the segmenter takes no box
     */
    public SliceExplainer(OnnxModel segmenter, Image image, LabelMap labels, Box box) {
        this.segmenter = segmenter;
        this.classifier = Optional.empty();
        this.image = image;
        this.labels = labels;
        this.threshold = segmenter.description().settings().orElseThrow().threshold();
        PreparedBox prepared = new PreparedBox(image, segmenter.description(), box);
        this.slices = slice -> BoxInput.of(prepared, slice);
    }

    /**
     * Looks whether what a segmenter saw can be explained without a box.
     *
     * @throws UnsuitableModelException if it looks round boxes
     */
    public static void requireExplained(Model segmenter) {
        if (segmenter.isPrompted()) {
            throw new UnsuitableModelException("the model " + segmenter.shownName()
                    + " looks round the boxes of a user, of which only the command line has maps (explain with --box): use"
                    + " that, or explain what a model without a prompt sees");
        }
    }

    /**
     * Runs the networks on a slice, and on the lesion that fills most of it.
     *
     * @param index of the slice, in stored order
     * @throws UnsuitableModelException if a model is for another task, or sees no whole slices
     * @throws org.lesionlens.volume.UsageException if the slice does not pass what the segmenter saw round a box
     * @throws IllegalArgumentException if there is no such slice
     */
    public ExplanationMaps maps(long index) {
        SliceExplanation slice = SliceExplanation.of(segmenter, slices.apply(index));
        OptionalInt lesion = ExplanationMaps.largestLesion(labels, index);
        Optional<ClassActivation> classes = classifier
                .filter(model -> lesion.isPresent())
                .map(model -> ClassActivation.of(model, slicesOf(model), labels, index, lesion.getAsInt()));
        return new ExplanationMaps(segmenter, slice, labels, classes, threshold);
    }

    private PreparedSlices slicesOf(OnnxModel model) {
        if (slicesOfClassifier == null) {
            slicesOfClassifier = new PreparedSlices(image.first(), model.description());
        }
        return slicesOfClassifier;
    }
}
