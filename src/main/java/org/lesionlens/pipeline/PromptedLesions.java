package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.inference.BoxAnswer;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The lesions in a user's boxes, numbered by falling volume, of equals that of the first box.
 *
 * <p>Each box gives at most one, see {@link BoxOutline}. Boxes whose outlines share more than {@value #ONE_FINDING} of the
 * smaller one hold one finding: it is one lesion, with the largest outline. A voxel that outlines share which have less in
 * common belongs to the lesion of which it is most probable, of equals to that of the first box.
 */
final class PromptedLesions {
    /** The share of the smaller outline above which two are of one finding. */
    private static final double ONE_FINDING = 0.1;

    private final ProbabilityMap probability;
    /** Of which box, from 1. */
    private final LabelMap labels;

    private final List<BoxOutline> outlines;
    /** Boxes that give a lesion each, by falling size of the outline. */
    private final List<Integer> owners = new ArrayList<>();
    /** The box that gives the lesion of a box. */
    private final Map<Integer, Integer> ownerOf = new HashMap<>();

    private final List<String> warnings = new ArrayList<>();
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
        this.probability = ProbabilityMap.allocate(geometry);
        this.labels = LabelMap.allocate(geometry);
        this.outlines = answers.stream()
                .map(answer -> new BoxOutline(answer, focus.region(), settings, minimumVoxels))
                .toList();
        IntStream.rangeClosed(1, answers.size())
                .boxed()
                .sorted(Comparator.comparing(box -> -outline(box).voxels()))
                .forEach(this::place);
        outlines.forEach(outline -> addProbability(outline, focus.region()));
        owners.forEach(this::setOwnProbability);
        this.prompts = numbered(answers);
    }

    /** What is said of a lesion's voxels for its box; elsewhere the largest that is said. */
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

    /** What a user should know of the boxes, a sentence each. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private BoxOutline outline(int box) {
        return outlines.get(box - 1);
    }

    /** After all boxes with larger outlines. */
    private void place(int box) {
        BoxOutline outline = outline(box);
        if (outline.voxels() == 0) {
            warnings.add(PromptedLesion.nothing(box));
            return;
        }
        Map<Integer, Long> shared = new HashMap<>();
        owners.forEach(owner -> shared.put(owner, outline.shared(outline(owner))));
        Optional<Integer> same = owners.stream()
                .max(Comparator.comparing(shared::get))
                .filter(owner -> shared.get(owner) > ONE_FINDING * outline.voxels());
        if (same.isPresent()) {
            ownerOf.put(box, same.get());
            warnings.add(PromptedLesion.same(box, same.get(), shared.get(same.get()), outline.voxels()));
            return;
        }
        owners.stream()
                .filter(owner -> shared.get(owner) > 0)
                .forEach(owner -> warnings.add(PromptedLesion.shared(box, owner, shared.get(owner))));
        owners.add(box);
        ownerOf.put(box, box);
        take(box);
    }

    private void take(int box) {
        RandomAccess<UnsignedShortType> label = labels.voxels().randomAccess();
        outline(box).forEach((place, value) -> {
            int owner = label.setPositionAndGet(place).get();
            float ofOwner = owner == 0 ? 0 : outline(owner).probability(place);
            if (owner == 0 || value > ofOwner || (value == ofOwner && box < owner)) {
                label.get().set(box);
            }
        });
    }

    private void addProbability(BoxOutline outline, Optional<LabelMap> region) {
        Optional<RandomAccess<UnsignedShortType>> counts =
                region.map(map -> map.voxels().randomAccess());
        RandomAccess<FloatType> most = probability.voxels().randomAccess();
        outline.forEachInWindow((place, value) -> {
            if (counts.isEmpty() || counts.get().setPositionAndGet(place).get() != 0) {
                most.setPositionAndGet(place).set(Math.max(most.get().get(), value));
            }
        });
    }

    /** Other boxes say what they like of it: their windows may reach this lesion. */
    private void setOwnProbability(int box) {
        RandomAccess<UnsignedShortType> label = labels.voxels().randomAccess();
        RandomAccess<FloatType> own = probability.voxels().randomAccess();
        outline(box).forEach((place, value) -> {
            if (label.setPositionAndGet(place).get() == box) {
                own.setPositionAndGet(place).set(value);
            }
        });
    }

    private List<PromptedLesion> numbered(List<BoxAnswer> answers) {
        Map<Integer, Long> sizes = new HashMap<>();
        for (UnsignedShortType box : Views.iterable(labels.voxels())) {
            if (box.get() != 0) {
                sizes.merge(box.get(), 1L, Long::sum);
            }
        }
        List<Integer> order = new ArrayList<>(sizes.keySet());
        order.sort(Comparator.<Integer, Long>comparing(sizes::get).reversed().thenComparing(Comparator.naturalOrder()));
        int[] numbers = new int[outlines.size() + 1];
        for (int i = 0; i < order.size(); i++) {
            numbers[order.get(i)] = i + 1;
        }
        Views.iterable(labels.voxels()).forEach(voxel -> voxel.set(numbers[voxel.get()]));
        return IntStream.rangeClosed(1, answers.size())
                .mapToObj(box ->
                        new PromptedLesion(answers.get(box - 1).box(), number(numbers[ownerOf.getOrDefault(box, 0)])))
                .toList();
    }

    private static OptionalInt number(int lesion) {
        return lesion > 0 ? OptionalInt.of(lesion) : OptionalInt.empty();
    }
}
