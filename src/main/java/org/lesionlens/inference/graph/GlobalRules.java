package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.lesionlens.inference.graph.Statistic.Kind;

/** Reductions: over channels they are local, over all places of the image they become a statistic. */
final class GlobalRules {
    static final Set<String> REDUCTIONS = Set.of(
            "ReduceMean",
            "ReduceSum",
            "ReduceMax",
            "ReduceMin",
            "ReduceL1",
            "ReduceL2",
            "ReduceSumSquare",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceProd",
            "ArgMax",
            "ArgMin");
    private static final Map<String, Kind> KINDS = Map.of(
            "ReduceMean", Kind.MEAN,
            "GlobalAveragePool", Kind.MEAN,
            "ReduceSum", Kind.SUM,
            "ReduceL1", Kind.SUM,
            "ReduceSumSquare", Kind.SUM,
            "ReduceL2", Kind.ROOT_OF_SUM,
            "ReduceMax", Kind.MAX,
            "GlobalMaxPool", Kind.MAX,
            "ReduceMin", Kind.MIN);

    private GlobalRules() {}

    static void globalPool(OnnxNode node, Rewriting to) {
        reduce(node, places(to.fact(node, 0)), true, to);
    }

    /** All dimensions after that of the channels. */
    static List<Integer> places(Fact fact) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 2; axis < fact.rank(); axis++) {
            axes.add(axis);
        }
        return axes;
    }

    static void reduce(OnnxNode node, Rewriting to) {
        Fact fact = to.fact(node, 0);
        boolean arg = node.operator().startsWith("Arg");
        List<Long> named = arg
                ? List.of(node.number("axis", 0))
                : to.longs(node, 1, "axes").orElse(List.of());
        if (named.isEmpty() && node.number("noop_with_empty_axes", 0) != 0) {
            to.keep(node, fact.dims());
            return;
        }
        List<Long> axes =
                named.isEmpty() ? LongStream.range(0, fact.rank()).boxed().toList() : named;
        List<Integer> counted = axes.stream()
                .map(axis -> PointwiseRules.axis(axis, fact.rank()))
                .toList();
        reduce(node, counted, node.number("keepdims", 1) != 0, to);
    }

    private static void reduce(OnnxNode node, List<Integer> axes, boolean keep, Rewriting to) {
        Fact fact = to.fact(node, 0);
        List<Dim> dims = new ArrayList<>();
        List<Dim> reduced = new ArrayList<>();
        for (int axis = 0; axis < fact.rank(); axis++) {
            if (!axes.contains(axis)) {
                dims.add(fact.dims().get(axis));
            } else {
                reduced.add(fact.dims().get(axis));
                if (keep) {
                    dims.add(Dim.of(1));
                }
            }
        }
        if (reduced.stream().allMatch(dim -> dim.local().isEmpty())) {
            int type = node.operator().startsWith("Arg") ? OnnxTensor.INT64 : fact.type();
            to.keep(node, Fact.of(dims, type, to.depth(node)), Reads.OWN_PLACE);
        } else {
            replace(node, dims, to);
        }
    }

    private static void replace(OnnxNode node, List<Dim> dims, Rewriting to) {
        Fact fact = to.fact(node, 0);
        Kind kind = KINDS.get(node.operator());
        if (kind == null) {
            throw to.refused(node, "runs over all places of the image, which passes do not follow");
        }
        requireWholeImage(node, dims, to);
        Replay replay = Replay.to(node.input(0), node, to);
        String core = to.newName(replay.root() + "/core");
        Replay.Copy copy = replay.copy(core, "/core");
        List<OnnxNode> operators = new ArrayList<>(copy.operators());
        String told = to.newName(node.output() + "/told");
        operators.add(node.with(replaced(node.inputs(), copy.last()), List.of(told)));
        if (kind == Kind.ROOT_OF_SUM) {
            String sum = to.newName(node.output() + "/sum");
            operators.set(operators.size() - 1, node.with(replaced(node.inputs(), copy.last()), List.of(sum)));
            operators.add(OnnxNode.of("Mul", List.of(sum, sum), List.of(told)));
        }
        int depth = fact.depth() + 1;
        to.define(node.output(), Fact.of(dims, fact.type(), depth));
        Statistic.Source source = new Statistic.Source(replay.root(), to.fact(replay.root()), core, operators);
        to.add(new Statistic(kind, source, depth, List.of(told), List.of(node.output())));
    }

    private static List<String> replaced(List<String> inputs, String first) {
        List<String> replaced = new ArrayList<>(inputs);
        replaced.set(0, first);
        return replaced;
    }

    /** Of what is left after a reduction. */
    static void requireWholeImage(OnnxNode node, List<Dim> left, Rewriting to) {
        Fact fact = to.fact(node, 0);
        if (!left.stream().allMatch(Dim::isCount)) {
            throw to.refused(node, "runs over all places along one axis of the image and not over the others");
        }
        if (fact.type() != OnnxTensor.FLOAT) {
            throw to.refused(node, "runs over all places of the image in numbers that are not of 32 bits");
        }
    }
}
