package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.lesionlens.inference.graph.ExactTiles;
import org.lesionlens.inference.graph.Pass;

/**
 * How far the networks of a model look.
 *
 * @param widths voxels beyond one's own along x, y(, z), in which all lies that its answer depends on
 * @param strides of which the first voxels of tiles must be multiples, so that a tile's answer is a part of the whole image's
 */
record Reach(List<Integer> widths, List<Integer> strides) {
    /** @return empty where it is the whole image, or cannot be told */
    static Optional<Reach> of(List<ExactTiles> networks) {
        List<Long> widths = new ArrayList<>();
        List<Long> strides = new ArrayList<>();
        for (ExactTiles network : networks) {
            if (!(network instanceof ExactTiles.Plan plan) || plan.chain() > 0) {
                return Optional.empty();
            }
            Pass.Margins margins = plan.passes().get(0).margins();
            for (int axis = 0; axis < plan.stride().size(); axis++) {
                long width =
                        Math.max(margins.before().get(axis), margins.after().get(axis));
                if (widths.size() == axis) {
                    widths.add(0L);
                    strides.add(1L);
                }
                widths.set(axis, Math.max(widths.get(axis), width));
                strides.set(
                        axis,
                        PassPlan.commonMultiple(strides.get(axis), plan.stride().get(axis)));
            }
        }
        return Optional.of(new Reach(fastestFirst(widths), fastestFirst(strides)));
    }

    /** Whether tiles of some sides hold more than what is looked at beyond them. */
    boolean fits(int... sides) {
        for (int axis = 0; axis < widths.size(); axis++) {
            if (sides[axis] - 2 * widths.get(axis) < strides.get(axis)) {
                return false;
            }
        }
        return true;
    }

    private static List<Integer> fastestFirst(List<Long> axes) {
        List<Integer> turned =
                new ArrayList<>(axes.stream().map(Math::toIntExact).toList());
        Collections.reverse(turned);
        return List.copyOf(turned);
    }
}
