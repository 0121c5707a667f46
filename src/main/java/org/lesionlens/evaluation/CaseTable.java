package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.UserMessageException;

/**
 * What a table says of cases, a row each: the columns {@code case} (or {@code id}), {@code class} (or {@code tumour}) and
 * {@code patient} (or {@code group}).
 */
final class CaseTable {
    private static final String[] CASE = {"case", "id", "key"};
    private static final String[] CLASS = {"class", "tumour", "tumor", "kind", "diagnosis", "pathology"};
    private static final String[] PATIENT = {"patient", "group", "patient_id"};

    private final Path file;
    private final List<Map<String, String>> rows;
    private final TableColumns columns;

    private CaseTable(Path file, List<Map<String, String>> rows, Set<String> names) {
        this.file = file;
        this.rows = rows;
        this.columns = new TableColumns(
                file, names, "a row a case, with its name (case), and class or patient as the option needs it");
    }

    /**
     * Reads a table.
     *
     * @throws MalformedFileException if it is none
     * @throws UserMessageException if it has no row
     */
    static CaseTable read(Path file) throws IOException {
        List<Map<String, String>> rows = CsvTable.read(file);
        if (rows.isEmpty()) {
            throw new UserMessageException(file + " has no row: name a table with a row for each case");
        }
        return new CaseTable(file, rows, rows.get(0).keySet());
    }

    /** Whether it says to which patient a case belongs. */
    boolean hasPatients() {
        return columns.find(PATIENT).isPresent();
    }

    /**
     * The class of each case; those of which it is not said are left out.
     *
     * @throws UserMessageException if there is no such column, or a case has two of them
     */
    Map<String, String> classes() {
        return values(columns.require(CLASS));
    }

    /** The patient of each case, likewise. */
    Map<String, String> patients() {
        return values(columns.require(PATIENT));
    }

    private Map<String, String> values(String column) {
        String name = columns.require(CASE);
        Map<String, String> values = new LinkedHashMap<>();
        for (Map<String, String> row : rows) {
            String each = row.getOrDefault(name, "").strip();
            String value = row.getOrDefault(column, "").strip();
            if (each.isEmpty() || value.isEmpty()) {
                continue;
            }
            Optional<String> other = Optional.ofNullable(values.put(each, value));
            if (other.isPresent() && !other.get().equals(value)) {
                throw new UserMessageException(file + " says of the case " + each + " that its " + column + " is "
                        + other.get() + " and that it is " + value + ": leave one of the rows");
            }
        }
        return values;
    }
}
