package org.lesionlens.lesion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * Which lesion and of which kind each voxel is, in one map: so both stay together when it is brought onto another grid.
 *
 * @param codes what the map says of a voxel: 0 is background, else a pair counts from 1
 * @param pairs kind and number of the codes from 1
 */
public record NumberedKinds(LabelMap codes, List<Pair> pairs) {
    public NumberedKinds {
        pairs = List.copyOf(pairs);
    }

    private static final int MOST = 65535;

    /** The kind of voxels of a lesion, and the lesion's number; 0 where there is none. */
    public record Pair(int kind, int number) {}

    /** Two maps of one size. */
    public static NumberedKinds of(LabelMap kinds, LabelMap numbers) {
        Map<Pair, Integer> codes = new HashMap<>();
        List<Pair> pairs = new ArrayList<>();
        LabelMap map = LabelMap.allocate(kinds.geometry());
        Cursor<UnsignedShortType> kind = cursor(kinds);
        Cursor<UnsignedShortType> number = cursor(numbers);
        for (UnsignedShortType code : Views.flatIterable(map.voxels())) {
            int ofKind = kind.next().get();
            int ofLesion = number.next().get();
            if (ofKind != 0) {
                code.set(codes.computeIfAbsent(new Pair(ofKind, ofLesion), pair -> {
                    pairs.add(pair);
                    return requireRoom(pairs.size());
                }));
            }
        }
        return new NumberedKinds(map, pairs);
    }

    /** @param kinds of the lesions, by their numbers; 0 of those that are of none */
    public static NumberedKinds byNumber(LabelMap numbers, Map<Integer, Integer> kinds) {
        LabelMap map = LabelMap.allocate(numbers.geometry());
        Cursor<UnsignedShortType> number = cursor(numbers);
        for (UnsignedShortType kind : Views.flatIterable(map.voxels())) {
            kind.set(kinds.getOrDefault(number.next().get(), 0));
        }
        return of(map, numbers);
    }

    private static int requireRoom(int code) {
        if (code > MOST) {
            throw new UnsuitableImageException(
                    "the prediction has more than " + MOST + " lesions of all kinds: leave the small ones out of it");
        }
        return code;
    }

    private static Cursor<UnsignedShortType> cursor(LabelMap map) {
        return Views.flatIterable(map.voxels()).cursor();
    }

    /**
     * Whether each voxel that has a number is in a mask.
     *
     * @param exactly whether each voxel of the mask must have one, too
     */
    public static boolean covers(LabelMap mask, LabelMap numbers, boolean exactly) {
        Cursor<UnsignedShortType> number = cursor(numbers);
        for (UnsignedShortType voxel : Views.flatIterable(mask.voxels())) {
            boolean lesion = number.next().get() != 0;
            boolean inMask = voxel.get() != 0;
            if (lesion && !inMask || exactly && inMask && !lesion) {
                return false;
            }
        }
        return true;
    }
}
