package org.lesionlens.metric;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;

/** Which lesions of a prediction overlap with which of a reference, and by how many voxels; counted in one pass. */
final class LesionPairs {
    /** The least intersection over union of two lesions that are the same. */
    static final double LEAST_IOU = 0.1;

    private static final int LABELS = 65536;

    /** A reference lesion and a predicted one. */
    private record Pair(int reference, int predicted) {}

    private final long[] referenceVoxels = new long[LABELS];
    private final long[] predictedVoxels = new long[LABELS];
    private final Map<Pair, Long> sharedVoxels = new HashMap<>();
    private final BitSet found = new BitSet();
    private final BitSet confirmed = new BitSet();

    private LesionPairs() {}

    /**
     * Counts overlaps.
     *
     * @param prediction the predicted mask, with the lesions that were too small for a label
     * @param predicted the labels of its lesions
     * @param reference the mask of the reference, likewise
     * @param lesions the labels of its lesions
     */
    static LesionPairs of(LabelMap prediction, LabelMap predicted, LabelMap reference, LabelMap lesions) {
        LesionPairs pairs = new LesionPairs();
        Cursor<UnsignedShortType> inPrediction = cursor(prediction);
        Cursor<UnsignedShortType> predictedLabel = cursor(predicted);
        Cursor<UnsignedShortType> inReference = cursor(reference);
        Cursor<UnsignedShortType> lesionLabel = cursor(lesions);
        while (inPrediction.hasNext()) {
            boolean positive = inPrediction.next().get() != 0;
            boolean lesion = inReference.next().get() != 0;
            int predictedNumber = predictedLabel.next().get();
            int lesionNumber = lesionLabel.next().get();
            if (positive || lesion) {
                pairs.add(positive && lesion, predictedNumber, lesionNumber);
            }
        }
        return pairs;
    }

    private static Cursor<UnsignedShortType> cursor(LabelMap map) {
        return Views.flatIterable(map.voxels()).cursor();
    }

    private void add(boolean inBothMasks, int predicted, int reference) {
        predictedVoxels[predicted]++;
        referenceVoxels[reference]++;
        if (inBothMasks) {
            found.set(reference);
            confirmed.set(predicted);
            sharedVoxels.merge(new Pair(reference, predicted), 1L, Long::sum);
        }
    }

    /** Lesions of the reference. */
    int lesions() {
        return occurring(referenceVoxels);
    }

    /** Lesions of the prediction. */
    int predicted() {
        return occurring(predictedVoxels);
    }

    /** Lesions of the reference that share a voxel with the predicted mask. */
    int found() {
        return without0(found);
    }

    /** Lesions of the prediction that share no voxel with the mask of the reference. */
    int invented() {
        return predicted() - without0(confirmed);
    }

    /** Pairs one to one of at least {@link #LEAST_IOU}, so that the sum of their IoU is largest. */
    int matched() {
        Map<Integer, Integer> rows = new LinkedHashMap<>();
        Map<Integer, Integer> columns = new LinkedHashMap<>();
        sharedVoxels.keySet().stream().filter(this::mayMatch).forEach(pair -> {
            rows.putIfAbsent(pair.reference, rows.size());
            columns.putIfAbsent(pair.predicted, columns.size());
        });
        double[][] cost = new double[rows.size()][columns.size()];
        sharedVoxels.keySet().stream()
                .filter(this::mayMatch)
                .forEach(pair -> cost[rows.get(pair.reference)][columns.get(pair.predicted)] = -iou(pair));
        int[] columnOf = Assignment.minimumCost(cost);
        int matched = 0;
        for (int row = 0; row < columnOf.length; row++) {
            matched += columnOf[row] >= 0 && cost[row][columnOf[row]] <= -LEAST_IOU ? 1 : 0;
        }
        return matched;
    }

    private boolean mayMatch(Pair pair) {
        return pair.reference > 0 && pair.predicted > 0 && iou(pair) >= LEAST_IOU;
    }

    private double iou(Pair pair) {
        long shared = sharedVoxels.get(pair);
        return (double) shared / (referenceVoxels[pair.reference] + predictedVoxels[pair.predicted] - shared);
    }

    /** Labels are numbered without gaps from 1. */
    private static int occurring(long[] voxels) {
        int label = 0;
        while (label + 1 < voxels.length && voxels[label + 1] > 0) {
            label++;
        }
        return label;
    }

    private static int without0(BitSet labels) {
        return labels.cardinality() - (labels.get(0) ? 1 : 0);
    }
}
