package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
     * Compares the dates of all patients and writes tables and pages.
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
        forgetEarlierRun(plan);
        for (List<ExaminationRow> rows : plan.table().patients().values()) {
            forget(rows.get(0).patient(), plan);
            PatientFollowUp patient = comparison.of(rows);
            tell(patient, said);
            tables.add(patient, rows.stream().map(ExaminationRow::name).toList());
            page.add(patient);
            report(patient, plan, said);
            outcome = outcome.and(patient);
            ended.accept(outcome);
        }
        tables.write(plan.output());
        page.write();
        return outcome;
    }

    /** Also pages of patients who are not in this table must not stand beside its tables. */
    private static void forgetEarlierRun(FollowUpPlan plan) throws IOException {
        for (Path file : FollowUpPage.ofEarlierRun(plan.output()).toList()) {
            Files.deleteIfExists(file);
        }
    }

    /** What an earlier run said of a patient must not stand beside the tables of this one. */
    private static void forget(String patient, FollowUpPlan plan) throws IOException {
        for (Path file : FollowUpPage.files(plan.output(), patient).toList()) {
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
