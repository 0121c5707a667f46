package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.lesionlens.lesion.RealBox;

/**
 * Detections and lesions of one case as COCO sees them: which of them are of a size, and how much each pair overlaps.
 *
 * @param order detections by falling score, of equals as they come
 * @param candidates for each detection the lesions that it overlaps by half or more, lesions of the size first
 * @param counts for each lesion whether it is of the size; others neither have to be found nor harm who finds them
 * @param sized for each detection likewise
 */
record CocoCase(List<Integer> order, List<List<Candidate>> candidates, List<Boolean> counts, List<Boolean> sized) {
    /** Of COCO's thresholds. */
    private static final double LEAST = 0.5;

    private static final double WHOLE = 1 - 1e-10;

    /** A lesion of the reference that a detection may be. */
    record Candidate(int lesion, double iou) {}

    /** What becomes of a detection. */
    enum Fate {
        RIGHT,
        WRONG,
        IGNORED
    }

    static CocoCase of(LesionAgreement lesions, AveragePrecision.Overlap overlap, SizeClass size) {
        boolean boxes = overlap == AveragePrecision.Overlap.BOXES;
        List<LesionRegion> predictions = lesions.predictions();
        List<Boolean> counts = lesions.references().stream()
                .map(lesion -> isOf(size, lesion, lesion.voxels(), lesions.unit()))
                .toList();
        List<Boolean> sized = predictions.stream()
                .map(lesion -> isOf(size, lesion, boxes ? lesion.box().volume() : lesion.voxels(), lesions.unit()))
                .toList();
        List<List<Candidate>> candidates = boxes ? ofBoxes(lesions) : ofMasks(lesions);
        Comparator<Candidate> countedFirst = Comparator.comparing(candidate -> !counts.get(candidate.lesion));
        candidates.forEach(each -> each.sort(countedFirst.thenComparingInt(Candidate::lesion)));
        List<Integer> order = IntStream.range(0, predictions.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -predictions.get(i).score()))
                .toList();
        return new CocoCase(order, candidates, counts, sized);
    }

    private static boolean isOf(SizeClass size, LesionRegion lesion, double voxels, SizeUnit unit) {
        double perVoxel = lesion.size() / lesion.voxels();
        return unit.planar() ? size.hasPixels(voxels) : size.hasVolume(voxels * perVoxel);
    }

    private static List<List<Candidate>> ofMasks(LesionAgreement lesions) {
        List<List<Candidate>> candidates = none(lesions);
        for (LesionOverlap pair : lesions.overlaps()) {
            double iou = lesions.iou(pair);
            if (iou >= LEAST) {
                candidates.get(pair.prediction()).add(new Candidate(pair.reference(), iou));
            }
        }
        return candidates;
    }

    private static List<List<Candidate>> ofBoxes(LesionAgreement lesions) {
        List<List<Candidate>> candidates = none(lesions);
        for (int prediction = 0; prediction < candidates.size(); prediction++) {
            RealBox box = lesions.predictions().get(prediction).box();
            for (int reference = 0; reference < lesions.references().size(); reference++) {
                double iou = box.iou(lesions.references().get(reference).box());
                if (iou >= LEAST) {
                    candidates.get(prediction).add(new Candidate(reference, iou));
                }
            }
        }
        return candidates;
    }

    private static List<List<Candidate>> none(LesionAgreement lesions) {
        List<List<Candidate>> none = new ArrayList<>();
        lesions.predictions().forEach(lesion -> none.add(new ArrayList<>()));
        return none;
    }

    /** Lesions of the size. */
    long counted() {
        return counts.stream().filter(counted -> counted).count();
    }

    /** What becomes of the detections, in their order: each takes the free lesion that it overlaps most, if by enough. */
    List<Fate> fates(double threshold) {
        boolean[] taken = new boolean[counts.size()];
        List<Fate> fates = new ArrayList<>();
        for (int detection : order) {
            int match = match(candidates.get(detection), threshold, taken);
            if (match >= 0) {
                taken[match] = true;
                fates.add(counts.get(match) ? Fate.RIGHT : Fate.IGNORED);
            } else {
                fates.add(sized.get(detection) ? Fate.WRONG : Fate.IGNORED);
            }
        }
        return fates;
    }

    /** A lesion that does not count is taken only by a detection that has found no other; -1 is none. */
    private int match(List<Candidate> mayBe, double threshold, boolean[] taken) {
        double best = Math.min(threshold, WHOLE);
        int match = -1;
        for (Candidate candidate : mayBe) {
            boolean settled = match >= 0 && counts.get(match) && !counts.get(candidate.lesion);
            if (!settled && !taken[candidate.lesion] && candidate.iou >= best) {
                best = candidate.iou;
                match = candidate.lesion;
            }
        }
        return match;
    }
}
