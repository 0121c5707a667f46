package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissedAnswersTest {
    private static ClassAnswer answer(String expected, double ofA) {
        return ClassAnswer.of("x", "x", expected, Map.of("a", ofA, "b", 1 - ofA));
    }

    private static ClassAnswer missed(String expected) {
        return new ClassAnswer("x", "x", expected, "", Map.of());
    }

    private static double auc(ClassAnswer... answers) {
        return ClassMetrics.ofClass("a").stream()
                .filter(metric -> metric.name().equals("roc_auc"))
                .findFirst()
                .orElseThrow()
                .of(List.of(answers));
    }

    /** Two of the class and two of the rest in order are 4 of 4 pairs; each missed one loses all of its pairs. */
    @Test
    void aMissedCaseLosesAllOfItsPairs() {
        ClassAnswer[] right = {answer("a", 0.9), answer("a", 0.8), answer("b", 0.2), answer("b", 0.1)};
        assertThat(auc(right)).isEqualTo(1);
        assertThat(auc(missed("a"), right[1], right[2], right[3])).isEqualTo(0.5);
        assertThat(auc(right[0], right[1], missed("b"), right[3])).isEqualTo(0.5);
        assertThat(auc(missed("a"), right[1], missed("b"), right[3])).isEqualTo(0.25);
    }

    @Test
    void withoutAnyProbabilityThereIsNoCurve() {
        assertThat(auc(missed("a"), new ClassAnswer("x", "x", "b", "b", Map.of())))
                .isNaN();
    }
}
