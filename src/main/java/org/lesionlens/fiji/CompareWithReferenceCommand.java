package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.lesion.MetricsSummary;
import org.lesionlens.lesion.SegmentationMetrics;
import org.lesionlens.volume.LabelMap;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Two label images or masks: Dice, HD95, lesions found, missed and invented, and a picture of their agreement; frame by frame. */
@Plugin(type = Command.class, label = "Compare With Reference...", visible = false, headless = true)
public final class CompareWithReferenceCommand extends LesionCommand {
    private static final double SAME_PLACE_MM = 0.01;

    @Parameter(label = "Segmentation", persist = false)
    private ImagePlus prediction;

    @Parameter(label = "Reference", persist = false)
    private ImagePlus reference;

    @Parameter(label = "Picture of the agreement", persist = false)
    private boolean picture = true;

    @Parameter(label = "Table", persist = false)
    private boolean table = true;

    @Override
    Optional<Object> proposal(String key, Map<String, Object> chosen) {
        List<String> titles = CommandInput.openTitles();
        if (key.equals("prediction") && titles.size() < 2) {
            throw new IllegalArgumentException("two label images are compared but " + titles.size()
                    + " image is open: open the segmentation and the reference");
        }
        ImagePlus current = WindowManager.getCurrentImage();
        return switch (key) {
            case "prediction" -> Optional.ofNullable(current);
            case "reference" ->
                Arrays.stream(WindowManager.getIDList())
                        .mapToObj(WindowManager::getImage)
                        .filter(image -> image != current)
                        .<Object>map(image -> image)
                        .findFirst();
            default -> Optional.empty();
        };
    }

    @Override
    void requireFit() {
        if (prediction == reference) {
            throw new IllegalArgumentException("the image \"" + prediction.getTitle()
                    + "\" would be compared with itself: choose another one as its reference");
        }
        requireSamePlace(StackGrid.of(prediction), StackGrid.of(reference));
    }

    @Override
    List<Result> compute() throws IOException {
        StackGrid grid = StackGrid.of(reference);
        List<LabelMap> predicted = frames(prediction, grid);
        List<LabelMap> real = frames(reference, grid);
        List<Result> results = new ArrayList<>();
        String title = prediction.getTitle() + " and " + reference.getTitle();
        if (table) {
            results.add(new Result.Table("Comparison of " + title, rows(predicted, real, grid)));
        }
        if (picture) {
            results.add(new Result.Image(Agreement.image("Agreement of " + title, predicted, real, grid)));
        }
        return results;
    }

    private static List<LabelMap> frames(ImagePlus image, StackGrid grid) {
        return IntStream.rangeClosed(1, image.getNFrames())
                .mapToObj(frame -> FijiVolumes.readLabels(image, grid, frame))
                .toList();
    }

    /** An image without calibration is taken to have that of the other one. */
    private void requireSamePlace(StackGrid grid, StackGrid other) {
        other.requireSize(prediction, reference);
        if (prediction.getNFrames() != reference.getNFrames()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the image \"%s\" has %d frames but \"%s\" has %d: choose images of one source",
                    prediction.getTitle(),
                    prediction.getNFrames(),
                    reference.getTitle(),
                    reference.getNFrames()));
        }
        boolean calibrated = grid.geometry().calibrated() && other.geometry().calibrated();
        if (calibrated && !grid.hasSpacingOf(other)) {
            throw new IllegalArgumentException(
                    "the pixels of \"" + prediction.getTitle() + "\" measure " + grid.spacing() + " but those of \""
                            + reference.getTitle() + "\" " + other.spacing()
                            + ": choose images of one source, or mend the pixel size (Image > Properties...)");
        }
        boolean placed = grid.geometry().placed() && other.geometry().placed();
        if (placed && !grid.geometry().sameGrid(other.geometry(), SAME_PLACE_MM)) {
            throw new IllegalArgumentException("the images \"" + prediction.getTitle() + "\" and \""
                    + reference.getTitle() + "\" are of one size but lie in different places of the patient: choose"
                    + " images of one source");
        }
    }

    /** Units are those of {@link SegmentationMetrics}: mm if the reference is calibrated, else pixels. */
    private ResultsTable rows(List<LabelMap> predicted, List<LabelMap> real, StackGrid grid) {
        ResultsTable rows = LesionTable.empty();
        for (int i = 0; i < real.size(); i++) {
            SegmentationMetrics metrics = SegmentationMetrics.compare(predicted.get(i), real.get(i), 0);
            rows.incrementCounter();
            rows.addValue("segmentation", prediction.getTitle());
            rows.addValue("reference", reference.getTitle());
            if (real.size() > 1) {
                rows.addValue("frame", i + 1);
            }
            addMetrics(rows, metrics, grid.geometry().calibrated());
        }
        return rows;
    }

    /** What is not defined where a mask is empty has no number, as in {@code evaluate}; the note says why. */
    private static void addMetrics(ResultsTable row, SegmentationMetrics metrics, boolean calibrated) {
        boolean none = metrics.lesions() + metrics.predicted() == 0;
        row.addValue("dice", metrics.dice());
        row.addValue("iou", metrics.iou());
        row.addValue(calibrated ? "hd95_mm" : "hd95_pixels", metrics.hd95());
        row.addValue("lesions", metrics.lesions());
        row.addValue("predicted", metrics.predicted());
        row.addValue("found", metrics.found());
        row.addValue("missed", metrics.lesions() - metrics.found());
        row.addValue("invented", metrics.invented());
        row.addValue(
                "f1", none ? Double.NaN : MetricsSummary.of(List.of(metrics), 0).f1());
        if (none) {
            row.addValue("note", "both are empty: they agree, without a score");
        } else if (Double.isNaN(metrics.hd95())) {
            row.addValue("note", metrics.lesions() == 0 ? "the reference is empty" : "the segmentation is empty");
        }
    }
}
