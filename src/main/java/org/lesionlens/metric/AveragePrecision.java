package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.lesionlens.metric.CocoCase.Fate;

/**
 * COCO's average precision of lesions, in a plane or in a volume: the mean precision at 101 recalls, and over thresholds of
 * intersection over union.
 *
 * <p>In each case detections take lesions by falling score, each the free one that it overlaps most, if by at least the
 * threshold. The detections of all cases are then taken by falling score; at each recall stands the best precision at that
 * recall or a higher one. There is no limit to the number of detections. Lesions that are not of the size asked for neither
 * count nor harm, nor do detections that match none and are not of that size. Sizes of lesions are those of their masks,
 * sizes of detected boxes those of the boxes: {@link SizeClass}. Source: T.-Y. Lin et al.,
 * "Microsoft COCO: common objects in context", ECCV 2014, as pycocotools computes it.
 */
public final class AveragePrecision {
    /** 0.5, 0.55 to 0.95. */
    public static final List<Double> THRESHOLDS = IntStream.range(0, 10)
            .mapToObj(i -> i == 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9))
            .toList();

    private static final int RECALLS = 101;

    /** What has to overlap. */
    public enum Overlap {
        BOXES,
        MASKS
    }

    /** A detection of a case, and what became of it at each threshold. */
    private record Detection(double score, int at, List<Fate> fates) {}

    /** At a threshold the detections that count, by falling score: of which case, and whether they are right. */
    private static final class Level {
        private final double[] scores;
        private final int[] at;
        private final boolean[] right;

        Level(List<Detection> detections, int level) {
            List<Detection> counted = detections.stream()
                    .filter(each -> each.fates.get(level) != Fate.IGNORED)
                    .toList();
            scores = counted.stream().mapToDouble(Detection::score).toArray();
            at = counted.stream().mapToInt(Detection::at).toArray();
            right = new boolean[scores.length];
            for (int i = 0; i < right.length; i++) {
                right[i] = counted.get(i).fates.get(level) == Fate.RIGHT;
            }
        }
    }

    private final long[] lesions;
    private final boolean defined;
    private final List<Level> levels;

    private AveragePrecision(List<CaseAgreement> cases, List<Double> thresholds, Overlap overlap, SizeClass size) {
        lesions = new long[cases.size()];
        boolean comparable = size == SizeClass.ALL || SizeClass.units(cases).size() < 2;
        defined = comparable
                && cases.stream()
                        .map(CaseAgreement::lesions)
                        .allMatch(each -> each.scored()
                                && (each.masks() || overlap == Overlap.BOXES)
                                && (each.sized() || size == SizeClass.ALL));
        List<Detection> detections = new ArrayList<>();
        for (int i = 0; i < lesions.length && defined; i++) {
            CocoCase coco = CocoCase.of(cases.get(i).lesions(), overlap, size);
            lesions[i] = coco.counted();
            add(detections, coco, cases.get(i).lesions(), thresholds, i);
        }
        detections.sort(Comparator.comparingDouble(Detection::score).reversed());
        levels = IntStream.range(0, thresholds.size())
                .mapToObj(level -> new Level(detections, level))
                .toList();
    }

    /**
     * Matches the detections of each case, once for all resamples.
     *
     * @param thresholds of intersection over union, each at least 0.5
     */
    public static AveragePrecision of(
            List<CaseAgreement> cases, List<Double> thresholds, Overlap overlap, SizeClass size) {
        return new AveragePrecision(cases, thresholds, overlap, size);
    }

    private static void add(
            List<Detection> detections, CocoCase coco, LesionAgreement agreement, List<Double> levels, int at) {
        List<List<Fate>> byLevel = levels.stream().map(coco::fates).toList();
        for (int i = 0; i < coco.order().size(); i++) {
            int rank = i;
            double score = agreement.predictions().get(coco.order().get(i)).score();
            detections.add(new Detection(
                    score, at, byLevel.stream().map(each -> each.get(rank)).toList()));
        }
    }

    /**
     * Mean over the thresholds; NaN if there are no lesions of the size, or one has no size, or a predicted one no score or mask, or
     * sizes of cases have different units.
     */
    public WeightedFigure mean() {
        return copies -> {
            long all = lesions(copies);
            double sum = 0;
            for (Level level : levels) {
                sum += average(level, copies, all);
            }
            return sum / levels.size();
        };
    }

    /** From the least score up: at each recall the best precision so far is that of this recall or a higher one. */
    private double average(Level level, int[] copies, long all) {
        if (all == 0 || !defined) {
            return Double.NaN;
        }
        long right = 0;
        long counted = 0;
        for (int i = 0; i < level.at.length; i++) {
            right += level.right[i] ? copies[level.at[i]] : 0;
            counted += copies[level.at[i]];
        }
        double sum = 0;
        double best = 0;
        int recall = RECALLS - 1;
        for (int i = level.at.length - 1; i >= 0; i--) {
            int count = copies[level.at[i]];
            if (count > 0) {
                for (; recall * 0.01 > (double) right / all; recall--) {
                    sum += best;
                }
                best = Math.max(best, (double) right / counted);
                right -= level.right[i] ? count : 0;
                counted -= count;
            }
        }
        return (sum + best * (recall + 1)) / RECALLS;
    }

    private long lesions(int[] copies) {
        long all = 0;
        for (int i = 0; i < copies.length; i++) {
            all += copies[i] * lesions[i];
        }
        return all;
    }

    /** Recall (x) and precision (y) at the first threshold, as the score falls; empty where the figure is not defined. */
    public List<CurvePoint> curve() {
        List<CurvePoint> points = new ArrayList<>();
        Level level = levels.get(0);
        long all = Arrays.stream(lesions).sum();
        double right = 0;
        for (int i = 0; i < level.at.length && all > 0 && defined; i++) {
            right += level.right[i] ? 1 : 0;
            points.add(new CurvePoint(right / all, right / (i + 1), level.scores[i]));
        }
        return points;
    }
}
