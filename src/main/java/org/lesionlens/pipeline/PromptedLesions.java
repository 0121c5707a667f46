package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
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
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The lesions in a user's boxes, numbered by falling volume, of equals that of the first box.
 *
 * <p>Each box gives at most one: the largest part of what reaches the threshold in its window, whatever the other boxes give. A voxel
 * that is part of several lesions belongs to the one of which it is most probable, of equals to that of the first box.
 */
final class PromptedLesions {
    private static final int AXES = 3;

    private final ProbabilityMap probability;
    /** Of which box, from 1. */
    private final LabelMap labels;

    private final Optional<LabelMap> region;
    private final List<BoxAnswer> answers;
    private final List<PromptedLesion> prompts;

    /**
     * Finds them.
     *
     * @param geometry of the image
     * @param focus its region is where lesions count
     * @param minimumVoxels smaller ones are left out
     */
    PromptedLesions(
            VolumeGeometry geometry,
            Focus focus,
            List<BoxAnswer> answers,
            AnalysisSettings settings,
            long minimumVoxels) {
        this.region = focus.region();
        this.probability = ProbabilityMap.allocate(geometry);
        this.labels = LabelMap.allocate(geometry);
        this.answers = answers;
        for (int box = 1; box <= answers.size(); box++) {
            take(box, settings, minimumVoxels);
        }
        this.prompts = numbered();
    }

    /** The largest that is said at each voxel. */
    ProbabilityMap probability() {
        return probability;
    }

    SegmentedLesions lesions() {
        return new SegmentedLesions(labels, Map.of(), Optional.empty());
    }

    /** What came of each box. */
    List<PromptedLesion> prompts() {
        return prompts;
    }

    private void take(int box, AnalysisSettings settings, long minimumVoxels) {
        BoxAnswer answer = answers.get(box - 1);
        LabelMap parts = ConnectedComponents.label(answer.probability(), settings.leastProbability(), minimumVoxels);
        if (labels.geometry().depthKnown()) {
            SegmentedLesions.removeFlat(parts, settings);
        }
        int largest = largest(parts);
        Optional<RandomAccess<UnsignedShortType>> inside =
                region.map(map -> map.voxels().randomAccess());
        RandomAccess<FloatType> most = probability.voxels().randomAccess();
        RandomAccess<UnsignedShortType> owner = labels.voxels().randomAccess();
        RandomAccess<UnsignedShortType> part = parts.voxels().randomAccess();
        Cursor<FloatType> said = answer.probability().voxels().localizingCursor();
        while (said.hasNext()) {
            float value = said.next().get();
            for (int axis = 0; axis < AXES; axis++) {
                most.setPosition(said.getLongPosition(axis) + answer.reach().first(axis), axis);
            }
            if (inside.isPresent() && inside.get().setPositionAndGet(most).get() == 0) {
                continue;
            }
            owner.setPosition(most);
            part.setPosition(said);
            most.get().set(Math.max(most.get().get(), value));
            boolean isLesion = largest > 0 && part.get().get() == largest;
            if (isLesion && value > ofOwner(owner)) {
                owner.get().set(box);
            }
        }
    }

    /** Parts are numbered by falling size; flat ones were taken out since. */
    private static int largest(LabelMap parts) {
        int least = 0;
        for (UnsignedShortType part : Views.iterable(parts.voxels())) {
            int number = part.get();
            least = number > 0 && (least == 0 || number < least) ? number : least;
        }
        return least;
    }

    /** How probable a voxel is to be of the lesion that it belongs to so far. */
    private float ofOwner(RandomAccess<UnsignedShortType> voxel) {
        if (voxel.get().get() == 0) {
            return 0;
        }
        BoxAnswer answer = answers.get(voxel.get().get() - 1);
        Box reach = answer.reach();
        RandomAccess<FloatType> said = answer.probability().voxels().randomAccess();
        for (int axis = 0; axis < AXES; axis++) {
            said.setPosition(voxel.getLongPosition(axis) - reach.first(axis), axis);
        }
        return said.get().get();
    }

    private List<PromptedLesion> numbered() {
        Map<Integer, Long> sizes = new HashMap<>();
        for (UnsignedShortType box : Views.iterable(labels.voxels())) {
            if (box.get() != 0) {
                sizes.merge(box.get(), 1L, Long::sum);
            }
        }
        List<Integer> order = new ArrayList<>(sizes.keySet());
        order.sort(Comparator.<Integer, Long>comparing(sizes::get).reversed().thenComparing(Comparator.naturalOrder()));
        int[] numbers = new int[answers.size() + 1];
        for (int i = 0; i < order.size(); i++) {
            numbers[order.get(i)] = i + 1;
        }
        Views.iterable(labels.voxels()).forEach(voxel -> voxel.set(numbers[voxel.get()]));
        return IntStream.rangeClosed(1, answers.size())
                .mapToObj(box -> new PromptedLesion(
                        answers.get(box - 1).box(),
                        numbers[box] > 0 ? OptionalInt.of(numbers[box]) : OptionalInt.empty()))
                .toList();
    }
}
