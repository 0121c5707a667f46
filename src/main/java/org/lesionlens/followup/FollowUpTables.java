package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;

/**
 * The tables of a follow-up: a row a lesion and date, a row a response, a row a date. The names of their columns are API; a new one
 * stands at the end.
 */
final class FollowUpTables {
    static final String LESIONS = "followup.csv";
    static final String RESPONSES = "response.csv";
    static final String DATES = "dates.csv";

    /** A lesion of a patient at a date. */
    record LesionRow(PatientFollowUp patient, Courses.Course lesion, int date) {
        TrackState state() {
            return lesion.states().get(date);
        }

        double ofChange(ToDoubleFunction<Change> figure) {
            return state().sincePrevious().map(figure::applyAsDouble).orElse(Double.NaN);
        }

        double ofFirst(ToDoubleFunction<Change> figure) {
            return state().sinceFirst().map(figure::applyAsDouble).orElse(Double.NaN);
        }

        double ofSeen(ToDoubleFunction<TrackState> figure) {
            return state().isSeen() ? figure.applyAsDouble(state()) : Double.NaN;
        }

        /** What is not seen is 0 ml where the image covers its place, else unknown. */
        double ofVolume(ToDoubleFunction<LesionVolume> figure) {
            return state().kind() == TrackState.Kind.OUTSIDE ? Double.NaN : figure.applyAsDouble(state().volume());
        }
    }

    private record ResponseRow(PatientFollowUp patient, Response response) {}

    /**
     * A row of the table, compared or not.
     *
     * @param date counted from 0; -1 if it was not compared
     */
    private record DateRow(PatientFollowUp patient, String name, int date, String reason) {
        boolean isCompared() {
            return date >= 0;
        }

        Examination examination() {
            return patient.dates().get(date);
        }
    }

    static final Table<LesionRow> LESION_TABLE = new Table<>(
            Column.text("patient", row -> row.patient().patient()),
            Column.text("lesion", row -> row.lesion().track().name()),
            Column.text("case", row -> row.patient().dates().get(row.date()).name()),
            Column.text("date", row -> date(row.patient(), row.date())),
            Column.count("days", row -> days(row.patient(), row.date())),
            Column.text("state", row -> row.state().kind().toString()),
            Column.text("structure", row -> row.state().structure()),
            Column.text(
                    "labels",
                    row -> row.state().parts().stream()
                            .map(part -> Integer.toString(part.label()))
                            .collect(Collectors.joining(";"))),
            Column.number("volume_ml", "ml", row -> row.ofVolume(LesionVolume::ml)),
            Column.number("volume_low_ml", "ml", row -> row.ofVolume(LesionVolume::lowMl)),
            Column.number("volume_high_ml", "ml", row -> row.ofVolume(LesionVolume::highMl)),
            Column.number("error_shift_ml", "ml", row -> row.ofVolume(LesionVolume::shiftMl)),
            Column.number("error_views_ml", "ml", row -> row.ofVolume(LesionVolume::viewsMl)),
            Column.number("diameter_mm", "mm", row -> row.ofSeen(TrackState::longestMm)),
            Column.number("perpendicular_mm", "mm", row -> row.ofSeen(TrackState::perpendicularMm)),
            Column.number("change_ml", "ml", row -> row.ofChange(Change::ml)),
            Column.number("change_low_ml", "ml", row -> row.ofChange(Change::lowMl)),
            Column.number("change_high_ml", "ml", row -> row.ofChange(Change::highMl)),
            Column.number("change_percent", "%", row -> row.ofChange(Change::percent)),
            Column.number("doubling_days", "days", row -> row.ofChange(Change::doublingDays)),
            Column.text(
                    "within_error",
                    row -> row.state()
                            .sincePrevious()
                            .map(change -> change.isWithinError() ? "yes" : "no")
                            .orElse("")),
            Column.number("change_from_first_ml", "ml", row -> row.ofFirst(Change::ml)),
            Column.number("change_from_first_percent", "%", row -> row.ofFirst(Change::percent)));

    private static final Table<ResponseRow> RESPONSE_TABLE = new Table<>(
            Column.text("patient", row -> row.patient().patient()),
            Column.text("date", row -> date(row.patient(), row.response().date())),
            Column.count("days", row -> days(row.patient(), row.response().date())),
            Column.text("criterion", row -> row.response().criterion().toString()),
            Column.text("category", row -> row.response().category().toString()),
            Column.number("sum", "mm or mm2", row -> row.response().sum()),
            Column.text("unit", row -> row.response().criterion().unit()),
            Column.number("baseline_sum", "mm or mm2", row -> row.response().baselineSum()),
            Column.number("nadir_sum", "mm or mm2", row -> row.response().nadirSum()),
            Column.number("from_baseline_percent", "%", row -> row.response().fromBaselinePercent()),
            Column.number("from_nadir_percent", "%", row -> row.response().fromNadirPercent()),
            Column.text("targets", row -> String.join("; ", row.response().targets())),
            Column.text("new_lesions", row -> String.join("; ", row.response().newLesions())),
            Column.text("decided_by", row -> row.response().decidedBy()),
            Column.text("thresholds", row -> row.response().thresholds()),
            Column.text(
                    "standing",
                    row -> "computed aid, unconfirmed; " + row.response().limits()));

    private static final Table<DateRow> DATE_TABLE = new Table<>(
            Column.text("patient", row -> row.patient().patient()),
            Column.text("case", DateRow::name),
            Column.text("date", row -> row.isCompared() ? date(row.patient(), row.date()) : ""),
            Column.text("compared", row -> row.isCompared() ? "yes" : "no"),
            Column.text(
                    "lesions_from",
                    row -> row.isCompared() ? row.examination().origin().toString() : ""),
            Column.number("lesions", "", row -> row.isCompared() ? seen(row) : Double.NaN),
            Column.number("total_volume_ml", "ml", row -> row.isCompared() ? total(row) : Double.NaN),
            Column.text(
                    "space",
                    row -> row.isCompared()
                            ? row.patient()
                                    .courses()
                                    .orElseThrow()
                                    .spaces()
                                    .get(row.date())
                                    .how()
                            : ""),
            Column.text(
                    "note",
                    row -> row.isCompared()
                            ? String.join("; ", row.examination().notes())
                            : row.reason()));

    private final List<Row> lesions = new ArrayList<>();
    private final List<Row> responses = new ArrayList<>();
    private final List<Row> dates = new ArrayList<>();

    /**
     * Adds a patient, of whom nothing but the rows is kept.
     *
     * @param names the cases of the patient, in the order of the table
     */
    void add(PatientFollowUp patient, List<String> names) {
        lesions.addAll(LESION_TABLE.rows(rows(patient)));
        responses.addAll(RESPONSE_TABLE.rows(patient.responses().stream()
                .flatMap(List::stream)
                .map(response -> new ResponseRow(patient, response))
                .toList()));
        dates.addAll(DATE_TABLE.rows(dates(patient, names)));
    }

    /** Those of a run. */
    static Stream<Path> files(Path output) {
        return Stream.of(LESIONS, RESPONSES, DATES, FollowUpPage.FILE).map(output::resolve);
    }

    void write(Path output) throws IOException {
        LESION_TABLE.writeRows(output.resolve(LESIONS), lesions);
        RESPONSE_TABLE.writeRows(output.resolve(RESPONSES), responses);
        DATE_TABLE.writeRows(output.resolve(DATES), dates);
    }

    static List<LesionRow> rows(PatientFollowUp patient) {
        List<LesionRow> rows = new ArrayList<>();
        for (Courses.Course lesion : patient.lesions()) {
            IntStream.range(0, lesion.states().size()).forEach(date -> rows.add(new LesionRow(patient, lesion, date)));
        }
        return rows;
    }

    private static List<DateRow> dates(PatientFollowUp patient, List<String> names) {
        List<String> compared = patient.dates().stream().map(Examination::name).toList();
        return names.stream()
                .map(name -> new DateRow(
                        patient, name, compared.indexOf(name), patient.left().getOrDefault(name, patient.failure())))
                .toList();
    }

    static String date(PatientFollowUp patient, int date) {
        return patient.dates().get(date).date().toString();
    }

    static long days(PatientFollowUp patient, int date) {
        List<Examination> dates = patient.dates();
        return ChronoUnit.DAYS.between(dates.get(0).date(), dates.get(date).date());
    }

    private static double seen(DateRow row) {
        return row.patient().lesions().stream()
                .mapToInt(lesion -> lesion.states().get(row.date()).parts().size())
                .sum();
    }

    private static double total(DateRow row) {
        return row.patient().lesions().stream()
                .mapToDouble(lesion -> lesion.states().get(row.date()).volume().ml())
                .sum();
    }
}
