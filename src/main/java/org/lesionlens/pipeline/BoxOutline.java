package org.lesionlens.pipeline;

import java.util.Optional;
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

/** What is outlined for a user's box: the largest part of what reaches the threshold in its window. For one thread. */
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
        this.part = ConnectedComponents.label(answer.probability(), settings.leastProbability(), minimumVoxels);
        SegmentedLesions.removeFlat(part, settings);
        this.voxels = keepLargest(region);
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
        forEach((place, probability) -> count[0] += other.reaches(place) && other.at(theirs, place) != 0 ? 1 : 0);
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

    private long keepLargest(Optional<LabelMap> region) {
        int largest = largest();
        Optional<RandomAccess<UnsignedShortType>> counts =
                region.map(map -> map.voxels().randomAccess());
        Cursor<UnsignedShortType> label = part.voxels().localizingCursor();
        long[] place = new long[AXES];
        long kept = 0;
        while (label.hasNext()) {
            boolean isPart = label.next().get() == largest && largest > 0;
            if (isPart && counts.isPresent()) {
                isPart = counts.get().setPositionAndGet(inImage(label, place)).get() != 0;
            }
            label.get().set(isPart ? 1 : 0);
            kept += isPart ? 1 : 0;
        }
        return kept;
    }

    /** Parts are numbered by falling size; flat ones were taken out since. */
    private int largest() {
        int least = 0;
        for (UnsignedShortType label : Views.iterable(part.voxels())) {
            int number = label.get();
            least = number > 0 && (least == 0 || number < least) ? number : least;
        }
        return least;
    }

    private long[] inImage(Cursor<?> voxel, long... place) {
        for (int axis = 0; axis < AXES; axis++) {
            place[axis] = voxel.getLongPosition(axis) + answer.reach().first(axis);
        }
        return place;
    }

    private boolean reaches(long... place) {
        for (int axis = 0; axis < AXES; axis++) {
            if (place[axis] < answer.reach().first(axis)
                    || place[axis] >= answer.reach().end(axis)) {
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
