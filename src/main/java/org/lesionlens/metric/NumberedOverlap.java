package org.lesionlens.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;

/** Lesions as two label images of one grid number them, and the voxels that they share. */
public final class NumberedOverlap {
    private static final double HALF = 0.5;

    private final Map<Integer, Long> first = new HashMap<>();
    private final Map<Integer, Long> second = new HashMap<>();
    private final Map<Pair, Long> shared = new HashMap<>();

    private NumberedOverlap() {}

    private record Pair(int first, int second) {}

    /** @throws IllegalArgumentException if the sizes differ */
    public static NumberedOverlap of(LabelMap a, LabelMap b) {
        if (!Arrays.equals(a.geometry().size(), b.geometry().size())) {
            throw new IllegalArgumentException(a.geometry() + " and " + b.geometry() + " are of different sizes");
        }
        NumberedOverlap overlap = new NumberedOverlap();
        Cursor<UnsignedShortType> other = Views.flatIterable(b.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(a.voxels())) {
            overlap.add(voxel.get(), other.next().get());
        }
        return overlap;
    }

    private void add(int inFirst, int inSecond) {
        if (inFirst != 0) {
            first.merge(inFirst, 1L, Long::sum);
        }
        if (inSecond != 0) {
            second.merge(inSecond, 1L, Long::sum);
        }
        if (inFirst != 0 && inSecond != 0) {
            shared.merge(new Pair(inFirst, inSecond), 1L, Long::sum);
        }
    }

    /** 2 |A and B| / (|A| + |B|) of all voxels that are lesion, whatever the number, 0 to 1; 1 if there are none. */
    public double dice() {
        long all = sum(first) + sum(second);
        return all == 0 ? 1 : 2.0 * sum(shared) / all;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The lesions of both that are one: their intersection is more than half of their union, so none has two partners. Source: A.
     * Kirillov et al., "Panoptic segmentation", CVPR 2019.
     *
     * @return the number in the second image by that in the first
     */
    public SortedMap<Integer, Integer> matches() {
        SortedMap<Integer, Integer> matches = new TreeMap<>();
        shared.forEach((pair, both) -> {
            long union = first.get(pair.first()) + second.get(pair.second()) - both;
            if (both > HALF * union) {
                matches.put(pair.first(), pair.second());
            }
        });
        return matches;
    }
}
