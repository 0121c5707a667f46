package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lesionlens.cases.BoxesCsv;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;

/**
 * The tables of a cohort, in its order: a row a lesion or box, a row a case.
 *
 * <p>They hold nothing that two runs over the same files could disagree on, such as times; these are in the journal.
 */
final class CohortTables {
    private static final List<Column<CaseOutcome>> BEFORE = List.of(
            Column.text("case", outcome -> outcome.name()),
            Column.text("group", outcome -> outcome.item().about().group()),
            Column.text("date", outcome -> outcome.item().about().date()),
            Column.text("state", CaseOutcome::state));

    private static final List<Column<CaseOutcome>> AFTER = List.of(
            Column.text("error_class", CaseOutcome::errorClass),
            Column.text("error", CaseOutcome::error),
            Column.text("warnings", outcome -> String.join("; ", outcome.warnings())),
            Column.text("note", CaseOutcome::note));

    private static final Table<CaseOutcome> OF_REGIONS = new Table<>(BEFORE)
            .and(List.of(
                    count(FindingKind.REGIONS),
                    Column.exact("total_volume_ml", "ml", CaseOutcome::totalVolumeMl),
                    Column.exact("largest_diameter_mm", "mm", CaseOutcome::largestDiameterMm),
                    Column.text("class", CaseOutcome::mainClass),
                    Column.number(
                            "dice",
                            "",
                            outcome -> outcome.last().map(Attempt::dice).orElse(Double.NaN))))
            .and(AFTER);

    private static final Table<CaseOutcome> OF_BOXES = new Table<>(BEFORE)
            .and(List.of(
                    count(FindingKind.BOXES),
                    Column.text("class", CaseOutcome::mainClass),
                    Column.exact("score", "", CaseOutcome::bestScore)))
            .and(AFTER);

    private CohortTables() {}

    private static Column<CaseOutcome> count(FindingKind kind) {
        return Column.number(
                kind.several(),
                "",
                outcome -> outcome.isDone() ? outcome.findings().size() : Double.NaN);
    }

    /** The columns of the table of cases. */
    static List<String> header() {
        return OF_REGIONS.header();
    }

    /** A case without boxes has a row, or nobody would know that it was looked at. */
    private static List<Row> rows(FindingKind kind, CaseOutcome outcome) {
        return kind == FindingKind.BOXES
                        && outcome.isDone()
                        && outcome.findings().isEmpty()
                ? List.of(BoxesCsv.none(outcome.name()))
                : outcome.findings();
    }

    static void write(Path output, FindingKind kind, List<CaseOutcome> outcomes) throws IOException {
        removeOther(output, kind);
        kind.write(
                output,
                outcomes.stream()
                        .flatMap(outcome -> rows(kind, outcome).stream())
                        .toList());
        (kind == FindingKind.BOXES ? OF_BOXES : OF_REGIONS).write(output.resolve(RunFiles.CASES), outcomes);
    }

    /** Of a run that this one takes the place of; a table of that name that no run wrote is somebody's own. */
    private static void removeOther(Path output, FindingKind kind) throws IOException {
        FindingKind before = FindingKind.in(output);
        if (before != kind && Files.exists(output.resolve(RunFiles.CASES))) {
            Files.deleteIfExists(output.resolve(before.file()));
        }
    }
}
