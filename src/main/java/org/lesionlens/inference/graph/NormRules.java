package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.inference.graph.Statistic.Kind;

/** Normalisation by mean and variance over all places of the image: with both known it is a batch normalisation. */
final class NormRules {
    private static final int SCALES_BY_CHANNEL = 21;

    private NormRules() {}

    static void instanceNormalization(OnnxNode node, Rewriting to) {
        Fact fact = to.fact(node, 0);
        if (!fact.isLocal()) {
            to.keep(node, fact.dims());
            return;
        }
        GlobalRules.requireWholeImage(node, fact.dims().subList(0, Math.min(2, fact.rank())), to);
        long channels = fact.dims().get(1).count();
        List<String> moments = moments(node, List.of(), channels, to);
        to.rewrite(normalized(node, node.input(1), node.input(2), moments));
    }

    static void groupNormalization(OnnxNode node, Rewriting to) {
        Fact fact = to.fact(node, 0);
        long groups = node.number("num_groups", 1);
        if (!fact.isLocal()) {
            to.keep(node, fact.dims());
            return;
        }
        GlobalRules.requireWholeImage(node, fact.dims().subList(0, Math.min(2, fact.rank())), to);
        long channels = fact.dims().get(1).count();
        if (groups < 1 || channels % groups != 0) {
            throw to.refused(node, "makes " + groups + " groups of " + channels + " channels");
        }
        List<String> moments = moments(node, List.of(1L, groups, -1L), groups, to).stream()
                .map(name -> spread(name, groups, channels, to))
                .toList();
        boolean byChannel = to.file().opset() >= SCALES_BY_CHANNEL;
        String scale = byChannel ? node.input(1) : spread(node.input(1), groups, channels, to);
        String bias = byChannel ? node.input(2) : spread(node.input(2), groups, channels, to);
        to.rewrite(normalized(node, scale, bias, moments));
    }

    private static OnnxNode normalized(OnnxNode node, String scale, String bias, List<String> moments) {
        List<String> inputs = List.of(node.input(0), scale, bias, moments.get(0), moments.get(1));
        return OnnxNode.of(
                "BatchNormalization",
                inputs,
                List.of(node.output()),
                node.attribute("epsilon").stream().toArray(WireMessage[]::new));
    }

    /**
     * Mean and variance as inputs.
     *
     * @param shape that the part of a tile gets first, or none
     */
    private static List<String> moments(OnnxNode node, List<Long> shape, long count, Rewriting to) {
        Fact fact = to.fact(node, 0);
        Replay replay = Replay.to(node.input(0), node, to);
        String core = to.newName(replay.root() + "/core");
        Replay.Copy copy = replay.copy(core, "/core");
        List<OnnxNode> operators = new ArrayList<>(copy.operators());
        String cells = copy.last();
        int rank = fact.rank();
        if (!shape.isEmpty()) {
            rank = shape.size();
            String grouped = to.newName(node.output() + "/grouped");
            String constant = to.constant(grouped + "/shape", shape);
            operators.add(OnnxNode.of("Reshape", List.of(cells, constant), List.of(grouped)));
            cells = grouped;
        }
        List<String> told = tell(cells, rank, operators, node, to);
        List<String> given = new ArrayList<>();
        for (String name : List.of("/mean", "/variance")) {
            given.add(to.newName(node.output() + name));
            to.define(given.get(given.size() - 1), Fact.of(List.of(Dim.of(count)), fact.type(), fact.depth() + 1));
        }
        Statistic.Source source = new Statistic.Source(replay.root(), to.fact(replay.root()), core, operators);
        to.add(new Statistic(Kind.MOMENTS, source, fact.depth() + 1, told, given));
        return given;
    }

    /** Of a tile: the mean, and the mean of the squared differences to it. */
    private static List<String> tell(String cells, int rank, List<OnnxNode> operators, OnnxNode node, Rewriting to) {
        List<String> names = new ArrayList<>();
        for (String part : List.of("/core/mean", "/core/difference", "/core/square", "/core/variance")) {
            names.add(to.newName(node.output() + part));
        }
        operators.add(mean(cells, names.get(0), rank, to));
        operators.add(OnnxNode.of("Sub", List.of(cells, names.get(0)), List.of(names.get(1))));
        operators.add(OnnxNode.of("Mul", List.of(names.get(1), names.get(1)), List.of(names.get(2))));
        operators.add(mean(names.get(2), names.get(3), rank, to));
        return List.of(names.get(0), names.get(3));
    }

    private static OnnxNode mean(String cells, String made, int rank, Rewriting to) {
        List<Long> axes = new ArrayList<>();
        for (long axis = 2; axis < rank; axis++) {
            axes.add(axis);
        }
        if (to.file().opset() < 18) {
            return OnnxNode.of("ReduceMean", List.of(cells), List.of(made), OnnxNode.attribute("axes", axes));
        }
        return OnnxNode.of("ReduceMean", List.of(cells, to.constant(made + "/axes", axes)), List.of(made));
    }

    /** A number of each group for each of its channels. */
    private static String spread(String name, long groups, long channels, Rewriting to) {
        String column = to.newName(name + "/column");
        String table = to.newName(name + "/table");
        String list = to.newName(name + "/channels");
        to.rewrite(OnnxNode.of(
                "Reshape", List.of(name, to.constant(column + "/shape", List.of(groups, 1L))), List.of(column)));
        String sizes = to.constant(table + "/shape", List.of(groups, channels / groups));
        to.rewrite(OnnxNode.of("Expand", List.of(column, sizes), List.of(table)));
        String all = to.constant(list + "/shape", List.of(channels));
        to.rewrite(OnnxNode.of("Reshape", List.of(table, all), List.of(list)));
        return list;
    }
}
