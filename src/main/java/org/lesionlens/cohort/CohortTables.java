package org.lesionlens.cohort;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.io.table.CsvTable;

/**
 * The tables of a cohort, in its order: a row a lesion, a row a case.
 *
 * <p>They hold nothing that two runs over the same files could disagree on, such as times; these are in the journal.
 */
public final class CohortTables {
    public static final String LESIONS = "lesions.csv";
    public static final String CASES = "cases.csv";

    private static final List<String> CASE_COLUMNS = List.of(
            "case",
            "group",
            "date",
            "state",
            "lesions",
            "total_volume_ml",
            "largest_diameter_mm",
            "class",
            "dice",
            "error_class",
            "error",
            "warnings",
            "note");

    private CohortTables() {}

    static void write(Path output, List<CaseOutcome> outcomes) throws IOException {
        List<List<String>> lesions = new ArrayList<>();
        List<List<String>> cases = new ArrayList<>();
        for (CaseOutcome outcome : outcomes) {
            outcome.lesions().forEach(lesion -> lesions.add(row(lesion)));
            cases.add(row(outcome));
        }
        CsvTable.write(output.resolve(LESIONS), LesionsCsv.HEADER, lesions);
        CsvTable.write(output.resolve(CASES), CASE_COLUMNS, cases);
    }

    private static List<String> row(Map<String, String> lesion) {
        return LesionsCsv.HEADER.stream().map(lesion::get).toList();
    }

    private static List<String> row(CaseOutcome outcome) {
        return List.of(
                outcome.one().name(),
                outcome.one().group(),
                outcome.one().date(),
                outcome.state(),
                outcome.isDone() ? Integer.toString(outcome.lesions().size()) : "",
                outcome.totalVolumeMl().map(BigDecimal::toPlainString).orElse(""),
                outcome.largestDiameterMm().map(BigDecimal::toPlainString).orElse(""),
                outcome.largestClass(),
                outcome.last().map(Attempt::dice).map(CsvTable::number).orElse(""),
                outcome.errorClass(),
                outcome.error(),
                String.join("; ", outcome.warnings()),
                outcome.note());
    }
}
