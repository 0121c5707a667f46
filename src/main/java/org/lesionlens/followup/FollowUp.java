package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;

/** The way to compare dates: every door starts here, once the lesions of every date are there. */
public final class FollowUp {
    private FollowUp() {}

    /**
     * What became of a run.
     *
     * @param patients that were looked at
     * @param failed patients of whom nothing was compared
     * @param incomplete patients of whom a date was not compared
     */
    public record Outcome(int patients, int failed, int incomplete) {
        private Outcome and(PatientFollowUp patient) {
            boolean fails = patient.courses().isEmpty();
            boolean lacks = !fails && !patient.left().isEmpty();
            return new Outcome(patients + 1, failed + (fails ? 1 : 0), incomplete + (lacks ? 1 : 0));
        }
    }

    /**
     * Compares the dates of all patients and writes tables and pages. Those of an earlier run go as soon as the first patient's are
     * there, so that a run that is stopped leaves none which tell of other pages.
     *
     * @param said is told of patients and dates that are not compared, and what else is remarkable, a sentence each, without
     *     dates
     * @param ended is told after each patient what has become of all so far
     */
    public static Outcome run(FollowUpPlan plan, Consumer<String> said, Consumer<Outcome> ended, Progress progress)
            throws IOException {
        PatientComparison comparison = new PatientComparison(
                Optional.of(new ExaminationReader(plan.source(), plan.reading())),
                plan.settings(),
                plan.output(),
                progress);
        FollowUpTables tables = new FollowUpTables();
        FollowUpPage page = new FollowUpPage(plan.output(), plan.settings());
        Outcome outcome = new Outcome(0, 0, 0);
        for (List<ExaminationRow> rows : plan.table().patients().values()) {
            PatientFollowUp patient = comparison.of(rows);
            tell(patient, said);
            forget(FollowUpTables.files(plan.output()));
            forget(FollowUpPage.ofEarlierRun(plan.output(), patient.patient()));
            tables.add(patient, rows.stream().map(ExaminationRow::name).toList());
            page.add(patient);
            report(patient, plan, said);
            outcome = outcome.and(patient);
            ended.accept(outcome);
        }
        tables.write(plan.output());
        page.write();
        forget(ofPatientsNoLongerThere(plan));
        return outcome;
    }

    /** Pages of patients who are not in this table must not stand beside its tables. */
    private static Stream<Path> ofPatientsNoLongerThere(FollowUpPlan plan) throws IOException {
        Set<Path> own = plan.table().patients().keySet().stream()
                .flatMap(patient -> FollowUpPage.files(plan.output(), patient))
                .collect(Collectors.toSet());
        return FollowUpPage.ofEarlierRuns(plan.output()).stream().filter(file -> !own.contains(file));
    }

    /** What an earlier run said must not stand beside the results of this one. */
    private static void forget(Stream<Path> files) throws IOException {
        for (Path file : files.toList()) {
            Files.deleteIfExists(file);
        }
    }

    /** What is missing in the images is no fault of the comparison. */
    private static void report(PatientFollowUp patient, FollowUpPlan plan, Consumer<String> said) throws IOException {
        PatientReport report = new PatientReport(patient);
        if (!plan.settings().report() || patient.courses().isEmpty() || !report.isPossible()) {
            return;
        }
        try {
            report.write(FollowUpPage.file(plan.output(), patient.patient(), FollowUpPage.REPORT));
        } catch (UserMessageException e) {
            said.accept(patient.patient() + ": no structured report: " + e.getMessage());
        }
    }

    private static void tell(PatientFollowUp patient, Consumer<String> said) {
        patient.dates().forEach(date -> date.notes().forEach(note -> said.accept(date.name() + ": " + note)));
        if (patient.failure().isEmpty()) {
            patient.left().forEach((name, reason) -> said.accept(name + ": not compared: " + reason));
        } else {
            said.accept(patient.patient() + ": not compared: " + patient.failure());
        }
    }
}
