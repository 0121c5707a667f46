package org.lesionlens.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortPlan;
import org.lesionlens.cohort.CohortPlan.Handling;
import org.lesionlens.cohort.CohortRun;
import org.lesionlens.cohort.Engine;
import org.lesionlens.followup.Criterion;
import org.lesionlens.followup.ExaminationRow;
import org.lesionlens.followup.FollowUp;
import org.lesionlens.followup.FollowUpPlan;
import org.lesionlens.followup.FollowUpSettings;
import org.lesionlens.followup.FollowUpTable;
import org.lesionlens.followup.LesionSource;
import org.lesionlens.followup.RegistrationChoice;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Task;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What became of each lesion between the dates of patients: tables, responses and pages. */
@Command(
        name = "followup",
        description =
                "Compares the dates of patients: which lesions are new, grown, gone; response by RECIST 1.1 and RANO.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class FollowUpCommand implements Callable<Integer> {
    private static final String FOUND = "cases";
    private static final String OTHER_VIEWS = "cases_other_views";

    @Parameters(
            paramLabel = "TABLE",
            description =
                    "CSV table, a row a date: the columns patient, image or mask (a file, or a folder of results) and,"
                            + " if wanted, date (2024-03-05 or 20240305; else as DICOM tells it), case, organ, reference, series,"
                            + " volume")
    private Path table;

    @Mixin
    private CaseOptions options;

    @Mixin
    private AnalysisOptions analysis;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "folder of an earlier analyze or batch: the lesions of each case are those in DIR/CASE")
    private Path results;

    @Option(
            names = "--registration",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "auto, geometry or rigid: how the images of a patient come into one space (${DEFAULT-VALUE}: as"
                            + " they are where that is known, else by what they show)")
    private String registration;

    @Option(
            names = "--reach",
            paramLabel = "MM",
            defaultValue = "" + FollowUpSettings.REACH_MM,
            description = "widest gap of two lesions that are one without overlapping (${DEFAULT-VALUE})")
    private double reach;

    @Option(
            names = "--min-lesion",
            paramLabel = "MM3",
            defaultValue = "0",
            description = "leave out lesions that are smaller at every date (${DEFAULT-VALUE})")
    private double minimumLesion;

    @Option(
            names = "--criteria",
            paramLabel = "NAME,...",
            description = "recist, rano or none (recist; with rano where the organ of all lesions is brain)")
    private String criteria;

    @Option(
            names = "--views",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "analyze images twice, with and without mirrored views, for the interval of volumes (yes)")
    private boolean views;

    @Option(
            names = "--dicom-report",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "write a DICOM structured report of patients whose images are DICOM (yes; not with --deidentify)")
    private boolean report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        FollowUpSettings settings = settings();
        analysis.require();
        FollowUpTable read = FollowUpTable.read(table);
        FollowUpPlan.requireFree(options.output(), options.overwrite(), table, read);
        CaseFolder.requireFolder(options.output());
        CaseFolder.requireWritable(options.output());
        LesionSource source = source();
        List<ExaminationRow> open =
                read.rows().stream().filter(row -> source.of(row).isEmpty()).toList();
        InputReading reading = open.isEmpty() ? options.readingWithoutModel() : analyzed(open);
        FollowUpPlan plan = new FollowUpPlan(read, source, reading, settings, options.output());
        PatientProgress progress =
                new PatientProgress(spec.commandLine().getErr(), read.patients().size());
        FollowUp.Outcome outcome = FollowUp.run(plan, this::say, progress::ended, Interruption.PROGRESS);
        return summarise(outcome);
    }

    private FollowUpSettings settings() {
        return new FollowUpSettings(
                RegistrationChoice.parse(registration),
                reach,
                minimumLesion,
                report && !analysis.deidentifying().isWanted(),
                Optional.ofNullable(criteria).map(Criterion::parse));
    }

    private LesionSource source() {
        if (results != null && options.isModelNamed()) {
            throw new UsageException(
                    "--results names lesions that were found and --model would look for them again: leave one out");
        }
        return new LesionSource(
                Optional.ofNullable(results),
                !options.isModelNamed(),
                options.output().resolve(FOUND),
                options.output().resolve(OTHER_VIEWS));
    }

    /** What networks find in the images of rows without lesions, as {@code batch} does it. */
    private InputReading analyzed(List<ExaminationRow> rows) throws IOException {
        Cohort cohort = options.cohort(reading -> cohort(rows, reading), this::say);
        if (options.models().segmenter().task() == Task.DETECTION) {
            throw new UsageException("lesions are followed by their regions and the model "
                    + options.models().segmenter().shownName()
                    + " draws boxes: name one that segments; the subcommand models lists them");
        }
        CohortPlan plan = options.plan(
                cohort, analysis, new Handling(Engine.LOCAL, Handling.NO_LIMIT, options.overwrite(), true));
        Set<String> told = new HashSet<>();
        List<Case> found = run(plan, cohort, FOUND, plan.settings().and(ResultFormat.NIFTI), told);
        AnalysisSettings settings = (AnalysisSettings) plan.settings().finding();
        boolean canMirror = !options.models().segmenter().network().mirrorAxes().isEmpty();
        if (views && canMirror && !found.isEmpty()) {
            say("the images are analysed once more, " + (settings.mirror() ? "without" : "with")
                    + " mirrored views, for the interval of volumes (--no-views leaves that out)");
            CaseSettings other = new CaseSettings(settings.withOtherViews(), List.of(ResultFormat.NIFTI));
            run(plan, new Cohort(cohort.folder(), found), OTHER_VIEWS, other, told);
        }
        return options.reading(options.channels());
    }

    private static Cohort cohort(List<ExaminationRow> rows, InputReading reading) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (ExaminationRow row : rows) {
            if (!row.hasImage(reading)) {
                throw new UsageException(row.name() + " has neither an image nor a mask: fill in one of these columns");
            }
            cases.add(row.toCase(reading));
        }
        return new Cohort(Path.of(""), cases);
    }

    /**
     * Analyses the cases.
     *
     * @param told what need not be said again
     * @return those that did not fail
     */
    private List<Case> run(CohortPlan plan, Cohort cohort, String folder, CaseSettings settings, Set<String> told)
            throws IOException {
        CohortPlan own =
                new CohortPlan(cohort, plan.output().resolve(folder), plan.networks(), settings, plan.handling());
        return CohortRun.start(own, new CohortProgress(spec.commandLine().getErr(), told)).stream()
                .filter(outcome -> !outcome.isFailed())
                .map(CaseOutcome::item)
                .toList();
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println("lesionlens: " + sentence);
        spec.commandLine().getErr().flush();
    }

    private int summarise(FollowUp.Outcome outcome) {
        spec.commandLine()
                .getOut()
                .println("patients " + outcome.patients() + "  compared "
                        + (outcome.patients() - outcome.failed() - outcome.incomplete()) + "  with dates left out "
                        + outcome.incomplete() + "  not compared " + outcome.failed() + "  in " + options.output());
        spec.commandLine().getOut().flush();
        return outcome.incomplete() > 0 ? ExitCode.SOME_FAILED : ExitCode.of(outcome.failed(), outcome.patients());
    }
}
