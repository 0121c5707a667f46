package org.lesionlens.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.Deidentifying;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortPlan.Handling;
import org.lesionlens.cohort.CohortRun;
import org.lesionlens.cohort.Engine;
import org.lesionlens.cohort.spark.SparkEngine;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.dicomweb.RemoteInputs;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.io.file.VolumeHeader;
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
    private static final int MOST_STUDIES = 100_000;

    @Parameters(
            paramLabel = "COHORT",
            converter = InputConverter.class,
            description = "folder that is searched for images and DICOM series, or CSV table with the columns case, "
                    + "image (or one for each channel of the model) and, if wanted, reference, group, date, series,"
                    + " volume, box; or dicomweb:URL?KEY=VALUE&..., all series of images that a server finds")
    private String source;

    @Mixin
    private CaseOptions options;

    @Mixin
    private AnalysisOptions analysis;

    @Mixin
    private SlicesOption slices;

    @Mixin
    private PacsOptions pacs;

    @Option(
            names = "--max-studies",
            paramLabel = "N",
            defaultValue = "500",
            description = "of dicomweb: how many studies a query may find without a question (${DEFAULT-VALUE})")
    private int mostStudies;

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
            defaultValue = "local",
            description = "local or spark (${DEFAULT-VALUE}: this machine, without Apache Spark)")
    private String engine;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireSecret();
        Handling handling = new Handling(engine(), limit(), options.overwrite(), true, pacs.store());
        requireResumable();
        requireStudies();
        CaseFolder.requireFolder(options.output());
        analysis.require();
        List<Long> chosen = slices.slices();
        try (RemoteInputs servers = pacs.open()) {
            Cohort cohort = options.cohort(reading -> cohort(reading.with(servers), servers), this::say);
            if (dryRun) {
                return list(cohort, options.channels());
            }
            analysis.deidentifying().note().ifPresent(this::say);
            return summarise(
                    CohortRun.start(options.plan(cohort, analysis, chosen, handling), new CohortProgress(err())));
        }
    }

    private Cohort cohort(InputReading reading, RemoteInputs servers) throws IOException {
        if (!RemoteInputs.isAddress(source)) {
            return Cohort.of(LesionLens.path(source), options.output(), reading, include, exclude);
        }
        if (!include.isEmpty() || !exclude.isEmpty()) {
            throw new UsageException("--include and --exclude are for folders but the cohort is what a server finds:"
                    + " narrow the query instead");
        }
        return Cohort.ofSeries(servers.found(source, mostStudies, CohortCommand::isWanted), reading);
    }

    /** Asked on a terminal; nobody there wants as many. */
    private static boolean isWanted(int most) {
        Console terminal = System.console();
        String answer = terminal == null
                ? null
                : terminal.readLine("the query finds more than %d studies: analyse them all? [y/N] ", most);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }

    private void requireStudies() {
        if (mostStudies < 1 || mostStudies > MOST_STUDIES) {
            throw new UsageException("--max-studies is " + mostStudies + " but must be from 1 to " + MOST_STUDIES);
        }
    }

    private Engine engine() {
        return switch (engine) {
            case "local" -> Engine.LOCAL;
            case "spark" -> new SparkEngine();
            default -> throw new UsageException("--engine is " + engine + " but must be local or spark: choose one");
        };
    }

    private Duration limit() {
        if (timeout != null && timeout < 1) {
            throw new UsageException("--case-timeout is " + timeout + " but must be at least 1");
        }
        return timeout == null ? Handling.NO_LIMIT : Duration.ofSeconds(timeout);
    }

    private void requireResumable() {
        if (resume && options.overwrite()) {
            throw new UsageException("--resume keeps what is done and --overwrite does not: choose one");
        }
        if (resume && !CohortRun.isIn(options.output())) {
            throw new UsageException(options.output() + " holds no " + RunFiles.JOURNAL
                    + ", so there is no run to go on with: leave --resume out, or name the folder of that run");
        }
    }

    /** The secret of a run is kept nowhere, and no run goes on with another one. */
    private void requireSecret() {
        if (!analysis.deidentifying().isWanted()) {
            return;
        }
        if (engine.equals("spark")) {
            throw new UsageException(
                    "--deidentify needs its secret where the cases are done and --engine spark would send it"
                            + " over the network: choose --engine local");
        }
        boolean goesOn = CohortRun.isIn(options.output()) && !options.overwrite();
        if (goesOn && !analysis.deidentifying().lasts()) {
            throw new UsageException(
                    options.output() + " holds the journal of a run, but to go on with it --deidentify needs"
                            + " that run's secret in " + Deidentifying.SECRET
                            + " of the environment, which is not set: set it,"
                            + " name another folder, or replace all results (--overwrite)");
        }
    }

    private int summarise(List<CaseOutcome> outcomes) {
        Map<String, Long> kinds = outcomes.stream()
                .filter(CaseOutcome::isFailed)
                .collect(Collectors.groupingBy(CaseOutcome::errorClass, TreeMap::new, Collectors.counting()));
        long failed = kinds.values().stream().mapToLong(Long::longValue).sum();
        long done = outcomes.stream().filter(CaseOutcome::isDone).count();
        long unsent = outcomes.stream().filter(CaseOutcome::isUnsent).count();
        int sent = outcomes.stream().mapToInt(CaseOutcome::sent).sum();
        out().println(done + " of " + outcomes.size() + " cases done"
                + (failed == 0 ? "" : ", " + failed + " failed " + kinds)
                + (pacs.store() ? ", DICOM objects stored: " + sent : "")
                + (unsent == 0 ? "" : ", " + unsent + " cases with objects that were not (--resume sends them)")
                + " -> "
                + options.output().resolve(RunFiles.CASES));
        out().flush();
        return Math.max(ExitCode.of(outcomes.size() - done, outcomes.size()), ExitCode.ofSending(outcomes));
    }

    private int list(Cohort cohort, List<String> channels) {
        int unreadable = 0;
        for (Case item : cohort.cases()) {
            if (!item.remote().isEmpty()) {
                out().println(item.name() + ": "
                        + item.remote().stream().map(RemoteSeries::words).collect(Collectors.joining("; ")));
                continue;
            }
            try {
                List<VolumeHeader> headers = ImageFiles.headers(item.inputs(), channels);
                VolumeHeader header = headers.get(0);
                out().println(item.name() + ": " + header.format().name().toLowerCase(Locale.ROOT) + ", "
                        + header.shownSize() + (headers.size() > 1 ? ", " + headers.size() + " channels" : ""));
            } catch (IOException | RuntimeException e) {
                unreadable++;
                out().println(item.name() + ": " + Errors.sentence(e, options.output()));
            }
        }
        out().println(cohort.cases().size() + " cases, of which " + unreadable + " cannot be read; nothing was done");
        out().flush();
        return ExitCode.DONE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void say(String sentence) {
        err().println("lesionlens: " + sentence);
        err().flush();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
