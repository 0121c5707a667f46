package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.LesionClasses;
import org.lesionlens.fiji.image.LesionProbabilities;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.RoiZip;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.ModelDescription.Task;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Finds the lesions of an image, measures and classifies them.
 *
 * <p>Every frame is a volume of its own, unless one is chosen. A selection on the image is the region of interest: only
 * what lies inside counts.
 */
@Plugin(type = Command.class, label = "Segment Lesions...", visible = false, headless = true)
public final class SegmentLesionsCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Model", persist = false)
    private String model = DefaultModel.proposal(Task.SEGMENTATION);

    @Parameter(
            label = "Device",
            choices = {"auto", "cpu", "cuda", "tensorrt", "coreml"},
            persist = false)
    private String device = "auto";

    @Parameter(label = "Threshold (0 to 1)", min = "0", max = "1", required = false, persist = false)
    private Double threshold = UNSET;

    @Parameter(label = "Smallest lesion of a volume (ml)", min = "0", required = false, persist = false)
    private Double minvolume = UNSET;

    @Parameter(label = "Smallest lesion of a single slice (mm2)", min = "0", required = false, persist = false)
    private Double minarea = UNSET;

    @Parameter(
            label = "Flattest lesion of a volume (width over height, 0: any)",
            min = "0",
            required = false,
            persist = false)
    private Double maxflatness = UNSET;

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    private int channel;

    @Parameter(label = "Frame (0: all)", min = "0", persist = false)
    private int frame;

    @Parameter(label = "Label image", persist = false)
    private boolean labels = true;

    @Parameter(label = "Outlines on the image", persist = false)
    private boolean outlines = true;

    @Parameter(label = "ROI Manager", persist = false)
    private boolean rois;

    @Parameter(label = "ROI zip (path)", required = false, persist = false)
    private File roizip;

    @Parameter(label = "Probability image", persist = false)
    private boolean probability;

    @Parameter(label = "Table", persist = false)
    private boolean table = true;

    @Parameter(label = "Classify the lesions", persist = false)
    private boolean classify = true;

    /** The label image, for scripts that run the command through SciJava. */
    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus labelimage;

    /** The table, likewise. */
    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable lesiontable;

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("model") ? ModelChoices.names(Task.SEGMENTATION) : List.of();
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return key.equals("channel")
                ? Optional.of(FijiVolumes.shownChannel(image))
                : ModelChoices.proposal(key, (String) chosen.getOrDefault("model", model));
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "frame" -> image.getNFrames() > 1;
            case "minvolume", "maxflatness" -> image.getNSlices() > 1;
            case "minarea" -> image.getNSlices() == 1;
            default -> true;
        };
    }

    @Override
    protected List<String> warnings() throws IOException {
        return StackSuitability.ofWhole(image, channel, frame, ModelFolders.find(model));
    }

    @Override
    protected void requireFit() {
        SourceImage.requireFit(image, channel, frame);
        chosen();
        if (roizip != null) {
            RoiZip.requireName(roizip.toPath());
        }
    }

    private AnalysisChoices chosen() {
        return AnalysisChoices.of(threshold, minvolume, minarea, maxflatness, null);
    }

    @Override
    protected List<Result> compute() throws IOException {
        SourceImage source = SourceImage.of(image, channel, frame);
        AnalysisSettings settings =
                chosen().resolvedFor(Networks.chosen(model, false).segmenter());
        try (ProgressWindow window = ProgressWindow.open("Segment Lesions");
                AnalysisModels models = Networks.open(model, classify, device, window)) {
            return results(source, analyze(source, models, settings, window));
        }
    }

    private static List<LesionAnalysis> analyze(
            SourceImage source, AnalysisModels models, AnalysisSettings settings, ProgressWindow window) {
        LesionPipeline pipeline = new LesionPipeline(models.segmenter(), models.classifier());
        List<LesionAnalysis> analyses = new ArrayList<>();
        for (Volume volume : source.volumes()) {
            Progress progress = new StatusProgress(window, source.place(analyses.size()));
            analyses.add(source.analyze(pipeline, volume, settings, progress));
            progress.throwIfCancelled();
        }
        return analyses;
    }

    private List<Result> results(SourceImage source, List<LesionAnalysis> analyses) throws IOException {
        List<Result> results = new ArrayList<>();
        List<Roi> outlined =
                source.outlines(analyses.stream().map(LesionAnalysis::labels).toList());
        if (roizip != null) {
            RoiZip.write(roizip.toPath(), outlined);
        }
        if (outlines) {
            results.add(new Result.Outlines(image, outlined));
        }
        if (rois) {
            results.add(new Result.Rois(outlined));
        }
        if (table) {
            List<List<Lesion>> lesions =
                    analyses.stream().map(LesionAnalysis::lesions).toList();
            lesiontable = source.table(lesions);
            results.add(new Result.Table(LesionTable.title(source.title()), lesiontable));
        }
        if (probability) {
            results.add(new Result.Image(source.probabilityImage(
                    analyses.stream().map(LesionAnalysis::probability).toList())));
        }
        if (labels) {
            labelimage = source.labelImage(
                    analyses.stream().map(LesionAnalysis::labels).toList());
            for (int i = 0; i < analyses.size(); i++) {
                LesionAnalysis analysis = analyses.get(i);
                LesionClasses.attach(labelimage, i + 1, analysis.labels(), analysis.lesions());
                LesionProbabilities.attach(labelimage, i + 1, analysis.lesions(), Map.of());
            }
            results.add(new Result.Image(labelimage));
        }
        return results;
    }
}
