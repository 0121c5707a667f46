package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.LesionTracks;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/** The lesions of a sequence, found in each frame by itself and followed from frame to frame: {@link LesionTracks}. */
final class SequenceLesions {
    private SequenceLesions() {}

    /**
     * A map of all frames, in which a lesion has one number.
     *
     * @param grid of the sequence
     * @param lesions of a frame (from 0), numbered
     * @param kinds of the lesions of a frame, by number; empty of one kind
     * @throws UnsuitableImageException if there are more than 65535
     */
    static LabelMap tracked(
            VolumeGeometry grid,
            IntFunction<LabelMap> lesions,
            BiFunction<Integer, LabelMap, Map<Integer, String>> kinds) {
        LabelMap all = LabelMap.allocate(grid);
        List<LabelMap> frames = new ArrayList<>();
        List<Map<Integer, String>> kindsOf = new ArrayList<>();
        for (int frame = 0; frame < grid.size(2); frame++) {
            LabelMap found = lesions.apply(frame);
            LabelMap place = Sequence.frame(all, frame);
            copy(found, place);
            frames.add(place);
            kindsOf.add(kinds.apply(frame, found));
        }
        Optional<List<Map<Integer, Integer>>> numbers = LesionTracks.numbers(frames, kindsOf);
        Iterator<Map<Integer, Integer>> ofFrame =
                numbers.orElseThrow(SequenceLesions::tooMany).iterator();
        frames.forEach(frame -> renumber(frame, ofFrame.next()));
        return all;
    }

    private static UnsuitableImageException tooMany() {
        return new UnsuitableImageException(
                "the sequence has more than 65535 lesions that are not the same from frame to"
                        + " frame, as noise has: raise the threshold or the smallest lesion");
    }

    private static void copy(LabelMap from, LabelMap to) {
        Iterator<UnsignedShortType> target = Views.flatIterable(to.voxels()).iterator();
        for (UnsignedShortType voxel : Views.flatIterable(from.voxels())) {
            target.next().set(voxel);
        }
    }

    private static void renumber(LabelMap frame, Map<Integer, Integer> numbers) {
        for (UnsignedShortType voxel : Views.flatIterable(frame.voxels())) {
            if (voxel.get() != 0) {
                voxel.set(numbers.get(voxel.get()));
            }
        }
    }
}
