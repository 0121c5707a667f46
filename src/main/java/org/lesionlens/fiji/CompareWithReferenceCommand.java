package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.MetricsSummary;
import org.lesionlens.lesion.SegmentationMetrics;
import org.lesionlens.volume.LabelMap;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Two label images or masks: Dice, HD95, lesions found, missed and invented, and a picture of their agreement. */
@Plugin(type = Command.class, label = "Compare With Reference...", visible = false, headless = true)
public final class CompareWithReferenceCommand extends LesionCommand {
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
        return Optional.empty();
    }

    @Override
    List<Result> compute() throws IOException {
        StackGrid grid = StackGrid.of(reference);
        grid.requireSize(prediction, reference);
        LabelMap predicted = FijiVolumes.readLabels(prediction, grid, 1);
        LabelMap real = FijiVolumes.readLabels(reference, grid, 1);
        List<Result> results = new ArrayList<>();
        String title = prediction.getTitle() + " and " + reference.getTitle();
        if (table) {
            results.add(
                    new Result.Table("Comparison of " + title, row(SegmentationMetrics.compare(predicted, real, 0))));
        }
        if (picture) {
            results.add(new Result.Image(Agreement.image("Agreement of " + title, predicted, real, grid)));
        }
        return results;
    }

    /** Units are those of {@link SegmentationMetrics}: mm if the reference is calibrated, else pixels. */
    private ResultsTable row(SegmentationMetrics metrics) {
        boolean calibrated = StackGrid.of(reference).geometry().calibrated();
        ResultsTable row = LesionTable.empty();
        row.incrementCounter();
        row.addValue("segmentation", prediction.getTitle());
        row.addValue("reference", reference.getTitle());
        row.addValue("dice", metrics.dice());
        row.addValue("iou", metrics.iou());
        row.addValue(calibrated ? "hd95_mm" : "hd95_pixels", metrics.hd95());
        row.addValue("lesions", metrics.lesions());
        row.addValue("predicted", metrics.predicted());
        row.addValue("found", metrics.found());
        row.addValue("missed", metrics.lesions() - metrics.found());
        row.addValue("invented", metrics.invented());
        row.addValue("f1", MetricsSummary.of(List.of(metrics), 0).f1());
        return row;
    }
}
