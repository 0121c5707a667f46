package org.lesionlens.correction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.GridChecks;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Segments a part of the image again, with another threshold. */
public final class SegmentAgain {
    private static final int AXES = 3;
    private static final String STEP = "segment again";

    private final LabelBlock block;
    /** Numbers from 1 by falling size; 0 is background. */
    private final int[] components;

    private final int count;
    /** The number that each component gets; 0 if it is not known yet. */
    private final int[] numbers;

    /** The parts of a box; those that touch only beyond the margin do not. */
    private SegmentAgain(Correction correction, Box box, LabelMap parts, long... margin) {
        this.block = LabelBlock.of(correction, bounds(box), margin);
        this.components = new int[block.voxels()];
        int most = 0;
        for (int i = 0; i < components.length; i++) {
            components[i] = component(parts.voxels(), block, i, box);
            most = Math.max(most, components[i]);
        }
        this.count = most;
        this.numbers = new int[count + 1];
    }

    /**
     * Replaces all that is lesion inside a box by the voxels whose probability is at least a threshold; no voxel outside of it
     * changes. Parts that are connected inside the box (26 neighbours) are lesions, and get their numbers so:
     *
     * <ol>
     *   <li>A part that touches a lesion outside of the box belongs to it: of several to the one that it touches most, counted
     *       in pairs of voxels that are neighbours, of equals to the smaller number.
     *   <li>Of the other parts and the lesions that lay inside the box only, those keep a number that share most voxels: the
     *       pair that shares most first, of equals that of the smaller number, then of the larger part. A number goes to one
     *       part only.
     *   <li>What is left gets the next numbers, by falling size, then first voxel, and no class.
     * </ol>
     *
     * So a lesion that lay inside only and shares no voxel with a part is no more.
     *
     * @param probability on the grid of the labels; NaN is never lesion
     * @param threshold 0 to 1
     * @param minimumVoxels parts of fewer voxels in the box are left out
     * @throws org.lesionlens.volume.UnsuitableImageException if some of the box lies outside of the image, or there are more
     *     than 65535 parts
     * @throws org.lesionlens.volume.UsageException if no numbers are left for the new lesions
     * @throws IllegalArgumentException if the probability is of another size, or a value out of its range
     */
    public static Change inside(
            Correction correction, Box box, ProbabilityMap probability, double threshold, long minimumVoxels) {
        GridChecks.requireSameSize("labels", correction.geometry(), "probability", probability.geometry());
        box.requireIn(correction.geometry());
        LabelMap parts = ConnectedComponents.label(part(probability, box), threshold, minimumVoxels);
        SegmentAgain again = new SegmentAgain(correction, box, parts, 1, 1, 1);
        again.giveKnown(correction::voxels);
        correction.requireFree(again.giveNext(correction.nextNumber()) - correction.nextNumber());
        return correction.step(STEP, again::write);
    }

    /**
     * The same of a sequence, whose frames lie along the third axis: each frame by itself, as if it were an image of its own. A part
     * that gets no number there (1, 2) takes that of the lesion of the frame before that it shares most voxels with, if nothing
     * else of its frame has it.
     *
     * @param minimumVoxels in a frame
     */
    public static Change inFrames(
            Correction correction, Box box, ProbabilityMap probability, double threshold, long minimumVoxels) {
        GridChecks.requireSameSize("labels", correction.geometry(), "probability", probability.geometry());
        box.requireIn(correction.geometry());
        List<SegmentAgain> frames = new ArrayList<>();
        int next = correction.nextNumber();
        IntUnaryOperator before = box.zMin() == 0 ? voxel -> 0 : unchanged(correction, frame(box, box.zMin() - 1));
        for (long z = box.zMin(); z < box.zMax(); z++) {
            Box frame = frame(box, z);
            LabelMap parts = ConnectedComponents.label(part(probability, frame), threshold, minimumVoxels);
            SegmentAgain again = new SegmentAgain(correction, frame, parts, 1, 1, 0);
            Map<Integer, Long> counts = counts(correction.labels(), z);
            again.giveKnown(number -> counts.getOrDefault(number, 0L));
            again.follow(before, counts);
            next = again.giveNext(next);
            before = again::now;
            frames.add(again);
        }
        correction.requireFree(next - correction.nextNumber());
        return correction.step(STEP, edit -> frames.forEach(frame -> frame.write(edit)));
    }

    private static Box frame(Box box, long z) {
        return new Box(box.xMin(), box.yMin(), z, box.xMax(), box.yMax(), z + 1);
    }

    private static IntUnaryOperator unchanged(Correction correction, Box frame) {
        return LabelBlock.of(correction, bounds(frame), 1, 1, 0)::number;
    }

    private static BoundingBox bounds(Box box) {
        return new BoundingBox(box.xMin(), box.yMin(), box.zMin(), box.xMax(), box.yMax(), box.zMax());
    }

    /** Voxels of each lesion in a frame. */
    private static Map<Integer, Long> counts(LabelMap labels, long z) {
        Map<Integer, Long> counts = new HashMap<>();
        for (UnsignedShortType voxel : Views.flatIterable(Views.hyperSlice(labels.voxels(), 2, z))) {
            if (voxel.get() != 0) {
                counts.merge(voxel.get(), 1L, Long::sum);
            }
        }
        return counts;
    }

    private static ProbabilityMap part(ProbabilityMap probability, Box box) {
        long[] first = {box.xMin(), box.yMin(), box.zMin()};
        long[] size = {box.xMax() - box.xMin(), box.yMax() - box.yMin(), box.zMax() - box.zMin()};
        VolumeGeometry grid = probability.geometry().part(first, size, new long[] {1, 1, 1});
        return new ProbabilityMap(Views.offsetInterval(probability.voxels(), first, size), grid);
    }

    /** -1 outside of the box. */
    private static int component(
            RandomAccessibleInterval<UnsignedShortType> parts, LabelBlock block, int voxel, Box box) {
        long[] at = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            int index = block.first(axis) + block.at(voxel, axis);
            if (index < box.first(axis) || index >= box.end(axis)) {
                return -1;
            }
            at[axis] = index - box.first(axis);
        }
        return parts.getAt(at).get();
    }

    private record Pair(int component, int number) {}

    /** @param voxels of a lesion in all, here and outside of the box */
    private void giveKnown(IntToLongFunction voxels) {
        Map<Pair, Long> touching = touching();
        touching.keySet().stream()
                .sorted(Comparator.<Pair>comparingLong(pair -> -touching.get(pair))
                        .thenComparingInt(Pair::number))
                .forEach(pair ->
                        numbers[pair.component] = numbers[pair.component] == 0 ? pair.number : numbers[pair.component]);
        Map<Integer, Long> inside = inside();
        inside.entrySet().removeIf(lesion -> lesion.getValue() < voxels.applyAsLong(lesion.getKey()));
        giveOnce(shared(block::number, inside.keySet()));
    }

    /** To parts without a number those of lesions that they share most voxels with, each to one part. */
    private void giveOnce(Map<Pair, Long> shared) {
        Set<Integer> taken = new HashSet<>();
        shared.keySet().stream()
                .sorted(Comparator.<Pair>comparingLong(pair -> -shared.get(pair))
                        .thenComparingInt(Pair::number)
                        .thenComparingInt(Pair::component))
                .forEach(pair -> {
                    if (numbers[pair.component] == 0 && taken.add(pair.number)) {
                        numbers[pair.component] = pair.number;
                    }
                });
    }

    /**
     * Gives numbers of the frame before that nothing of this one has.
     *
     * @param before its number at a voxel of the block
     * @param counts voxels of each lesion in this frame
     */
    private void follow(IntUnaryOperator before, Map<Integer, Long> counts) {
        Map<Integer, Long> inside = inside();
        Set<Integer> free = new HashSet<>();
        for (int i = 0; i < components.length; i++) {
            int number = before.applyAsInt(i);
            if (counts.getOrDefault(number, 0L).equals(inside.getOrDefault(number, 0L))) {
                free.add(number);
            }
        }
        Arrays.stream(numbers).forEach(free::remove);
        giveOnce(shared(before, free));
    }

    /** Gives numbers from one on to all other parts; returns the one after them. */
    private int giveNext(int first) {
        int next = first;
        for (int component = 1; component <= count; component++) {
            numbers[component] = numbers[component] == 0 ? next++ : numbers[component];
        }
        return next;
    }

    /** The number of a voxel as it will be. */
    private int now(int voxel) {
        return components[voxel] < 0 ? block.number(voxel) : numbers[components[voxel]];
    }

    /** How many neighbours each component has in each lesion outside of the box. */
    private Map<Pair, Long> touching() {
        Map<Pair, Long> touching = new HashMap<>();
        for (int i = 0; i < components.length; i++) {
            if (components[i] < 0 && block.number(i) != 0) {
                addNeighbours(i, touching);
            }
        }
        return touching;
    }

    private void addNeighbours(int voxel, Map<Pair, Long> touching) {
        for (int neighbour = 0; neighbour < 27; neighbour++) {
            int x = block.at(voxel, 0) + neighbour % 3 - 1;
            int y = block.at(voxel, 1) + neighbour / 3 % 3 - 1;
            int z = block.at(voxel, 2) + neighbour / 9 - 1;
            boolean isInside =
                    Math.min(x, Math.min(y, z)) >= 0 && x < block.side(0) && y < block.side(1) && z < block.side(2);
            int component = isInside ? components[x + block.side(0) * (y + block.side(1) * z)] : -1;
            if (component > 0) {
                touching.merge(new Pair(component, block.number(voxel)), 1L, Long::sum);
            }
        }
    }

    /** How many voxels of the box are of each lesion. */
    private Map<Integer, Long> inside() {
        Map<Integer, Long> inside = new HashMap<>();
        for (int i = 0; i < components.length; i++) {
            if (components[i] >= 0 && block.number(i) != 0) {
                inside.merge(block.number(i), 1L, Long::sum);
            }
        }
        return inside;
    }

    /** How many voxels each component shares with some lesions. */
    private Map<Pair, Long> shared(IntUnaryOperator number, Set<Integer> lesions) {
        Map<Pair, Long> shared = new HashMap<>();
        for (int i = 0; i < components.length; i++) {
            int other = number.applyAsInt(i);
            if (components[i] > 0 && other != 0 && lesions.contains(other)) {
                shared.merge(new Pair(components[i], other), 1L, Long::sum);
            }
        }
        return shared;
    }

    private void write(Edit edit) {
        for (int i = 0; i < components.length; i++) {
            if (components[i] >= 0) {
                edit.set(
                        block.first(0) + block.at(i, 0),
                        block.first(1) + block.at(i, 1),
                        block.first(2) + block.at(i, 2),
                        now(i));
            }
        }
    }
}
