package org.lesionlens.lesion;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;

/**
 * One number for each lesion in all frames of a time series: a lesion goes on where it shares voxels with the frame before, the
 * pairs that share most first, one to one. One that is not found in up to {@value #LONGEST_GAP} frames goes on from where it was
 * seen last; what shares nothing, or is of another kind, is a new one. Lesions that move further than their own width from frame to frame are not followed.
 */
public final class LesionTracks {
    /** Frames that a lesion may be missing in. */
    public static final int LONGEST_GAP = 2;

    private static final int MOST = 65535;

    private final List<LabelMap> frames;
    private final List<Map<Integer, String>> kinds;
    private final List<Map<Integer, Integer>> numbers = new ArrayList<>();
    private int last;

    private LesionTracks(List<LabelMap> frames, List<Map<Integer, String>> kinds) {
        this.frames = frames;
        this.kinds = kinds;
    }

    /**
     * The number of each lesion by its label in a frame, for each of the frames; those of the first frame are its labels by their
     * order, others follow as they appear. Empty if there are more than 65535 lesions, as in noise: so many have no number.
     *
     * @param frames on one grid, at least one
     * @param kinds of the lesions of each frame, by label; what is not in it is of one kind
     */
    public static Optional<List<Map<Integer, Integer>>> numbers(
            List<LabelMap> frames, List<Map<Integer, String>> kinds) {
        LesionTracks tracks = new LesionTracks(frames, kinds);
        for (int frame = 0; frame < frames.size() && tracks.last <= MOST; frame++) {
            tracks.number(frame);
        }
        return tracks.last <= MOST ? Optional.of(List.copyOf(tracks.numbers)) : Optional.empty();
    }

    private void number(int frame) {
        Map<Integer, Integer> given = new TreeMap<>();
        Set<Integer> seen = new TreeSet<>();
        for (int before = frame - 1; before >= Math.max(0, frame - 1 - LONGEST_GAP); before--) {
            goOn(before, frame, given, seen);
            seen.addAll(numbers.get(before).values());
        }
        BitSet labels = MaskValues.of(frames.get(frame));
        labels.stream().filter(label -> !given.containsKey(label)).forEach(label -> given.put(label, ++last));
        numbers.add(given);
    }

    /** Lesions that have no number yet take those of an earlier frame that were not seen since. */
    private void goOn(int before, int frame, Map<Integer, Integer> given, Set<Integer> seen) {
        Map<Integer, Integer> earlier = numbers.get(before);
        shared(frames.get(before), frames.get(frame)).stream()
                .sorted(Comparator.comparing(Pair::voxels)
                        .reversed()
                        .thenComparing(Pair::before)
                        .thenComparing(Pair::now))
                .filter(pair -> Objects.equals(
                        kinds.get(before).get(pair.before), kinds.get(frame).get(pair.now)))
                .filter(pair -> !seen.contains(earlier.get(pair.before)))
                .filter(pair -> !given.containsKey(pair.now) && !given.containsValue(earlier.get(pair.before)))
                .forEach(pair -> given.put(pair.now, earlier.get(pair.before)));
    }

    private record Pair(int before, int now, long voxels) {}

    private static List<Pair> shared(LabelMap before, LabelMap now) {
        Map<Integer, Map<Integer, Long>> counts = new HashMap<>();
        Cursor<UnsignedShortType> earlier = Views.flatIterable(before.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(now.voxels())) {
            int was = earlier.next().get();
            if (was != 0 && voxel.get() != 0) {
                counts.computeIfAbsent(was, first -> new HashMap<>()).merge(voxel.get(), 1L, Long::sum);
            }
        }
        List<Pair> pairs = new ArrayList<>();
        counts.forEach((was, partners) -> partners.forEach((is, voxels) -> pairs.add(new Pair(was, is, voxels))));
        return pairs;
    }
}
