package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortPlan;
import org.lesionlens.cohort.CohortPlan.Handling;
import org.lesionlens.cohort.CohortRun;
import org.lesionlens.cohort.Engine;
import org.lesionlens.io.dicomweb.RemoteInputs;
import org.lesionlens.volume.Box;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Segment, label, classify, measure, or draw boxes: a folder of results for each input. */
@Command(
        name = "analyze",
        description = "Finds, classifies and measures lesions; writes DIR/CASE for each INPUT.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AnalyzeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "INPUT",
            arity = "1..*",
            converter = InputConverter.class,
            description =
                    "NIfTI, NRRD or MetaImage file, DICOM file or folder, PNG, JPEG or TIFF image, or a zip or tar.gz of one;"
                            + " dicomweb:URL/studies/UID[/series/UID] on a server; of a model of several channels t1=INPUT,flair=INPUT")
    private List<String> inputs;

    @Mixin
    private CaseOptions options;

    @Mixin
    private AnalysisOptions analysis;

    @Mixin
    private BoxOption box;

    @Mixin
    private SlicesOption slices;

    @Mixin
    private PacsOptions pacs;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Handling handling = new Handling(Engine.LOCAL, Handling.NO_LIMIT, options.overwrite(), false, pacs.store());
        List<Box> boxes = box.boxes();
        List<Long> chosen = slices.slices();
        AnalyzeProgress progress = new AnalyzeProgress(options.output(), out, err);
        try (RemoteInputs servers = pacs.open()) {
            Cohort cohort = options.cohort(
                    reading -> Cohort.ofInputs(inputs, reading.with(servers)).with(boxes), progress::taken);
            CohortPlan plan = options.plan(cohort, analysis, chosen, handling);
            analysis.deidentifying().note().ifPresent(progress::note);
            List<CaseOutcome> outcomes = CohortRun.start(plan, progress);
            return Math.max(code(outcomes), ExitCode.ofSending(outcomes));
        } catch (IOException | RuntimeException e) {
            progress.sayTaken();
            throw e;
        }
    }

    private static int code(List<CaseOutcome> outcomes) {
        long failed = outcomes.stream().filter(outcome -> !outcome.isDone()).count();
        boolean choose = outcomes.stream().anyMatch(CaseOutcome::ambiguous);
        return choose && failed == outcomes.size() ? ExitCode.USAGE : ExitCode.of(failed, outcomes.size());
    }
}
