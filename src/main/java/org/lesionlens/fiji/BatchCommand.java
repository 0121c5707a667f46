package org.lesionlens.fiji;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.CaseSettings;
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
import org.lesionlens.inference.Device;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.ModelChoices;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Analyses every image and DICOM series of a folder; each case has a folder of results, as on the command line.
 *
 * <p>A case that fails is told in the log and in {@value RunFiles#STATUS}; the others go on, and so does a batch that was
 * stopped. Older results that were made in another way are refused or replaced.
 */
@Plugin(type = Command.class, label = "Batch...", visible = false, headless = true)
public final class BatchCommand extends LesionCommand {
    @Parameter(label = "Folder of images", style = "directory", persist = false)
    private File input;

    @Parameter(label = "Folder of results", style = "directory", persist = false)
    private File output;

    @Parameter(label = "Folders inside it too", persist = false)
    private boolean subfolders;

    @Parameter(label = "DICOM series UID (if there are several)", required = false, persist = false)
    private String series;

    @Parameter(label = "Model", persist = false)
    private String model = DefaultModel.proposal(Task.SEGMENTATION);

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

    @Parameter(label = "Formats of the results (empty: as the images)", required = false, persist = false)
    private String format;

    @Parameter(label = "Classify the lesions", persist = false)
    private boolean classify = true;

    @Parameter(label = "Table of all lesions", persist = false)
    private boolean table = true;

    @Parameter(label = "Replace older results", persist = false)
    private boolean overwrite;

    @Parameter(label = "Open the model without a trial", persist = false)
    private boolean trust;

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("model") ? ModelChoices.names(Task.SEGMENTATION) : super.choices(key);
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return ModelChoices.proposal(key, (String) chosen.getOrDefault("model", model));
    }

    @Override
    protected void requireFit() {
        chosen();
        ResultFormat.parse(formats());
    }

    private String formats() {
        return format == null ? "" : format;
    }

    private AnalysisChoices chosen() {
        return AnalysisChoices.of(threshold, minvolume, minarea, maxflatness, null);
    }

    @Override
    protected List<Result> compute() throws IOException {
        Networks.requireNoneLeftBehind();
        Optional<String> uid = Optional.ofNullable(series).filter(text -> !text.isBlank());
        Path results = output.toPath();
        InputReading reading = InputReading.of(
                        Networks.chosen(model, classify).segmenter(), new ReadOptions(Optional.empty(), false))
                .with(uid.orElse(""), "");
        Cohort cohort = Cohort.ofFolder(input.toPath(), results, subfolders, reading);
        try (ProgressWindow window = ProgressWindow.open("Batch")) {
            return results(CohortRun.start(plan(cohort, results), new BatchProgress(cohort, results, window)));
        }
    }

    private CohortPlan plan(Cohort cohort, Path results) throws IOException {
        ChosenModels models = Networks.chosen(model, classify);
        Networks.ask(models, trust);
        return new CohortPlan(
                cohort,
                results,
                new CohortPlan.Networks(models, Device.parse(device), 0),
                new CaseSettings(chosen().resolvedFor(models.segmenter()), ResultFormat.parse(formats())),
                new CohortPlan.Handling(Engine.LOCAL, CohortPlan.Handling.NO_LIMIT, overwrite, true));
    }

    private List<Result> results(List<CaseOutcome> outcomes) {
        BatchProgress.requireDone(outcomes);
        return table
                ? List.of(new Result.Table("Lesions of " + input.getName(), BatchProgress.lesions(outcomes)))
                : List.of();
    }
}
