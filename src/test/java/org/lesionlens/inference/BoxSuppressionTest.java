package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.model.Detection;
import org.lesionlens.model.Detection.Over;
import org.lesionlens.model.Detection.Suppression;
import org.lesionlens.volume.Progress;

class BoxSuppressionTest {
    private static final double LEAST = 0.05;

    private static List<DetectedBox> of(Suppression suppression, int most, DetectedBox... boxes) {
        return of(suppression, most, List.of(boxes));
    }

    private static List<DetectedBox> of(Suppression suppression, int most, List<DetectedBox> boxes) {
        Detection detection = new Detection(
                "boxes", "scores", OptionalInt.empty(), LEAST, most, suppression, List.of(0.5, 0.5), Optional.empty());
        return new BoxSuppression(detection, Progress.NONE).of(boxes, 2);
    }

    private static DetectedBox box(double from, double to, int label, double score) {
        return new DetectedBox(new RealBox(new Corner(from, 0, 0), new Corner(to, 10, 1)), label, score);
    }

    @Test
    void ofBoxesOfALabelThatAreNearlyTheSameTheSurestStays() {
        DetectedBox first = box(0, 10, 0, 0.5);
        DetectedBox second = box(1, 11, 0, 0.9);
        DetectedBox other = box(0, 10, 1, 0.4);
        DetectedBox far = box(20, 30, 0, 0.3);
        assertThat(of(new Suppression.Hard(0.5, Over.LABEL), 10, first, second, other, far))
                .containsExactly(second, other, far);
        assertThat(of(new Suppression.Hard(0.5, Over.ALL), 10, first, second, other, far))
                .containsExactly(second, far);
    }

    @Test
    void aBoxThatOverlapsByNoMoreThanIsAllowedStays() {
        DetectedBox sure = box(0, 10, 0, 0.9);
        DetectedBox half = box(0, 5, 0, 0.8);
        assertThat(of(new Suppression.Hard(0.5, Over.LABEL), 10, sure, half)).hasSize(2);
        assertThat(of(new Suppression.Hard(0.49, Over.LABEL), 10, sure, half)).containsExactly(sure);
    }

    @Test
    void theScoreOfABoxFallsWithEachSurerOneThatItOverlaps() {
        double sigma = 0.5;
        List<DetectedBox> found = of(
                new Suppression.Soft(sigma, Over.LABEL),
                10,
                box(0, 10, 0, 0.8),
                box(0, 5, 0, 0.7),
                box(5, 10, 0, 0.6),
                box(0, 10, 1, 0.5));
        double fallen = Math.exp(-0.25 / sigma);
        assertThat(found).extracting(DetectedBox::label).containsExactly(0, 1, 0, 0);
        assertThat(found)
                .extracting(DetectedBox::score)
                .satisfiesExactly(
                        score -> assertThat(score).isEqualTo(0.8),
                        score -> assertThat(score).isEqualTo(0.5),
                        score -> assertThat(score).isCloseTo(0.7 * fallen, within(1e-12)),
                        score -> assertThat(score).isCloseTo(0.6 * fallen, within(1e-12)));
    }

    @Test
    void aBoxWhoseScoreFellBelowTheLeastIsNone() {
        List<DetectedBox> found = of(
                new Suppression.Soft(0.1, Over.ALL), 10, box(0, 10, 0, 0.8), box(0, 10, 0, 0.7), box(50, 60, 0, LEAST));
        assertThat(found).extracting(DetectedBox::score).containsExactly(0.8, LEAST);
    }

    @Test
    void noMoreStayThanTheModelSays() {
        DetectedBox[] apart = new DetectedBox[8];
        for (int i = 0; i < apart.length; i++) {
            apart[i] = box(20 * i, 20 * i + 10, i % 2, 0.1 + 0.1 * i);
        }
        for (Suppression each : List.of(new Suppression.Hard(0.5, Over.LABEL), new Suppression.Soft(0.5, Over.LABEL))) {
            assertThat(of(each, 3, apart)).extracting(DetectedBox::label).containsExactly(1, 0, 1, 0, 1, 0);
        }
        assertThat(of(new Suppression.Hard(0.5, Over.ALL), 3, apart)).containsExactly(apart[7], apart[6], apart[5]);
    }

    /** After ten looks; 60,000 boxes that do not overlap would take minutes. */
    @Test
    void theUserMayEndIt() {
        AtomicInteger looks = new AtomicInteger();
        Progress impatient = new Progress() {
            @Override
            public void update(String stage, long done, long total) {}

            @Override
            public boolean isCancelled() {
                return looks.incrementAndGet() > 10;
            }
        };
        List<DetectedBox> apart = IntStream.range(0, 60_000)
                .mapToObj(i -> box(20 * i, 20 * i + 10, 0, 0.5))
                .toList();
        for (Suppression each : List.of(new Suppression.Hard(0.5, Over.LABEL), new Suppression.Soft(0.5, Over.LABEL))) {
            looks.set(0);
            Detection detection = new Detection(
                    "boxes", "scores", OptionalInt.empty(), LEAST, 60_000, each, List.of(0.5, 0.5), Optional.empty());
            assertThatThrownBy(() -> new BoxSuppression(detection, impatient).of(apart, 2))
                    .isInstanceOf(CancellationException.class);
        }
    }

    /** The rules once more, without any order or lists of what is left: each box is looked at beside every other one. */
    @Test
    void whatStaysAmongManyFollowsTheRules() {
        Random random = new Random(4);
        List<DetectedBox> boxes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double at = 60 * random.nextDouble();
            boxes.add(box(at, at + 5 + 10 * random.nextDouble(), random.nextInt(2), 0.1 + 0.9 * random.nextDouble()));
        }
        List<DetectedBox> kept = of(new Suppression.Hard(0.4, Over.LABEL), 1000, boxes);
        for (DetectedBox box : boxes) {
            boolean beaten = kept.stream()
                    .anyMatch(surer -> surer.label() == box.label()
                            && surer.score() > box.score()
                            && surer.box().iou(box.box()) > 0.4);
            assertThat(kept.contains(box)).isEqualTo(!beaten);
        }
        List<DetectedBox> soft = of(new Suppression.Soft(0.3, Over.LABEL), 1000, boxes);
        for (DetectedBox box : soft) {
            DetectedBox before = boxes.stream()
                    .filter(one -> one.box().equals(box.box()))
                    .findFirst()
                    .orElseThrow();
            double score = before.score();
            for (DetectedBox surer : soft) {
                double iou = surer.box().iou(box.box());
                score *= surer.label() == box.label() && surer.score() > box.score() ? Math.exp(-iou * iou / 0.3) : 1;
            }
            assertThat(box.score()).isCloseTo(score, within(1e-12));
        }
    }
}
