package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LesionMatchingTest {
    /** The middle prediction suits the first lesion best, but then the second one would have none. */
    @Test
    void theSumIsLargestAndNotTheFirstPair() {
        CaseAgreement chain = Lesions.of(
                List.of(Lesions.box(0, 10), Lesions.box(10, 20)), List.of(Lesions.box(0, 6), Lesions.box(4, 18)));
        assertThat(LesionMatching.of(chain.lesions(), 0.1))
                .containsExactlyInAnyOrder(new LesionOverlap(0, 0, 60), new LesionOverlap(1, 1, 80));
        assertThat(chain.lesions().matched(0.65)).isZero();
    }

    @Test
    void agreesWithAllWaysToPair() {
        Random random = new Random(5);
        for (int round = 0; round < 60; round++) {
            LesionAgreement lesions = Lesions.of(boxes(random), boxes(random)).lesions();
            List<LesionOverlap> pairs = LesionMatching.of(lesions, 0.1);
            assertThat(pairs.stream().mapToDouble(lesions::iou).sum())
                    .isEqualTo(best(lesions, 0, new HashSet<>()), within(1e-12));
            assertThat(pairs.stream().map(LesionOverlap::reference)).doesNotHaveDuplicates();
            assertThat(pairs.stream().map(LesionOverlap::prediction)).doesNotHaveDuplicates();
        }
    }

    private static List<ScoredBox> boxes(Random random) {
        return IntStream.range(0, 6)
                .mapToObj(i -> {
                    int from = random.nextInt(40);
                    return Lesions.box(from, from + 2 + random.nextInt(12));
                })
                .toList();
    }

    /** Of the overlaps from an index on, with those lesions taken. */
    private static double best(LesionAgreement lesions, int from, Set<String> taken) {
        if (from == lesions.overlaps().size()) {
            return 0;
        }
        LesionOverlap pair = lesions.overlaps().get(from);
        double best = best(lesions, from + 1, taken);
        boolean free = !taken.contains("r" + pair.reference()) && !taken.contains("p" + pair.prediction());
        if (free && lesions.iou(pair) >= 0.1) {
            Set<String> with = new HashSet<>(taken);
            with.add("r" + pair.reference());
            with.add("p" + pair.prediction());
            best = Math.max(best, lesions.iou(pair) + best(lesions, from + 1, with));
        }
        return best;
    }
}
