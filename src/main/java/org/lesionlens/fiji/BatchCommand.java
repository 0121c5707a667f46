package org.lesionlens.fiji;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseLesion;
import org.lesionlens.cases.CaseRunner;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cohort.CaseListing;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.ModelDescription.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Analyses every image and DICOM series of a folder; each case has a folder of results, as on the command line.
 *
 * <p>A case that fails is told in the log and in {@value #STATUS}, and the others go on. Cases that have results are left
 * as they are, so a batch that was stopped goes on where it was; the table has their lesions too.
 */
@Plugin(type = Command.class, label = "Batch...", visible = false, headless = true)
public final class BatchCommand extends LesionCommand {
    static final String STATUS = RunFiles.STATUS;

    private static final Table<Map.Entry<String, String>> STATUS_TABLE =
            new Table<>(Column.text("case", Map.Entry::getKey), Column.text("status", Map.Entry::getValue));

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

    @Parameter(label = "Classify the lesions", persist = false)
    private boolean classify = true;

    @Parameter(label = "Table of all lesions", persist = false)
    private boolean table = true;

    @Parameter(label = "Replace older results", persist = false)
    private boolean overwrite;

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("model") ? ModelChoices.names(Task.SEGMENTATION) : List.of();
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return ModelChoices.proposal(key, (String) chosen.getOrDefault("model", model));
    }

    @Override
    protected void requireFit() {
        chosen();
    }

    private AnalysisChoices chosen() {
        return AnalysisChoices.of(threshold, minvolume, minarea, maxflatness, null);
    }

    @Override
    protected List<Result> compute() throws IOException {
        List<Case> cases = cases();
        AnalysisSettings settings =
                chosen().resolvedFor(Networks.chosen(model, false).segmenter());
        try (ProgressWindow window = ProgressWindow.open("Batch");
                AnalysisModels models = Networks.open(model, classify, device, window)) {
            return run(cases, new CaseRunner(models, settings, output.toPath(), overwrite), window);
        }
    }

    private List<Case> cases() throws IOException {
        Optional<String> uid = Optional.ofNullable(series).filter(text -> !text.isBlank());
        return new CaseListing(input.toPath(), output.toPath(), subfolders, uid).cases();
    }

    private List<Result> run(List<Case> cases, CaseRunner runner, ProgressWindow window) throws IOException {
        ResultsTable lesions = LesionTable.ofCases();
        List<Map.Entry<String, String>> status = new ArrayList<>();
        int failed = 0;
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            String place = (i + 1) + " of " + cases.size() + ", " + one.name() + ": ";
            boolean wanted = overwrite || !Files.exists(output.toPath().resolve(one.name()));
            String outcome =
                    wanted ? run(one, runner, new StatusProgress(window, place), lesions) : skipped(one, lesions);
            failed += outcome.startsWith("failed") ? 1 : 0;
            status.add(Map.entry(one.name(), outcome));
            STATUS_TABLE.write(output.toPath().resolve(STATUS), status);
        }
        if (failed == cases.size()) {
            throw new UserMessageException("none of the " + failed + " cases could be analysed, the last one "
                    + status.get(failed - 1).getValue() + " (all in " + STATUS + ")");
        }
        return table ? List.of(new Result.Table("Lesions of " + input.getName(), lesions)) : List.of();
    }

    /** The lesions of a case that was done before are those of its table. */
    private String skipped(Case one, ResultsTable table) {
        Path older = output.toPath().resolve(one.name()).resolve(LesionsCsv.FILE);
        if (!Files.isRegularFile(older)) {
            return "skipped: has results, but no " + older.getFileName();
        }
        try {
            LesionsCsv.TABLE.read(older).forEach(row -> LesionTable.add(table, row));
            return "skipped: has results";
        } catch (IOException e) {
            return failed(one, e);
        }
    }

    private String failed(Case one, Throwable error) {
        String sentence = Failure.sentence(error, output.toPath());
        IJ.log("Batch...: " + one.name() + ": " + sentence);
        return "failed: " + sentence;
    }

    private String run(Case one, CaseRunner runner, StatusProgress progress, ResultsTable table) throws IOException {
        try {
            List<Lesion> lesions = runner.run(one, progress, warning -> IJ.log(one.name() + ": " + warning))
                    .lesions();
            LesionsCsv.TABLE.rows(CaseLesion.of(one.name(), lesions)).forEach(row -> LesionTable.add(table, row));
            return "done: " + lesions.size() + (lesions.size() == 1 ? " lesion" : " lesions");
        } catch (CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (Errors.isDiskFull(e)) {
                throw new IOException(one.name() + " cannot be written", e);
            }
            return failed(one, e);
        }
    }
}
