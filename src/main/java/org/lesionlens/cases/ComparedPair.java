package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.FrameOfReference;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.CommonGrid;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A reference and its prediction, compared by their places in the patient, or why they cannot be.
 *
 * @param metrics empty if they cannot be compared
 * @param note what was done to compare them, or why they cannot be; empty if there is nothing to say
 */
public record ComparedPair(ReferencePair pair, Optional<CaseAgreement> metrics, String note) {
    /**
     * Reads both; what is wrong with this pair must not stop the others.
     *
     * @param output keeps the stack trace of a fault of the program
     */
    public static ComparedPair of(ReferencePair pair, double minimumLesion, Path output) {
        List<String> notes = new ArrayList<>();
        try {
            CaseAgreement metrics = compare(pair, minimumLesion, notes);
            return new ComparedPair(pair, Optional.of(metrics), String.join("; ", notes));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return new ComparedPair(pair, Optional.empty(), Errors.sentence(e, output));
        }
    }

    private static CaseAgreement compare(ReferencePair pair, double minimumLesion, List<String> notes)
            throws IOException {
        if (pair.prediction().isEmpty()) {
            LabelMap reference = reference(pair, Optional.empty(), notes);
            notes.add("there is no prediction: scored as an empty one");
            return agreement(pair, ComparedMasks.withoutPrediction(reference), minimumLesion);
        }
        try {
            CommonGrid common = together(pair, notes);
            notes.addAll(common.notes());
            return agreement(pair, ComparedMasks.of(common.prediction(), common.reference()), minimumLesion);
        } catch (UnsuitableImageException e) {
            throw new UnsuitableImageException(pair.prediction().get() + ": " + e.getMessage(), e);
        }
    }

    private static CaseAgreement agreement(ReferencePair pair, ComparedMasks masks, double minimumLesion) {
        return masks.compare(pair.name(), pair.name(), Comparison.of(minimumLesion));
    }

    /** Contours are put on the voxels of the other. */
    private static CommonGrid together(ReferencePair pair, List<String> notes) throws IOException {
        Path predicted = pair.prediction().orElseThrow();
        if (VolumeFiles.isContours(predicted) && !VolumeFiles.isContours(pair.reference())) {
            LabelMap reference = reference(pair, Optional.empty(), notes);
            requireOneSpace(pair);
            return CommonGrid.of(prediction(pair, Optional.of(reference.geometry()), notes), reference);
        }
        LabelMap prediction = prediction(pair, Optional.empty(), notes);
        requireOneSpace(pair);
        return CommonGrid.of(prediction, reference(pair, Optional.of(prediction.geometry()), notes));
    }

    private static void requireOneSpace(ReferencePair pair) throws IOException {
        FrameOfReference.requireOne(
                FrameOfReference.ofLabels(pair.prediction().orElseThrow()),
                FrameOfReference.ofLabels(pair.reference()));
    }

    private static LabelMap reference(ReferencePair pair, Optional<VolumeGeometry> grid, List<String> notes)
            throws IOException {
        return VolumeFiles.readLabels(pair.reference(), grid, warning -> notes.add("reference: " + warning));
    }

    private static LabelMap prediction(ReferencePair pair, Optional<VolumeGeometry> grid, List<String> notes)
            throws IOException {
        Path predicted = pair.prediction().orElseThrow();
        return VolumeFiles.readLabels(predicted, grid, warning -> notes.add("prediction: " + warning));
    }
}
