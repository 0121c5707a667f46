package org.lesionlens.followup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.lesionlens.volume.Progress;

/** The way to compare dates: every door starts here, once the lesions of every date are there. */
public final class FollowUp {
    private FollowUp() {}

    /**
     * What became of a run.
     *
     * @param failed patients of whom nothing was compared
     * @param incomplete patients of whom a date was not compared
     */
    public record Outcome(int patients, int failed, int incomplete) {}

    /**
     * Compares the dates of all patients and writes tables and pages.
     *
     * @param said is told of patients and dates that are not compared, a sentence each, without their dates
     */
    public static Outcome run(FollowUpPlan plan, Consumer<String> said, Progress progress) throws IOException {
        PatientComparison comparison = new PatientComparison(
                new ExaminationReader(plan.source(), plan.reading()), plan.settings(), plan.output(), progress);
        List<PatientFollowUp> patients = new ArrayList<>();
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (List<ExaminationRow> rows : plan.table().patients().values()) {
            PatientFollowUp patient = comparison.of(rows);
            names.put(
                    patient.patient(), rows.stream().map(ExaminationRow::name).toList());
            tell(patient, said);
            patients.add(patient);
        }
        FollowUpTables.write(plan.output(), patients, names);
        return outcome(patients);
    }

    private static void tell(PatientFollowUp patient, Consumer<String> said) {
        if (patient.failure().isEmpty()) {
            patient.left().forEach((name, reason) -> said.accept(name + ": not compared: " + reason));
        } else {
            said.accept(patient.patient() + ": not compared: " + patient.failure());
        }
    }

    private static Outcome outcome(List<PatientFollowUp> patients) {
        int failed = (int)
                patients.stream().filter(one -> one.courses().isEmpty()).count();
        int whole = (int) patients.stream().filter(PatientFollowUp::isWhole).count();
        return new Outcome(patients.size(), failed, patients.size() - failed - whole);
    }
}
