package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.FrameOfReference;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.CommonGrid;
import org.lesionlens.metric.SegmentationMetrics;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * A reference and its prediction, compared by their places in the patient, or why they cannot be.
 *
 * @param metrics empty if they cannot be compared
 * @param note what was done to compare them, or why they cannot be; empty if there is nothing to say
 */
public record ComparedPair(ReferencePair pair, Optional<SegmentationMetrics> metrics, String note) {
    /**
     * Reads both; what is wrong with this pair must not stop the others.
     *
     * @param output keeps the stack trace of a fault of the program
     */
    public static ComparedPair of(ReferencePair pair, double minimumLesion, Path output) {
        List<String> notes = new ArrayList<>();
        try {
            SegmentationMetrics metrics = compare(pair, minimumLesion, notes);
            return new ComparedPair(pair, Optional.of(metrics), String.join("; ", notes));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return new ComparedPair(pair, Optional.empty(), Errors.sentence(e, output));
        }
    }

    private static SegmentationMetrics compare(ReferencePair pair, double minimumLesion, List<String> notes)
            throws IOException {
        LabelMap reference = VolumeFiles.readLabels(pair.reference(), warning -> notes.add("reference: " + warning));
        if (pair.prediction().isEmpty()) {
            notes.add("there is no prediction: scored as an empty one");
            return SegmentationMetrics.withoutPrediction(reference, minimumLesion);
        }
        LabelMap prediction =
                VolumeFiles.readLabels(pair.prediction().get(), warning -> notes.add("prediction: " + warning));
        try {
            FrameOfReference.requireOne(
                    FrameOfReference.ofLabels(pair.prediction().get()), FrameOfReference.ofLabels(pair.reference()));
            CommonGrid common = CommonGrid.of(prediction, reference);
            notes.addAll(common.notes());
            return SegmentationMetrics.compare(common.prediction(), common.reference(), minimumLesion);
        } catch (UnsuitableImageException e) {
            throw new UnsuitableImageException(pair.prediction().get() + ": " + e.getMessage(), e);
        }
    }
}
