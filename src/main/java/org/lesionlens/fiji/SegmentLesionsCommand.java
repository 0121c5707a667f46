package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.image.FoundLesions;
import org.lesionlens.fiji.image.LesionsOverTime;
import org.lesionlens.fiji.image.RoiZip;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.result.ShownCase;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.volume.Box;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Finds the lesions of an image, measures and classifies them.
 *
 * <p>Every frame is a volume of its own, unless one is chosen. A selection on the image is the region of interest: only
 * what lies inside counts. For a model with a prompt it is the box round the finding, or the middle of that.
 */
@Plugin(
        type = Command.class,
        label = "Segment Lesions...",
        description = "tumor, tumour, nodule, mass",
        visible = false,
        headless = true)
public final class SegmentLesionsCommand extends SegmentingCommand {
    @Parameter(label = "Label image", persist = false)
    private boolean labels = true;

    @Parameter(label = "Lesions on the image", persist = false)
    private boolean outlines = true;

    @Parameter(label = "ROI Manager", persist = false)
    private boolean rois;

    @Parameter(label = "ROI zip (path)", required = false, persist = false)
    private File roizip;

    @Parameter(label = "Probability image", persist = false)
    private boolean probability;

    @Parameter(label = "List of lesions", persist = false)
    private boolean table = true;

    @Parameter(label = "Lesions over time", persist = false)
    private boolean overtime = true;

    @Parameter(label = "Classify the lesions", persist = false)
    private boolean classify = true;

    /** The label image, for scripts that run the command through SciJava. */
    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus labelimage;

    /** The table, likewise. */
    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable lesiontable;

    /** The lesions of each frame, likewise; none of an image with one frame. */
    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable timetable;

    @Override
    protected String heading(String key) {
        return List.of("labels", "outlines", "rois", "roizip", "probability", "table", "overtime", "classify")
                        .contains(key)
                ? "Results"
                : super.heading(key);
    }

    @Override
    protected boolean isAsked(String key) {
        return key.equals("overtime")
                ? image.getNFrames() > 1 || image.getNSlices() > 1 && offered().hasSequences()
                : super.isAsked(key);
    }

    /** Slices are frames only for a model that sees them so. */
    @Override
    protected boolean isNeeded(String key, Map<String, Object> chosen) throws IOException {
        return key.equals("overtime")
                ? image.getNFrames() > 1 || offered().isOfSequences(segmenter(chosen))
                : super.isNeeded(key, chosen);
    }

    @Override
    protected void requireFit() throws IOException {
        super.requireFit();
        if (roizip != null) {
            RoiZip.requireName(roizip.toPath());
        }
    }

    @Override
    protected List<Result> compute() throws IOException {
        List<Box> boxes = boxes();
        Model segmenter = models(false).segmenter();
        SourceImage whole = FoundLesions.source(image, mapped(), frame, segmenter);
        SourceImage source = boxes.isEmpty() ? whole : whole.with(boxes);
        boolean isWhole = boxes.isEmpty() && isWhole();
        AnalysisSettings settings = chosen().resolvedFor(segmenter);
        try (ProgressWindow window = ProgressWindow.open("Segment Lesions");
                AnalysisModels models = Networks.open(models(classify), device, trust, window)) {
            return results(
                    FoundLesions.in(source, models, settings, place -> new StatusProgress(window, place))
                            .only(frame),
                    isWhole ? Optional.of(image) : Optional.empty());
        }
    }

    /** Whether all of the image is looked at: results of what a user drew, or of one of its frames, replace nothing. */
    private boolean isWhole() {
        return !SourceImage.isRegion(image.getRoi()) && (frame == 0 || image.getNFrames() == 1);
    }

    private List<Result> results(FoundLesions found, Optional<ImagePlus> replaced) throws IOException {
        List<Result> results = new ArrayList<>();
        found.warnings().forEach(warning -> IJ.log("LesionLens: " + warning));
        ShownLesions shown = found.shown();
        if (roizip != null) {
            RoiZip.write(roizip.toPath(), shown.outlines());
        }
        if (overtime) {
            found.overTime(image).ifPresent(sizes -> results.addAll(changes(sizes, replaced)));
        }
        if (rois) {
            results.add(new Result.Rois(shown.outlines()));
        }
        lesiontable = found.table();
        if (probability) {
            Optional<ImagePlus> sure = found.probabilityImage();
            if (sure.isEmpty()) {
                IJ.log("LesionLens: the model gives labels only, so there is no probability image");
            }
            sure.ifPresent(map -> results.add(new Result.Image(map, replaced)));
        }
        if (labels) {
            found.contextImage().ifPresent(context -> results.add(new Result.Image(context, replaced)));
            labelimage = found.labelImage();
            results.add(new Result.Image(labelimage, replaced));
        }
        Result.Table listed = new Result.Table(found.title(), lesiontable);
        ShownCase.Looks looks = new ShownCase.Looks("Segmented", outlines, table);
        results.add(new ShownCase(image, shown, listed, looks, Optional.of(found)));
        return results;
    }

    /** Before the others, whose table and image are those that a macro goes on with. */
    private List<Result> changes(LesionsOverTime sizes, Optional<ImagePlus> replaced) {
        timetable = sizes.table();
        Result plot = new Result.Image(sizes.plotImage(), replaced);
        return List.of(new Result.Table(sizes.name(), timetable), plot, () -> IJ.selectWindow(image.getID()));
    }
}
