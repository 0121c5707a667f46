package org.lesionlens.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.inference.BoxAnswer;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;

/**
 * What is outlined for a user's box: of the parts that reach the threshold in its window the one with the most voxels in the box, of
 * equals the largest. For one thread.
 */
final class BoxOutline {
    private static final int AXES = 3;

    private final BoxAnswer answer;
    /** Of the window: 1 where the outline is. */
    private final LabelMap part;

    private final long voxels;

    /**
     * Finds it.
     *
     * @param region of the image where lesions count
     * @param minimumVoxels a smaller one is left out
     */
    BoxOutline(BoxAnswer answer, Optional<LabelMap> region, AnalysisSettings settings, long minimumVoxels) {
        this.answer = answer;
        this.part = ConnectedComponents.label(answer.probability(), settings.leastProbability(), 1);
        keepOnly(mostInBox(), minimumVoxels);
        SegmentedLesions.removeFlat(part, settings);
        this.voxels = clip(region);
    }

    /** Receives voxels. */
    interface VoxelVisitor {
        /** Takes a voxel of the image, whose place is valid until it returns, and what is said of it. */
        void visit(long[] place, float probability);
    }

    /** How large it is; 0 if there is none. */
    long voxels() {
        return voxels;
    }

    /** The voxels of the outline. */
    void forEach(VoxelVisitor visitor) {
        Cursor<UnsignedShortType> inside = part.voxels().localizingCursor();
        RandomAccess<FloatType> said = answer.probability().voxels().randomAccess();
        long[] place = new long[AXES];
        while (inside.hasNext()) {
            if (inside.next().get() != 0) {
                float probability = said.setPositionAndGet(inside).get();
                visitor.visit(inImage(inside, place), probability);
            }
        }
    }

    /** All voxels that the window reaches. */
    void forEachInWindow(VoxelVisitor visitor) {
        Cursor<FloatType> said = answer.probability().voxels().localizingCursor();
        long[] place = new long[AXES];
        while (said.hasNext()) {
            float probability = said.next().get();
            visitor.visit(inImage(said, place), probability);
        }
    }

    /** How many voxels another outline has too. */
    long shared(BoxOutline other) {
        if (!meets(answer.reach(), other.answer.reach())) {
            return 0;
        }
        RandomAccess<UnsignedShortType> theirs = other.part.voxels().randomAccess();
        long[] count = new long[1];
        forEach((place, probability) ->
                count[0] += contains(other.answer.reach(), place) && other.at(theirs, place) != 0 ? 1 : 0);
        return count[0];
    }

    /** What is said of a voxel of the image that the window reaches. */
    float probability(long... place) {
        RandomAccess<FloatType> said = answer.probability().voxels().randomAccess();
        for (int axis = 0; axis < AXES; axis++) {
            said.setPosition(place[axis] - answer.reach().first(axis), axis);
        }
        return said.get().get();
    }

    /** The number of a part, which fall by size; 0 if none reaches into the box. */
    private int mostInBox() {
        Map<Integer, Long> inBox = new TreeMap<>();
        Cursor<UnsignedShortType> label = part.voxels().localizingCursor();
        long[] place = new long[AXES];
        while (label.hasNext()) {
            int number = label.next().get();
            if (number > 0 && contains(answer.box(), inImage(label, place))) {
                inBox.merge(number, 1L, Long::sum);
            }
        }
        return inBox.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }

    /** Makes it the only one, or leaves none if it is too small. */
    private void keepOnly(int number, long minimumVoxels) {
        long size = 0;
        for (UnsignedShortType label : Views.iterable(part.voxels())) {
            size += label.get() == number ? 1 : 0;
        }
        boolean kept = number > 0 && size >= minimumVoxels;
        Views.iterable(part.voxels()).forEach(label -> label.set(kept && label.get() == number ? 1 : 0));
    }

    /** Takes away what does not count; how many voxels are left. */
    private long clip(Optional<LabelMap> region) {
        Optional<RandomAccess<UnsignedShortType>> counts =
                region.map(map -> map.voxels().randomAccess());
        Cursor<UnsignedShortType> label = part.voxels().localizingCursor();
        long[] place = new long[AXES];
        long left = 0;
        while (label.hasNext()) {
            label.fwd();
            boolean out = counts.isPresent()
                    && counts.get().setPositionAndGet(inImage(label, place)).get() == 0;
            if (out) {
                label.get().set(0);
            }
            left += label.get().get();
        }
        return left;
    }

    private long[] inImage(Cursor<?> voxel, long... place) {
        for (int axis = 0; axis < AXES; axis++) {
            place[axis] = voxel.getLongPosition(axis) + answer.reach().first(axis);
        }
        return place;
    }

    private static boolean contains(Box box, long... place) {
        for (int axis = 0; axis < AXES; axis++) {
            if (place[axis] < box.first(axis) || place[axis] >= box.end(axis)) {
                return false;
            }
        }
        return true;
    }

    private int at(RandomAccess<UnsignedShortType> voxel, long... place) {
        for (int axis = 0; axis < AXES; axis++) {
            voxel.setPosition(place[axis] - answer.reach().first(axis), axis);
        }
        return voxel.get().get();
    }

    private static boolean meets(Box one, Box other) {
        for (int axis = 0; axis < AXES; axis++) {
            if (one.first(axis) >= other.end(axis) || other.first(axis) >= one.end(axis)) {
                return false;
            }
        }
        return true;
    }
}
