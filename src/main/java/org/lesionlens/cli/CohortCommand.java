package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cohort.Attempt;
import org.lesionlens.cohort.CaseAnalysis;
import org.lesionlens.cohort.CaseLimits;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortCase;
import org.lesionlens.cohort.CohortRun;
import org.lesionlens.cohort.CohortState;
import org.lesionlens.cohort.Engine;
import org.lesionlens.cohort.Journal;
import org.lesionlens.cohort.LocalBatch;
import org.lesionlens.cohort.OutputLock;
import org.lesionlens.cohort.PathGlobs;
import org.lesionlens.cohort.spark.SparkBatch;
import org.lesionlens.cohort.spark.SparkConnection;
import org.lesionlens.cohort.spark.WorkOrder;
import org.lesionlens.cohort.spark.WorkOrder.Networks;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Many cases, one journal: what is done stays done, whatever happens to the process. */
@Command(
        name = "batch",
        description = "Does as analyze for every case of COHORT; goes on where it was stopped.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CohortCommand implements Callable<Integer> {
    private static final String LOCAL = "local";
    private static final String SPARK = "spark";

    @Parameters(
            paramLabel = "COHORT",
            description = "folder that is searched for images and DICOM series, or CSV table with the columns case, "
                    + "image and, if wanted, reference, group, date, series, volume")
    private Path source;

    @Mixin
    private CaseOptions options;

    @Mixin
    private AnalysisOptions analysis;

    @Option(names = "--include", paramLabel = "GLOB", description = "only images like this, as \"*_t1.nii.gz\"")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "no images or folders like this")
    private List<String> exclude = List.of();

    @Option(names = "--dry-run", description = "list the cases, from their headers, and do nothing")
    private boolean dryRun;

    @Option(names = "--resume", description = "go on with the run in DIR, or refuse if there is none (default: if any)")
    private boolean resume;

    @Option(
            names = "--case-timeout",
            paramLabel = "SECONDS",
            description = "give a case up that takes longer (no limit)")
    private Long timeout;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = LOCAL,
            description = "local or spark (${DEFAULT-VALUE}: this machine, without Apache Spark)")
    private String engine;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Duration limit = limit();
        requireEngine();
        requireResumable();
        CaseFolder.requireFolder(options.output());
        AnalysisChoices choices = analysis.choices();
        Cohort cohort = Cohort.of(source, options.output(), options.reading(), new PathGlobs(include, exclude));
        if (dryRun) {
            return list(cohort);
        }
        CaseFolder.requireWritable(options.output());
        return engine.equals(SPARK) ? runOnSpark(cohort, choices, limit) : runHere(cohort, choices, limit);
    }

    private void requireEngine() {
        if (engine.equals(SPARK)) {
            SparkConnection.requireSpark();
        } else if (!engine.equals(LOCAL)) {
            throw new UsageException("--engine is " + engine + " but must be local or spark: choose one");
        }
    }

    private int runHere(Cohort cohort, AnalysisChoices choices, Duration limit) throws IOException {
        try (AnalysisModels models = options.openModels(err())) {
            AnalysisSettings settings = choices.resolvedFor(models.segmenter().description());
            CohortRun run = new CohortRun(cohort, options.output(), models.chosen(), settings);
            CaseAnalysis analysis = CaseAnalysis.of(cohort.folder(), options.output(), models, settings);
            CaseLimits limits = CaseLimits.of(limit, Interruption::isRequested);
            return run(run, (cases, listener) -> new LocalBatch(analysis, limits, listener).run(cases));
        }
    }

    private int runOnSpark(Cohort cohort, AnalysisChoices choices, Duration limit) throws IOException {
        ChosenModels models = options.models();
        CohortRun run = new CohortRun(cohort, options.output(), models, choices.resolvedFor(models.segmenter()));
        try (SparkConnection spark = SparkConnection.open()) {
            int threads = options.threads() == 0 ? spark.threads() : options.threads();
            WorkOrder order = WorkOrder.of(run, Networks.of(run.models(), options.device(), threads), limit);
            return run(
                    run,
                    (cases, listener) ->
                            new SparkBatch(order, spark.context(), Interruption::isRequested, listener).run(cases));
        }
    }

    private int run(CohortRun run, Engine how) throws IOException {
        Files.createDirectories(options.output());
        try (OutputLock lock = OutputLock.of(options.output())) {
            return runLocked(run, how);
        }
    }

    private Duration limit() {
        if (timeout != null && timeout < 1) {
            throw new UsageException("--case-timeout is " + timeout + " but must be at least 1");
        }
        return timeout == null ? Duration.ofDays(365) : Duration.ofSeconds(timeout);
    }

    private void requireResumable() {
        if (resume && options.overwrite()) {
            throw new UsageException("--resume keeps what is done and --overwrite does not: choose one");
        }
        if (resume && !Journal.isIn(options.output())) {
            throw new UsageException(options.output() + " holds no " + RunFiles.JOURNAL
                    + ", so there is no run to go on with: leave --resume out, or name the folder of that run");
        }
    }

    private int runLocked(CohortRun run, Engine how) throws IOException {
        List<Attempt> done = options.overwrite() ? List.of() : run.alreadyDone();
        Set<String> names = done.stream().map(Attempt::name).collect(Collectors.toSet());
        List<CohortCase> open = run.cohort().cases().stream()
                .filter(one -> !names.contains(one.name()))
                .toList();
        run.requireFree(open, options.overwrite());
        if (options.overwrite()) {
            run.forget();
        }
        if (!done.isEmpty()) {
            err().println("lesionlens: " + done.size() + " of "
                    + run.cohort().cases().size() + " cases are done already");
            err().flush();
        }
        CohortState state = run.run(done, open, how, new CohortProgress(open.size(), err()));
        return summarise(state);
    }

    private int summarise(CohortState state) {
        List<CaseOutcome> outcomes = state.outcomes();
        long failed = state.failures();
        long done = outcomes.stream().filter(CaseOutcome::isDone).count();
        String kinds = outcomes.stream()
                .filter(CaseOutcome::isFailed)
                .collect(Collectors.groupingBy(CaseOutcome::errorClass, java.util.TreeMap::new, Collectors.counting()))
                .toString();
        out().println(done + " of " + outcomes.size() + " cases done"
                + (failed == 0 ? "" : ", " + failed + " failed " + kinds) + " -> "
                + options.output().resolve(RunFiles.CASES));
        out().flush();
        return ExitCode.of(outcomes.size() - done, outcomes.size());
    }

    private int list(Cohort cohort) {
        int unreadable = 0;
        for (CohortCase one : cohort.cases()) {
            try {
                VolumeHeader header = VolumeFiles.header(
                        one.examination().input(), one.examination().options());
                out().println(one.name() + ": " + header.format().name().toLowerCase(Locale.ROOT) + ", "
                        + header.shownSize());
            } catch (IOException | RuntimeException e) {
                unreadable++;
                out().println(one.name() + ": " + Errors.sentence(e, options.output()));
            }
        }
        out().println(cohort.cases().size() + " cases, of which " + unreadable + " cannot be read; nothing was done");
        out().flush();
        return ExitCode.DONE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
