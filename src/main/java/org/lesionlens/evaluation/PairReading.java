package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.io.FrameOfReference;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.CommonGrid;
import org.lesionlens.metric.Comparison;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/** Reads the masks of a pair and brings them onto one grid, or the boxes. */
final class PairReading {
    private static final String REFERENCE = "reference";
    private static final String PREDICTION = "prediction";

    private final ReferencePair pair;
    private final List<KindLabel> kinds;
    private final List<String> notes;
    private Optional<String> unscored = Optional.empty();
    private List<Integer> oddValues = List.of();
    private Optional<BoxSidecar> said = Optional.empty();

    /** @param notes gets what was decided that a user may want to know, a sentence each */
    PairReading(ReferencePair pair, List<KindLabel> kinds, List<String> notes) {
        this.pair = pair;
        this.kinds = kinds;
        this.notes = notes;
    }

    List<String> notes() {
        return notes;
    }

    /** Why the lesions of the prediction have no scores; empty if they have. */
    Optional<String> unscored() {
        return unscored;
    }

    /** What the sidecar of predicted boxes says; empty if there is none. */
    Optional<BoxSidecar> said() {
        return said;
    }

    /** The values of the reference that a reader of the figures should know of. */
    List<Integer> oddValues() {
        return oddValues;
    }

    /** The two masks on one grid; nothing predicted is an empty one. */
    MaskPair masks() throws IOException {
        Path file = pair.reference().file();
        if (pair.prediction().isEmpty()) {
            noteMissing();
            LabelMap reference = measured(reference(file, Optional.empty()));
            LabelMap nothing = LabelMap.allocate(reference.geometry());
            return new MaskPair(new Prediction(nothing, Map.of(), Map.of(), Optional.empty()), reference, kinds);
        }
        Path predicted = pair.prediction().get();
        try {
            MaskPair together = together(predicted, file);
            oddValues = MaskPair.oddValues(together.reference(), kinds);
            return together;
        } catch (UnsuitableImageException e) {
            throw new UnsuitableImageException(predicted + ": " + e.getMessage(), e);
        }
    }

    private void noteMissing() {
        notes.add("there is no prediction: scored as an empty one");
    }

    /** Contours are put on the voxels of the other. */
    private MaskPair together(Path predicted, Path file) throws IOException {
        if (VolumeFiles.isContours(predicted) && !VolumeFiles.isContours(file)) {
            LabelMap reference = reference(file, Optional.empty());
            requireOneSpace(predicted, file);
            return onOneGrid(read(Optional.of(reference.geometry())), reference);
        }
        Prediction prediction = read(Optional.empty());
        requireOneSpace(predicted, file);
        return onOneGrid(
                prediction, reference(file, Optional.of(prediction.numbers().geometry())));
    }

    private MaskPair onOneGrid(Prediction prediction, LabelMap reference) throws IOException {
        CommonGrid common = CommonGrid.of(prediction.numbers(), reference);
        notes.addAll(common.notes());
        return new MaskPair(prediction.with(measured(common.prediction())), measured(common.reference()), kinds);
    }

    /** A mask as it is measured, with a note where that is not as its file says: frames in time have no depth. */
    private LabelMap measured(LabelMap mask) throws IOException {
        if (mask.geometry().size(2) == 1 || !pair.isOfSequence()) {
            return mask;
        }
        String which = pair.prediction().isPresent()
                ? "the prediction is of a sequence in time (" + CaseFolder.SIDECAR + ")"
                : "other predictions are of sequences in time, and so this one would be";
        String note =
                which + ", whose frames are compared as slices: sizes are in voxels, distances in pixels and reach"
                        + " through time, and there are no ml";
        if (!notes.contains(note)) {
            notes.add(note);
        }
        return new LabelMap(mask.voxels(), mask.geometry().withoutDepth());
    }

    private static void requireOneSpace(Path predicted, Path file) throws IOException {
        FrameOfReference.requireOne(FrameOfReference.ofLabels(predicted), FrameOfReference.ofLabels(file));
    }

    private LabelMap reference(Path file, Optional<VolumeGeometry> grid) throws IOException {
        return VolumeFiles.readLabels(file, grid, warning -> notes.add(REFERENCE + ": " + warning));
    }

    /** Both sides as boxes, at least one of which are none of a mask. */
    BoxComparison boxes(BoxPredictions tables, Comparison how) throws IOException {
        BoxSide predicted = predictedBoxes(tables, how);
        if (pair.reference() instanceof Reference.Boxes boxes) {
            if (boxes.planar() && !predicted.inOneSlice()) {
                throw new UnsuitableImageException(
                        boxes.file() + " has no z but the prediction has boxes in other slices than"
                                + " the first: give the columns z_min and z_max");
            }
            BoxSide real = BoxSide.of(REFERENCE, boxes.file(), boxes.boxes());
            return new BoxComparison(real, predicted, boxes.planar(), said.flatMap(BoxSidecar::voxel));
        }
        LabelMap mask = reference(pair.reference().file(), Optional.empty());
        oddValues = MaskPair.oddValues(mask, kinds);
        Prediction real = Prediction.ofValues(mask, kinds, Optional.empty());
        BoxSide boxes = BoxSide.of(REFERENCE, pair.reference().file(), real, kinds, how);
        return new BoxComparison(boxes, predicted, false, Optional.empty());
    }

    private BoxSide predictedBoxes(BoxPredictions tables, Comparison how) throws IOException {
        if (pair.prediction().isEmpty()) {
            noteMissing();
            return BoxSide.of(PREDICTION, pair.reference().file(), List.of());
        }
        Path file = pair.prediction().get();
        if (!pair.predictsBoxes()) {
            Prediction mask = read(Optional.empty());
            return BoxSide.of(PREDICTION, file, mask.with(measured(mask.numbers())), kinds, how);
        }
        BoxSide predicted = BoxSide.of(PREDICTION, file, tables.of(pair, kinds, notes));
        said = BoxSidecar.of(pair);
        said.ifPresent(sidecar -> notes.addAll(sidecar.notes()));
        return predicted;
    }

    private Prediction read(Optional<VolumeGeometry> grid) throws IOException {
        Prediction read =
                new PredictionReading(pair, kinds, grid).read(warning -> notes.add(PREDICTION + ": " + warning));
        unscored = read.unscored();
        return read;
    }
}
