package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassMetricsTest {
    @Test
    void perfectAnswersArePerfect() {
        List<ClassAnswer> answers = List.of(answer("ill", 1), answer("ill", 1), answer("well", 0), answer("well", 0));
        for (ClassMetric metric : ClassMetrics.ALL) {
            assertThat(metric.of(answers)).as(metric.name()).isEqualTo(metric.better() == Metric.Better.HIGHER ? 1 : 0);
        }
        assertThat(ConfusionMatrix.of(answers).counts()).containsExactly(List.of(2L, 0L), List.of(0L, 2L));
    }

    @Test
    void answersThatAreAlwaysTheSameAreWorthAHalf() {
        List<ClassAnswer> answers = List.of(answer("ill", 0.5), answer("ill", 0.5), answer("well", 0.5));
        assertThat(of("roc_auc", answers)).isEqualTo(0.5);
        assertThat(of("sensitivity_at_specificity_90", answers)).isZero();
        assertThat(of("brier", answers)).isEqualTo(0.5);
        assertThat(of("average_precision", answers)).isEqualTo((2 / 3.0 + 1 / 3.0) / 2, within(1e-12));
    }

    /** Of ten well cases one may be called ill; the second highest false alarm is at 0.7. */
    @Test
    void sensitivityAtASpecificityIsThatOfTheLowestThresholdThatKeepsIt() {
        List<ClassAnswer> answers = new ArrayList<>(
                List.of(answer("ill", 0.9), answer("ill", 0.75), answer("ill", 0.7), answer("ill", 0.2)));
        for (int i = 0; i < 10; i++) {
            answers.add(answer("well", i == 0 ? 0.8 : i == 1 ? 0.7 : 0.1));
        }
        assertThat(ClassMetrics.ofClass("ill").get(3).of(answers)).isEqualTo(2 / 4.0);
        assertThat(ClassMetrics.roc(answers, "ill"))
                .startsWith(
                        new CurvePoint(0, 0, Double.POSITIVE_INFINITY),
                        new CurvePoint(0, 0.25, 0.9),
                        new CurvePoint(0.1, 0.25, 0.8));
    }

    @Test
    void aCaseWithoutAnAnswerIsWrong() {
        ClassAnswer none = new ClassAnswer("case", "case", "ill", "", Map.of());
        List<ClassAnswer> answers = List.of(answer("ill", 0.9), answer("well", 0.1), none);
        assertThat(of("accuracy", answers)).isEqualTo(2 / 3.0);
        assertThat(of("balanced_accuracy", answers)).isEqualTo(0.75);
        assertThat(of("roc_auc", answers)).isEqualTo(1);
        assertThat(metric("roc_auc").cases(answers)).isEqualTo(2);
        assertThat(ConfusionMatrix.of(answers).predicted()).containsExactly("ill", "well", "");
        assertThat(ConfusionMatrix.of(answers).counts()).containsExactly(List.of(1L, 0L, 1L), List.of(0L, 1L, 0L));
        assertThat(metric("roc_auc").undefined(List.of(none))).isEqualTo("no answer has probabilities");
        assertThat(metric("roc_auc").undefined(List.of(answer("ill", 1)))).isEqualTo("it needs cases of two classes");
    }

    /** Sure by 0.8, right in half of the cases. */
    @Test
    void calibrationIsHowMuchAnswersAreTooSure() {
        List<ClassAnswer> answers = List.of(answer("ill", 0.8), answer("well", 0.8));
        assertThat(of("ece", answers)).isEqualTo(0.3, within(1e-12));
        assertThat(Calibration.of(answers).bins()).hasSize(15);
        Calibration.Bin bin = Calibration.of(answers).bins().get(11);
        assertThat(bin.high()).isEqualTo(0.8);
        assertThat(bin.answers()).isEqualTo(2);
        assertThat(bin.accuracy()).isEqualTo(0.5);
    }

    @Test
    void intervalsAreByPatient() {
        List<ClassAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(answer(i % 2 == 0 ? "ill" : "well", i % 5 == 0 ? 0.5 : i % 2 == 0 ? 0.9 : 0.2));
        }
        Interval area = metric("roc_auc").of(answers, new Bootstrap(200, 0.95, 1));
        assertThat(area.estimate()).isBetween(area.low(), area.high());
        assertThat(area.high() - area.low()).isBetween(0.01, 0.5);
    }

    @Test
    void whatAreNoProbabilitiesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassAnswer.of("case", "case", "a", Map.of("a", 0.9, "b", 0.9)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassAnswer.of("case", "case", "a", Map.of("a", 1.5, "b", -0.5)));
        assertThat(ClassAnswer.of("case", "case", "a", Map.of("b", 0.5, "a", 0.5))
                        .predicted())
                .isEqualTo("a");
    }

    private static int number;

    private static ClassAnswer answer(String expected, double ill) {
        String name = "case" + number++;
        return ClassAnswer.of(name, name, expected, Map.of("ill", ill, "well", 1 - ill));
    }

    private static ClassMetric metric(String name) {
        return ClassMetrics.ALL.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double of(String name, List<ClassAnswer> answers) {
        return metric(name).of(answers);
    }
}
