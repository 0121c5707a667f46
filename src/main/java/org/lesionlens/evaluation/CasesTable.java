package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lesionlens.cases.ClassProbabilities;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.Metrics;

/**
 * The table of cases: a row a case, or a row a case and kind of lesion where these are told apart. Names of columns are API; new
 * ones stand at the end. A pair that was not compared has a note and no figures.
 */
public final class CasesTable {
    /** What the file begins with. */
    public static final String BEGINNING = "case,dice,iou,";

    /** What the table began with; all other figures come after its note. */
    private static final List<String> FIRST = List.of(
            "dice", "iou", "hd95", "lesions", "predicted", "found", "invented", "matched", "volume_ref", "volume_pred");

    private CasesTable() {}

    /**
     * A row.
     *
     * @param agreement empty of a pair that was not compared
     * @param answer empty where the class of the case is not known
     */
    private record Line(
            String name,
            String group,
            Optional<LabelledAgreement> agreement,
            Optional<ClassAnswer> answer,
            String note) {
        String ofAnswer(Function<ClassAnswer, String> text) {
            return answer.map(text).orElse("");
        }

        double figure(Metric metric) {
            return agreement.map(each -> metric.of(each.agreement())).orElse(Double.NaN);
        }
    }

    /** Writes the table of cases, atomically. */
    public static void write(Path file, Evaluation evaluation) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (EvaluatedCase each : evaluation.cases()) {
            each.agreements()
                    .forEach(agreement -> lines.add(
                            new Line(each.name(), each.group(), Optional.of(agreement), each.answer(), each.note())));
        }
        for (RefusedPair each : evaluation.refused()) {
            lines.add(new Line(each.pair().name(), each.group(), Optional.empty(), Optional.empty(), each.why()));
        }
        List<String> order = evaluation.order();
        lines.sort(Comparator.comparingInt(line -> order.indexOf(line.name())));
        table(evaluation.setup()).write(file, lines);
    }

    private static Table<Line> table(Setup setup) {
        List<Metric> metrics = Stream.concat(setup.metrics().stream(), Metrics.COUNTS.stream())
                .filter(metric -> metric.ofCase().isPresent())
                .toList();
        List<Column<Line>> columns = new ArrayList<>();
        columns.add(Column.text("case", Line::name));
        for (String name : FIRST) {
            metrics.stream()
                    .filter(metric -> metric.name().equals(name))
                    .forEach(metric -> columns.add(figure(metric)));
        }
        columns.add(Column.text("class_ref", line -> line.ofAnswer(ClassAnswer::expected)));
        columns.add(Column.text("class_pred", line -> line.ofAnswer(ClassAnswer::predicted)));
        columns.add(Column.text("note", Line::note));
        columns.add(Column.text(
                "label", line -> line.agreement().map(LabelledAgreement::label).orElse("")));
        columns.add(Column.text("patient", line -> setup.byPatient() ? line.group() : ""));
        columns.add(Column.text(
                "class_probabilities",
                line -> line.ofAnswer(answer -> ClassProbabilities.text(new TreeMap<>(answer.probabilities())))));
        metrics.stream()
                .filter(metric -> !FIRST.contains(metric.name()))
                .forEach(metric -> columns.add(figure(metric)));
        return new Table<>(columns);
    }

    private static Column<Line> figure(Metric metric) {
        return Column.number(metric.name(), metric.unit().symbol(), line -> line.figure(metric));
    }
}
