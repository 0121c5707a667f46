package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;

/**
 * The tables of a cohort, in its order: a row a lesion, a row a case.
 *
 * <p>They hold nothing that two runs over the same files could disagree on, such as times; these are in the journal.
 */
final class CohortTables {
    private static final Table<CaseOutcome> CASE_TABLE = new Table<>(
            Column.text("case", outcome -> outcome.name()),
            Column.text("group", outcome -> outcome.item().about().group()),
            Column.text("date", outcome -> outcome.item().about().date()),
            Column.text("state", CaseOutcome::state),
            Column.number(
                    "lesions",
                    "",
                    outcome -> outcome.isDone() ? outcome.lesions().size() : Double.NaN),
            Column.exact("total_volume_ml", "ml", CaseOutcome::totalVolumeMl),
            Column.exact("largest_diameter_mm", "mm", CaseOutcome::largestDiameterMm),
            Column.text("class", CaseOutcome::largestClass),
            Column.number(
                    "dice", "", outcome -> outcome.last().map(Attempt::dice).orElse(Double.NaN)),
            Column.text("error_class", CaseOutcome::errorClass),
            Column.text("error", CaseOutcome::error),
            Column.text("warnings", outcome -> String.join("; ", outcome.warnings())),
            Column.text("note", CaseOutcome::note));

    private CohortTables() {}

    /** The columns of the table of cases. */
    static List<String> header() {
        return CASE_TABLE.header();
    }

    static void write(Path output, List<CaseOutcome> outcomes) throws IOException {
        List<Row> lesions =
                outcomes.stream().flatMap(outcome -> outcome.lesions().stream()).toList();
        LesionsCsv.TABLE.writeRows(output.resolve(LesionsCsv.FILE), lesions);
        CASE_TABLE.write(output.resolve(RunFiles.CASES), outcomes);
    }
}
