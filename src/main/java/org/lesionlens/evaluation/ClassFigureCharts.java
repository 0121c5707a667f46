package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.draw.CalibrationPlot;
import org.lesionlens.draw.ConfusionPlot;
import org.lesionlens.draw.Curve;
import org.lesionlens.draw.RocPlot;
import org.lesionlens.metric.Calibration;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.ClassMetrics;
import org.lesionlens.metric.ConfusionMatrix;
import org.lesionlens.metric.CurvePoint;

/** The charts of how well classes were told. */
final class ClassFigureCharts {
    private static final int MOST_CURVES = 12;
    private static final int MOST_CLASSES = 30;

    private ClassFigureCharts() {}

    static List<ReportFigures.Shown> of(Evaluation evaluation, ClassResults classes) {
        List<ClassAnswer> answers = evaluation.answers();
        List<ReportFigures.Shown> shown = new ArrayList<>();
        ConfusionMatrix matrix = ConfusionMatrix.of(answers);
        if (matrix.expected().size() <= MOST_CLASSES) {
            shown.add(confusion(matrix));
        }
        addRoc(answers, classes, shown);
        Calibration calibration = Calibration.of(answers);
        if (!Double.isNaN(calibration.error())) {
            shown.add(calibration(calibration));
        }
        return shown;
    }

    private static ReportFigures.Shown confusion(ConfusionMatrix matrix) {
        List<String> predicted = matrix.predicted().stream()
                .map(kind -> kind.isEmpty() ? "no answer" : kind)
                .toList();
        return new ReportFigures.Shown(
                new ConfusionPlot("Classes", matrix.expected(), predicted, matrix.counts()).figure("confusion"),
                "Cases, and their share of the expected class.");
    }

    private static void addRoc(List<ClassAnswer> answers, ClassResults classes, List<ReportFigures.Shown> shown) {
        List<Curve> curves = new ArrayList<>();
        for (String kind : classes.classes()) {
            List<CurvePoint> roc = ClassMetrics.roc(answers, kind);
            if (!roc.isEmpty()) {
                curves.add(new Curve(
                        kind + " (AUC " + ReportText.number(area(answers, kind)) + ")", ReportFigures.points(roc)));
            }
        }
        if (!curves.isEmpty()) {
            List<Curve> first = curves.subList(0, Math.min(MOST_CURVES, curves.size()));
            shown.add(new ReportFigures.Shown(
                    new RocPlot("ROC, one class against the rest", first).figure("roc"),
                    first.size() < curves.size()
                            ? "The first " + MOST_CURVES + " of " + curves.size() + " classes."
                            : "A case without an answer ranks as wrong as can be."));
        }
    }

    private static double area(List<ClassAnswer> answers, String kind) {
        return ClassMetrics.ofClass(kind).stream()
                .filter(metric -> metric.name().equals("roc_auc"))
                .mapToDouble(metric -> metric.of(answers))
                .findFirst()
                .orElseThrow();
    }

    private static ReportFigures.Shown calibration(Calibration calibration) {
        List<CalibrationPlot.Bin> bins = calibration.bins().stream()
                .map(bin -> new CalibrationPlot.Bin(bin.confidence(), bin.accuracy(), bin.answers()))
                .toList();
        return new ReportFigures.Shown(
                new CalibrationPlot("Calibration of the answers' probabilities", bins).figure("calibration"),
                bins.size() + " bins of equal width; expected calibration error "
                        + ReportText.number(calibration.error()) + ".");
    }
}
