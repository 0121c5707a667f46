package org.lesionlens.fiji;

import ij.IJ;
import java.awt.EventQueue;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.DicomChoices;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortPlan;
import org.lesionlens.cohort.CohortRun;
import org.lesionlens.cohort.Engine;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.result.BatchCases;
import org.lesionlens.inference.Device;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Analyses every image and DICOM series of a folder; each case has a folder of results, as on the command line.
 *
 * <p>A case that fails is told in the log and in {@value RunFiles#STATUS}; the others go on, and so does a batch that was
 * stopped. Older results that were made in another way are refused or replaced.
 */
@Plugin(
        type = Command.class,
        label = "Batch...",
        description = "all images of a folder",
        visible = false,
        headless = true)
public final class BatchCommand extends LesionCommand {
    /** What stands for the model that suits the first image. */
    private static final String BY_IMAGE = "auto";

    @Parameter(label = "Folder of images", style = "directory", persist = false)
    private File input;

    @Parameter(label = "Folder of results", style = "directory", persist = false)
    private File output;

    @Parameter(label = "Folders inside it too", persist = false)
    private boolean subfolders;

    @Parameter(label = "DICOM series UID (if there are several)", required = false, persist = false)
    private String series;

    @Parameter(label = "Model", persist = false)
    private String model = BY_IMAGE;

    @Parameter(label = "Device", persist = false)
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

    @Parameter(label = "Mirrored slices too (twice the time)", persist = false)
    private boolean mirror;

    @Parameter(label = "Formats of the results (empty: as the images)", required = false, persist = false)
    private String format;

    @Parameter(label = "Pixels of the format dicom-seg", persist = false)
    private String segtype = DicomChoices.TYPES.get(0);

    @Parameter(label = "Segments of the format dicom-seg", persist = false)
    private String segby = DicomChoices.SEGMENTS.get(0);

    @Parameter(label = "Classify the lesions", persist = false)
    private boolean classify = true;

    @Parameter(label = "Table of all lesions", persist = false)
    private boolean table = true;

    @Parameter(label = "Replace older results", persist = false)
    private boolean overwrite;

    @Parameter(label = "Open the model without a trial", persist = false)
    private boolean trust;

    private String ending = "";

    @Override
    protected List<String> choices(String key) throws IOException {
        return switch (key) {
            case "model" -> models();
            case "segtype" -> DicomChoices.TYPES;
            case "segby" -> DicomChoices.SEGMENTS;
            default -> super.choices(key);
        };
    }

    @Override
    protected String heading(String key) {
        return switch (key) {
            case "threshold", "minvolume", "minarea", "maxflatness", "mirror" -> "Limits";
            case "format", "segtype", "segby", "classify", "table", "overwrite" -> "Results";
            default -> super.heading(key);
        };
    }

    private static List<String> models() throws IOException {
        List<String> names = new ArrayList<>(List.of(BY_IMAGE));
        names.addAll(ModelChoices.names(Task.SEGMENTATION));
        return names;
    }

    @Override
    protected String shown(String key, String choice) {
        return key.equals("model") && choice.equals(BY_IMAGE) ? "the one that suits the images" : choice;
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        String named = (String) chosen.getOrDefault("model", model);
        if (!named.equals(BY_IMAGE)) {
            return ModelChoices.proposal(key, named);
        }
        return switch (key) {
            case "threshold", "minvolume", "minarea", "maxflatness" -> Optional.of(""); // as the model says
            default -> Optional.empty();
        };
    }

    @Override
    protected void requireFit() {
        chosen();
        dicom().requireUse(ResultFormat.parse(formats()));
    }

    private DicomChoices dicom() {
        return DicomChoices.of(segtype, segby, false, false);
    }

    private String formats() {
        return format == null ? "" : format;
    }

    private AnalysisChoices chosen() {
        return AnalysisChoices.of(threshold, minvolume, minarea, maxflatness, mirror ? true : null);
    }

    @Override
    protected List<Result> compute() throws IOException {
        Networks.requireNoneLeftBehind();
        Optional<String> uid = Optional.ofNullable(series).filter(text -> !text.isBlank());
        Path results = output.toPath();
        Cohort.Source source = reading -> Cohort.ofFolder(input.toPath(), results, subfolders, reading);
        Function<List<String>, InputReading> readings = channels ->
                new InputReading(channels, new ReadOptions(Optional.empty(), false), Map.of()).with(uid.orElse(""), "");
        ChosenModels models = model.equals(BY_IMAGE)
                ? Cohort.models(source, readings, Networks.classifier(classify), said -> IJ.log("LesionLens: " + said))
                : Networks.chosen(model, classify);
        Cohort cohort = source.read(readings.apply(InputReading.names(models.segmenter())));
        try (ProgressWindow window = ProgressWindow.open("Batch")) {
            return results(CohortRun.start(plan(cohort, results, models), new BatchProgress(cohort, results, window)));
        }
    }

    private CohortPlan plan(Cohort cohort, Path results, ChosenModels models) {
        Networks.ask(models, trust);
        return new CohortPlan(
                cohort,
                results,
                new CohortPlan.Networks(models, Device.parse(device), 0),
                new CaseSettings(chosen().resolvedFor(models.segmenter()), ResultFormat.parse(formats()), dicom()),
                new CohortPlan.Handling(Engine.LOCAL, CohortPlan.Handling.NO_LIMIT, overwrite, true));
    }

    @Override
    protected String ending() {
        return ending;
    }

    private List<Result> results(List<CaseOutcome> outcomes) {
        ending = BatchProgress.ending(outcomes);
        IJ.log("Batch...: " + ending);
        Optional<String> failure = BatchProgress.failure(outcomes);
        List<Result> results = new ArrayList<>();
        if (table && failure.isEmpty()) {
            results.add(new Result.Table("Lesions of " + input.getName(), BatchProgress.lesions(outcomes)));
        }
        if (isByDialog()) {
            String said = failure.orElse(ending);
            results.add(() ->
                    EventQueue.invokeLater(() -> BatchCases.open(input.getName(), output.toPath(), outcomes, said)));
        } else {
            failure.ifPresent(BatchCommand::refuse);
        }
        return results;
    }

    private static void refuse(String sentence) {
        throw new UserMessageException(sentence);
    }
}
