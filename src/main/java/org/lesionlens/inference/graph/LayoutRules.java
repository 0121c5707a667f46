package org.lesionlens.inference.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.lesionlens.inference.graph.Factor.Count;

/** Operators that give the same cells other dimensions; every cell is followed to the place in the image that it is of. */
final class LayoutRules {
    private LayoutRules() {}

    static void reshape(OnnxNode node, Rewriting to) {
        List<Dim> source = to.fact(node, 0).dims();
        List<Size> shape =
                to.fact(node, 1).value().orElseThrow(() -> to.refused(node, "takes a size that is not followed"));
        List<Size> wanted = new ArrayList<>(shape);
        for (int i = 0; i < wanted.size() && node.number("allowzero", 0) == 0; i++) {
            if (wanted.get(i).is(0) && i < source.size()) {
                wanted.set(i, source.get(i).size());
            }
        }
        int open = wanted.indexOf(Size.of(-1));
        if (open >= 0) {
            wanted.set(open, Size.of(1));
            wanted.set(open, product(source.stream().map(Dim::size).toList()).over(product(wanted)));
        }
        to.keep(
                node,
                reshaped(source, wanted)
                        .orElseThrow(() -> to.refused(
                                node,
                                "makes the sizes " + source + " into " + shape
                                        + ", which is right for one size of the image only")));
    }

    private static Size product(List<Size> sizes) {
        return sizes.stream().reduce(Size.of(1), Size::times);
    }

    private static Optional<List<Dim>> reshaped(List<Dim> source, List<Size> wanted) {
        Deque<Factor> rest = new ArrayDeque<>();
        source.forEach(dim -> rest.addAll(dim.factors()));
        List<Dim> dims = new ArrayList<>();
        for (Size size : wanted) {
            List<Factor> taken = new ArrayList<>();
            Size missing = size;
            while (!missing.is(1)) {
                Optional<Size> left = take(rest, missing, taken);
                if (left.isEmpty()) {
                    return Optional.empty();
                }
                missing = left.get();
            }
            dims.add(new Dim(taken));
        }
        return rest.isEmpty() ? Optional.of(dims) : Optional.empty();
    }

    /** Takes the next factor or a part of it; what is missing then, or nothing if it does not fit. */
    private static Optional<Size> take(Deque<Factor> rest, Size missing, List<Factor> taken) {
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        Factor factor = rest.pop();
        return factor instanceof Count count
                ? takeCount(count.number(), rest, missing, taken)
                : takeExtent((Extent) factor, rest, missing, taken);
    }

    private static Optional<Size> takeCount(long count, Deque<Factor> rest, Size missing, List<Factor> taken) {
        if (missing.isNumber() && missing.factor().isWhole()) {
            long needed = missing.factor().numerator();
            if (needed > 0 && needed < count && count % needed == 0) {
                taken.add(new Count(needed));
                rest.push(new Count(count / needed));
                return Optional.of(Size.of(1));
            }
        }
        Size left = missing.over(Size.of(count));
        taken.add(new Count(count));
        return left.isNumber() && !left.factor().isWhole() ? Optional.empty() : Optional.of(left);
    }

    private static Optional<Size> takeExtent(Extent extent, Deque<Factor> rest, Size missing, List<Factor> taken) {
        Size size = Size.of(extent);
        if (!missing.extents().containsAll(size.extents())) {
            return Optional.empty();
        }
        Size left = missing.over(size);
        if (!left.isNumber() || left.factor().isWhole()) {
            taken.add(extent);
            return Optional.of(left);
        }
        if (left.factor().numerator() != 1 || extent.extra() != 0) {
            return Optional.empty();
        }
        taken.add(extent.times(left.factor()));
        rest.push(new Count(left.factor().denominator()));
        return Optional.of(Size.of(1));
    }

    static void flatten(OnnxNode node, Rewriting to) {
        List<Dim> dims = to.fact(node, 0).dims();
        long named = node.number("axis", 1);
        int axis = named == dims.size() ? dims.size() : PointwiseRules.axis(named, dims.size());
        to.keep(node, List.of(joined(dims.subList(0, axis)), joined(dims.subList(axis, dims.size()))));
    }

    private static Dim joined(List<Dim> dims) {
        return new Dim(dims.stream().flatMap(dim -> dim.factors().stream()).toList());
    }

    static void transpose(OnnxNode node, Rewriting to) {
        List<Dim> dims = to.fact(node, 0).dims();
        List<Long> backwards = new ArrayList<>();
        for (long axis = dims.size() - 1L; axis >= 0; axis--) {
            backwards.add(axis);
        }
        List<Long> order = node.numbers("perm", backwards);
        if (order.stream().distinct().count() != dims.size()) {
            throw to.refused(node, "puts " + dims.size() + " axes into the order " + order);
        }
        to.keep(
                node,
                order.stream()
                        .map(axis -> dims.get(PointwiseRules.axis(axis, dims.size())))
                        .toList());
    }

    static void squeeze(OnnxNode node, Rewriting to) {
        List<Dim> dims = new ArrayList<>(to.fact(node, 0).dims());
        Optional<List<Long>> axes = to.longs(node, 1, "axes");
        if (axes.isEmpty()) {
            dims.removeIf(Dim::isOne);
        } else {
            int rank = dims.size();
            List<Integer> falling = axes.get().stream()
                    .map(axis -> PointwiseRules.axis(axis, rank))
                    .sorted(Collections.reverseOrder())
                    .toList();
            for (int axis : falling) {
                if (!dims.remove(axis).isOne()) {
                    throw to.refused(node, "drops an axis that is longer than 1");
                }
            }
        }
        to.keep(node, dims);
    }

    static void unsqueeze(OnnxNode node, Rewriting to) {
        List<Dim> dims = new ArrayList<>(to.fact(node, 0).dims());
        List<Long> axes = to.longs(node, 1, "axes").orElseThrow(() -> to.refused(node, "names no axes"));
        int rank = dims.size() + axes.size();
        axes.stream()
                .map(axis -> PointwiseRules.axis(axis, rank))
                .sorted()
                .forEach(axis -> dims.add(Math.min(axis, dims.size()), Dim.of(1)));
        to.keep(node, dims);
    }

    static void depthToSpace(OnnxNode node, Rewriting to) {
        to.keep(node, blocks(node, Ratio.of(node.number("blocksize", 1)), to));
    }

    static void spaceToDepth(OnnxNode node, Rewriting to) {
        to.keep(node, blocks(node, Ratio.ONE.over(Ratio.of(node.number("blocksize", 1))), to));
    }

    private static List<Dim> blocks(OnnxNode node, Ratio side, Rewriting to) {
        List<Dim> dims = to.fact(node, 0).dims();
        if (dims.size() != 4
                || dims.stream().flatMap(dim -> dim.extents().stream()).anyMatch(e -> e.extra() != 0)) {
            throw to.refused(node, "rearranges cells of the sizes " + dims);
        }
        Ratio area = side.times(side);
        return List.of(
                dims.get(0),
                PointwiseRules.dim(node, dims.get(1).size().over(Size.of(area)), to),
                PointwiseRules.dim(node, dims.get(2).size().times(Size.of(side)), to),
                PointwiseRules.dim(node, dims.get(3).size().times(Size.of(side)), to));
    }
}
