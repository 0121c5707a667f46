package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lesionlens.cases.CaseName;
import org.lesionlens.cases.TableRow;
import org.lesionlens.volume.UsageException;

/**
 * What is to be compared: the dates of each patient, in the order of the table.
 *
 * @param patients by name; at least one
 */
public record FollowUpTable(Map<String, List<ExaminationRow>> patients) {
    static final String COLUMNS = "patient, image or mask and, if wanted, date, case, organ, reference, series, volume";

    /**
     * Reads a table.
     *
     * @throws UsageException if it has no row, no column {@code patient}, or two cases of one name
     */
    public static FollowUpTable read(Path table) throws IOException {
        Map<String, List<ExaminationRow>> patients = new LinkedHashMap<>();
        Map<String, String> spelt = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (TableRow row : TableRow.of(table, COLUMNS)) {
            String patient = spelling(spelt, table, row.name("patient"));
            List<ExaminationRow> rows = patients.computeIfAbsent(patient, first -> new ArrayList<>());
            String name = CaseName.of(
                    row.field("case").isPresent() ? row.name("case") : patient + "_" + (rows.size() + 1), table);
            if (!names.add(CaseName.key(name))) {
                throw new UsageException(table + " has two rows of the case " + name + ": give each a name of its own");
            }
            rows.add(new ExaminationRow(row, patient, name));
        }
        if (patients.isEmpty()) {
            throw new UsageException(table + " has no row below its header: list a date of a patient a row");
        }
        return new FollowUpTable(patients);
    }

    /** Two spellings of one name are more likely one patient than two. */
    private static String spelling(Map<String, String> spelt, Path table, String patient) {
        String known = spelt.putIfAbsent(CaseName.key(patient), patient);
        if (known != null && !known.equals(patient)) {
            throw new UsageException(table + " has the patients " + known + " and " + patient
                    + ", which differ in upper and lower case only: spell the name of a patient alike in all rows");
        }
        return patient;
    }

    /** All rows, patient by patient. */
    public List<ExaminationRow> rows() {
        return patients.values().stream().flatMap(List::stream).toList();
    }
}
