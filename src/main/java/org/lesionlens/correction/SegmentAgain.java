package org.lesionlens.correction;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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

    private final Correction correction;
    private final LabelBlock block;
    /** Numbers from 1 by falling size; 0 is background. */
    private final int[] components;

    private final int count;
    /** The number that each component gets; 0 if it is not known yet. */
    private final int[] numbers;

    private SegmentAgain(Correction correction, LabelBlock block, int[] components, int count) {
        this.correction = correction;
        this.block = block;
        this.components = components;
        this.count = count;
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
        LabelBlock block = LabelBlock.of(
                correction,
                new BoundingBox(box.xMin(), box.yMin(), box.zMin(), box.xMax(), box.yMax(), box.zMax()),
                1,
                1,
                1);
        int[] components = new int[block.voxels()];
        int count = 0;
        for (int i = 0; i < components.length; i++) {
            components[i] = component(parts.voxels(), block, i, box);
            count = Math.max(count, components[i]);
        }
        SegmentAgain again = new SegmentAgain(correction, block, components, count);
        again.giveNumbers();
        return correction.step("segment again", again::write);
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

    private void giveNumbers() {
        Map<Pair, Long> touching = touching();
        touching.keySet().stream()
                .sorted(Comparator.<Pair>comparingLong(pair -> -touching.get(pair))
                        .thenComparingInt(Pair::number))
                .forEach(pair ->
                        numbers[pair.component] = numbers[pair.component] == 0 ? pair.number : numbers[pair.component]);
        Map<Pair, Long> shared = shared();
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
        giveNextNumbers();
    }

    private void giveNextNumbers() {
        int fresh = 0;
        for (int component = 1; component <= count; component++) {
            fresh += numbers[component] == 0 ? 1 : 0;
        }
        correction.requireFree(fresh);
        int next = correction.nextNumber();
        for (int component = 1; component <= count; component++) {
            numbers[component] = numbers[component] == 0 ? next++ : numbers[component];
        }
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

    /** How many voxels each component shares with each lesion that lies inside of the box only. */
    private Map<Pair, Long> shared() {
        Map<Integer, Long> inside = new HashMap<>();
        for (int i = 0; i < components.length; i++) {
            if (components[i] >= 0 && block.number(i) != 0) {
                inside.merge(block.number(i), 1L, Long::sum);
            }
        }
        inside.entrySet().removeIf(lesion -> lesion.getValue() < correction.voxels(lesion.getKey()));
        Map<Pair, Long> shared = new HashMap<>();
        for (int i = 0; i < components.length; i++) {
            if (components[i] > 0 && inside.containsKey(block.number(i))) {
                shared.merge(new Pair(components[i], block.number(i)), 1L, Long::sum);
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
                        components[i] == 0 ? 0 : numbers[components[i]]);
            }
        }
    }
}
