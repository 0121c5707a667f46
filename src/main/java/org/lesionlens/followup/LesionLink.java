package org.lesionlens.followup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.lesionlens.metric.Assignment;
import org.lesionlens.volume.LabelMap;

/**
 * That a lesion of an earlier date and one of a later date are the same, or parts of the same.
 *
 * <p>First by overlap: of pairs that share at least {@value #LEAST_SHARE} of the smaller one's voxels those are joined one to
 * one whose sum of intersection over union is largest. What is left over belongs to the one that it shares most with: a later
 * lesion is then a part of a split, an earlier one was merged. Then by distance: lesions that have found no other, one to one,
 * so that the sum of their gaps is least, as long as no gap is more than a reach.
 *
 * @param earlier label at the earlier date
 * @param later label at the later date
 */
record LesionLink(int earlier, int later, Kind kind) {
    /** Two lesions that share less of the smaller one only touch. */
    static final double LEAST_SHARE = 0.1;

    /** How the two belong together. */
    enum Kind {
        SAME,
        /** The later one is a part of what the earlier one became. */
        PART,
        /** The earlier one is a part of what the later one is made of. */
        JOINED,
        /** They do not overlap, but nothing else is as near. */
        NEAR
    }

    /**
     * The links between two dates.
     *
     * @param earlier lesions on one grid with the later ones
     * @param ofEarlier those that may be linked
     * @param ofLater likewise
     * @param reachMm the widest gap of two lesions that are the same without overlapping
     */
    static List<LesionLink> between(
            LabelMap earlier, Set<Integer> ofEarlier, LabelMap later, Set<Integer> ofLater, double reachMm) {
        List<LesionLink> links = new ArrayList<>(byOverlap(earlier, ofEarlier, later, ofLater));
        Set<Integer> aloneBefore = new TreeSet<>(ofEarlier);
        Set<Integer> aloneAfter = new TreeSet<>(ofLater);
        links.forEach(link -> {
            aloneBefore.remove(link.earlier);
            aloneAfter.remove(link.later);
        });
        links.addAll(byDistance(earlier, aloneBefore, later, aloneAfter, reachMm));
        return links;
    }

    private static List<LesionLink> byOverlap(
            LabelMap earlier, Set<Integer> ofEarlier, LabelMap later, Set<Integer> ofLater) {
        LesionOverlap overlap = LesionOverlap.of(earlier, later);
        List<LesionOverlap.Pair> pairs = overlap.shared().keySet().stream()
                .filter(pair -> ofEarlier.contains(pair.earlier()) && ofLater.contains(pair.later()))
                .filter(pair -> overlap.share(pair) >= LEAST_SHARE)
                .sorted(Comparator.comparingInt(LesionOverlap.Pair::earlier)
                        .thenComparingInt(LesionOverlap.Pair::later))
                .toList();
        List<LesionLink> links = assigned(pairs, overlap::iou, Kind.SAME);
        Set<Integer> before = links.stream().map(LesionLink::earlier).collect(Collectors.toCollection(HashSet::new));
        Set<Integer> after = links.stream().map(LesionLink::later).collect(Collectors.toCollection(HashSet::new));
        links.addAll(leftOver(pairs, overlap, LesionOverlap.Pair::later, after, Kind.PART));
        links.addAll(leftOver(pairs, overlap, LesionOverlap.Pair::earlier, before, Kind.JOINED));
        return links;
    }

    /** Pairs one to one, so that the sum of their worth is largest. */
    private static List<LesionLink> assigned(
            List<LesionOverlap.Pair> pairs, ToDoubleFunction<LesionOverlap.Pair> worth, Kind kind) {
        Map<Integer, Integer> rows = new LinkedHashMap<>();
        Map<Integer, Integer> columns = new LinkedHashMap<>();
        pairs.forEach(pair -> rows.putIfAbsent(pair.earlier(), rows.size()));
        pairs.forEach(pair -> columns.putIfAbsent(pair.later(), columns.size()));
        double[][] cost = new double[rows.size()][columns.size()];
        pairs.forEach(pair -> cost[rows.get(pair.earlier())][columns.get(pair.later())] = -worth.applyAsDouble(pair));
        int[] columnOf = Assignment.minimumCost(cost);
        return pairs.stream()
                .filter(pair -> columnOf[rows.get(pair.earlier())] == columns.get(pair.later()))
                .map(pair -> new LesionLink(pair.earlier(), pair.later(), kind))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Each lesion of one side that no link has yet, with the one of the other side that it shares most voxels with. */
    private static List<LesionLink> leftOver(
            List<LesionOverlap.Pair> pairs,
            LesionOverlap overlap,
            Function<LesionOverlap.Pair, Integer> side,
            Set<Integer> linked,
            Kind kind) {
        Map<Integer, LesionOverlap.Pair> most = new LinkedHashMap<>();
        for (LesionOverlap.Pair pair : pairs) {
            if (!linked.contains(side.apply(pair))) {
                most.merge(side.apply(pair), pair, (a, b) -> isMore(overlap, b, a) ? b : a);
            }
        }
        return most.values().stream()
                .map(pair -> new LesionLink(pair.earlier(), pair.later(), kind))
                .toList();
    }

    /** Of equals the first one stays, that of the lower labels. */
    private static boolean isMore(LesionOverlap overlap, LesionOverlap.Pair a, LesionOverlap.Pair b) {
        return overlap.shared().get(a) > overlap.shared().get(b);
    }

    private static List<LesionLink> byDistance(
            LabelMap earlier, Set<Integer> ofEarlier, LabelMap later, Set<Integer> ofLater, double reachMm) {
        if (ofEarlier.isEmpty() || ofLater.isEmpty()) {
            return List.of();
        }
        LesionGap gaps = LesionGap.of(earlier, ofEarlier, later, ofLater);
        Map<LesionOverlap.Pair, Double> near = new LinkedHashMap<>();
        for (int before : ofEarlier) {
            for (int after : ofLater) {
                double gap = gaps.mm(before, after, reachMm);
                if (Double.isFinite(gap)) {
                    near.put(new LesionOverlap.Pair(before, after), gap);
                }
            }
        }
        return assigned(List.copyOf(near.keySet()), pair -> 1 + reachMm - near.get(pair), Kind.NEAR);
    }
}
