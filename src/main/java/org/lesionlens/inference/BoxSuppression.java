package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.lesionlens.model.Detection;
import org.lesionlens.model.Detection.Over;
import org.lesionlens.model.Detection.Suppression;
import org.lesionlens.volume.Progress;

/** Of boxes that overlap the surest stays, or the others lose some of their score: non-maximum suppression, hard and soft. */
final class BoxSuppression {
    private final Detection detection;
    private final Progress progress;

    /** @param progress is asked at each box whether to go on */
    BoxSuppression(Detection detection, Progress progress) {
        this.detection = detection;
        this.progress = progress;
    }

    /**
     * What stays of the boxes of a slice, or of a volume.
     *
     * @param labels how many there are
     * @throws java.util.concurrent.CancellationException if cancelled
     * @return by falling score; of equal ones the lower label first, then the earlier one
     */
    List<DetectedBox> of(List<DetectedBox> boxes, int labels) {
        List<DetectedBox> kept = new ArrayList<>();
        if (detection.suppression().over() == Over.ALL) {
            kept.addAll(among(boxes));
        } else {
            IntStream.range(0, labels)
                    .mapToObj(label ->
                            boxes.stream().filter(box -> box.label() == label).toList())
                    .forEach(alike -> kept.addAll(among(alike)));
        }
        return inOrder(kept);
    }

    static List<DetectedBox> inOrder(List<DetectedBox> boxes) {
        return boxes.stream()
                .sorted(Comparator.comparingDouble(DetectedBox::score).reversed())
                .toList();
    }

    private List<DetectedBox> among(List<DetectedBox> boxes) {
        return detection.suppression() instanceof Suppression.Hard hard
                ? hard(inOrder(boxes), hard.overlap())
                : soft(new ArrayList<>(inOrder(boxes)), ((Suppression.Soft) detection.suppression()).sigma());
    }

    private List<DetectedBox> hard(List<DetectedBox> boxes, double overlap) {
        List<DetectedBox> kept = new ArrayList<>();
        for (DetectedBox box : boxes) {
            if (kept.size() == detection.most()) {
                break;
            }
            progress.throwIfCancelled();
            if (isApart(box, kept, overlap)) {
                kept.add(box);
            }
        }
        return kept;
    }

    private static boolean isApart(DetectedBox box, List<DetectedBox> surer, double overlap) {
        for (DetectedBox other : surer) {
            if (other.box().iou(box.box()) > overlap) {
                return false;
            }
        }
        return true;
    }

    /** @param left by falling score; used up */
    private List<DetectedBox> soft(List<DetectedBox> left, double sigma) {
        List<DetectedBox> kept = new ArrayList<>();
        while (!left.isEmpty() && kept.size() < detection.most()) {
            progress.throwIfCancelled();
            DetectedBox best = left.remove(surest(left));
            kept.add(best);
            left.replaceAll(box -> weakened(box, best, sigma));
            left.removeIf(box -> (float) box.score() < (float) detection.leastScore());
        }
        return kept;
    }

    private static int surest(List<DetectedBox> boxes) {
        int surest = 0;
        for (int i = 1; i < boxes.size(); i++) {
            surest = boxes.get(i).score() > boxes.get(surest).score() ? i : surest;
        }
        return surest;
    }

    private static DetectedBox weakened(DetectedBox box, DetectedBox surer, double sigma) {
        double overlap = surer.box().iou(box.box());
        return overlap == 0 ? box : box.withScore(box.score() * Math.exp(-overlap * overlap / sigma));
    }
}
