package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs lesions of a reference with those of a prediction, one to one, so that the sum of their intersections over union is
 * largest.
 *
 * <p>Lesions that are tied by no chain of overlaps are paired apart, so thousands of small ones take no time.
 */
public final class LesionMatching {
    private final LesionAgreement lesions;
    private final double leastIou;
    /** For each lesion of the reference the others of its island; a union-find. */
    private final int[] parent;

    private LesionMatching(LesionAgreement lesions, double leastIou) {
        this.lesions = lesions;
        this.leastIou = leastIou;
        parent = new int[lesions.references().size()];
        Arrays.setAll(parent, i -> i);
    }

    /**
     * The pairs.
     *
     * @param leastIou pairs below it are none; above 0, at most 1
     */
    public static List<LesionOverlap> of(LesionAgreement lesions, double leastIou) {
        return new LesionMatching(lesions, leastIou).pairs();
    }

    private List<LesionOverlap> pairs() {
        List<LesionOverlap> candidates = lesions.overlaps().stream()
                .filter(pair -> lesions.iou(pair) >= leastIou)
                .toList();
        Map<Integer, Integer> referenceOf = new HashMap<>();
        for (LesionOverlap pair : candidates) {
            Integer other = referenceOf.putIfAbsent(pair.prediction(), pair.reference());
            if (other != null) {
                parent[root(other)] = root(pair.reference());
            }
        }
        Map<Integer, List<LesionOverlap>> islands = new HashMap<>();
        candidates.forEach(pair -> islands.computeIfAbsent(root(pair.reference()), root -> new ArrayList<>())
                .add(pair));
        return islands.values().stream()
                .flatMap(island -> best(island).stream())
                .toList();
    }

    private int root(int lesion) {
        int node = lesion;
        while (parent[node] != node) {
            parent[node] = parent[parent[node]];
            node = parent[node];
        }
        return node;
    }

    private List<LesionOverlap> best(List<LesionOverlap> island) {
        if (island.size() == 1) {
            return island;
        }
        int[] rows =
                island.stream().mapToInt(LesionOverlap::reference).distinct().toArray();
        int[] columns =
                island.stream().mapToInt(LesionOverlap::prediction).distinct().toArray();
        Arrays.sort(rows);
        Arrays.sort(columns);
        double[][] cost = new double[rows.length][columns.length];
        for (LesionOverlap pair : island) {
            cost[Arrays.binarySearch(rows, pair.reference())][Arrays.binarySearch(columns, pair.prediction())] =
                    -lesions.iou(pair);
        }
        int[] columnOf = Assignment.minimumCost(cost);
        return island.stream()
                .filter(pair -> columnOf[Arrays.binarySearch(rows, pair.reference())]
                        == Arrays.binarySearch(columns, pair.prediction()))
                .toList();
    }
}
