package org.lesionlens.fiji.explorer;

import ij.ImagePlus;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.fiji.image.FoundLesions;
import org.lesionlens.fiji.image.PixelPrints;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.Sequence;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;

/**
 * A copy of one frame of an image with those that a model sees before and after it.
 *
 * @param shown the frame alone
 * @param around the frames that are seen with it, and it; the same of a model that sees each frame by itself
 */
public record SeenFrame(SourceImage shown, SourceImage around) {
    /**
     * Copies some channels.
     *
     * @param frame from 1; 0 for the one that is shown
     * @throws org.lesionlens.volume.UserMessageException as {@link SourceImage#of}, and if a model that sees several frames would not
     *     see pictures
     */
    public static SeenFrame of(ImagePlus image, SourceImage.Channels channels, int frame, Model segmenter) {
        if (Sequence.isSeenBy(segmenter) && image.getNFrames() > 1) {
            StackSuitability.requireFlatFrames(image, segmenter);
        }
        int number = frame == 0 ? image.getT() : frame;
        SourceImage around = FoundLesions.source(image, channels, number, segmenter);
        return new SeenFrame(around.images().size() == 1 ? around : around.only(number), around);
    }

    /** The analysis that the image was given of the frame; empty if these very voxels of all frames that are seen were not analysed. */
    public Optional<LesionAnalysis> known(ImagePlus image, Model segmenter) {
        boolean areOthersKnown = isAlone()
                || IntStream.range(0, around.images().size())
                        .mapToObj(index -> around.only(around.firstFrame() + index))
                        .allMatch(
                                each -> FoundLesions.of(image, each, segmenter).isPresent());
        return areOthersKnown ? FoundLesions.of(image, shown, segmenter) : Optional.empty();
    }

    /** Tells whether the frame, or one of those that are seen with it, is changed. */
    public PixelPrints prints(ImagePlus image, SourceImage.Channels channels) {
        return PixelPrints.of(image, channels, shown.firstFrame(), around);
    }

    /** Whether the model sees the frame without others. */
    public boolean isAlone() {
        return around.images().size() == 1;
    }

    /** What the model sees, with time as its third axis where it sees several frames. */
    public Image image() {
        return isAlone() ? around.images().get(0) : Sequence.joined(around.images());
    }

    /** What is added to a slice of the frame, from 0, in what the model sees. */
    public int place() {
        return shown.firstFrame() - around.firstFrame();
    }

    /** Finds the lesions of the frame. */
    public LesionAnalysis analyze(LesionPipeline pipeline, AnalysisSettings settings, Progress progress) {
        LesionAnalysis found = pipeline.analyze(image(), settings, progress);
        return isAlone() ? found : Sequence.apart(found, around.volumes()).get(place());
    }

    /** Labels of the frame in what the model sees; of the other frames they say nothing. */
    public LabelMap labels(LabelMap ofFrame) {
        return isAlone() ? ofFrame : Sequence.inAll(ofFrame, around.images().size());
    }
}
