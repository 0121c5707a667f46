package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;

/**
 * The operators between a tensor in which every axis of the image is a dimension of its own, and one made of it in which
 * places are rearranged: the same can be done to a part of the first, and to that of the whole image.
 */
final class Replay {
    /** They take a size that is that of a tile. */
    private static final Set<String> SIZED = Set.of("Expand", "Resize", "ConstantOfShape", "Shape");

    private final String root;
    private final List<Step> steps;
    private final Rewriting to;

    private Replay(String root, List<Step> steps, Rewriting to) {
        this.root = root;
        this.steps = steps;
        this.to = to;
    }

    /** An operator, and the one of its outputs that is followed. */
    private record Step(OnnxNode node, String made) {}

    /** Operators that do the same to another tensor, and what the last one makes. */
    record Copy(List<OnnxNode> operators, String last) {}

    /** @throws NotTileableException if the tensor was made in a way that is not followed */
    static Replay to(String name, OnnxNode user, Rewriting to) {
        LinkedList<Step> steps = new LinkedList<>();
        String root = name;
        while (!to.fact(root).isSeparable()) {
            OnnxNode node = to.producer(root)
                    .filter(made -> made.reads() == Reads.OWN_PLACE)
                    .map(Local::node)
                    .filter(made -> !SIZED.contains(made.operator()))
                    .orElseThrow(
                            () -> to.refused(user, "takes places of the whole image in an order that is not followed"));
            steps.addFirst(new Step(node, root));
            root = onlyLocal(node, user, to);
        }
        return new Replay(root, steps, to);
    }

    private static String onlyLocal(OnnxNode node, OnnxNode user, Rewriting to) {
        List<String> local = node.inputs().stream()
                .filter(name -> !name.isEmpty() && to.fact(name).isLocal())
                .toList();
        if (local.size() != 1) {
            throw to.refused(
                    user, "takes places of the whole image that " + node.shown() + " makes of several tensors");
        }
        return local.get(0);
    }

    String root() {
        return root;
    }

    /** Does the same to another tensor. */
    Copy copy(String start, String suffix) {
        List<OnnxNode> copies = new ArrayList<>();
        String from = root;
        String last = start;
        for (Step step : steps) {
            OnnxNode node = step.node();
            List<String> made = node.outputs().stream()
                    .map(name -> to.newName(name + suffix))
                    .toList();
            copies.add(copy(node, from, last, made));
            from = step.made();
            last = made.get(node.outputs().indexOf(from));
        }
        return new Copy(copies, last);
    }

    private OnnxNode copy(OnnxNode node, String from, String last, List<String> made) {
        if (node.operator().equals("Reshape") || node.operator().equals("Flatten")) {
            String shape =
                    to.constant(made.get(0) + "/shape", shape(to.fact(from).dims(), node));
            return OnnxNode.of("Reshape", List.of(last, shape), made);
        }
        List<String> inputs = node.inputs().stream()
                .map(name -> name.equals(from) ? last : name)
                .toList();
        return node.with(inputs, made);
    }

    /** The shape for an image of every size: 0 where a dimension stays as it was, -1 where one is counted. */
    private List<Long> shape(List<Dim> before, OnnxNode node) {
        List<Dim> after = to.fact(node.output()).dims();
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            boolean same = i < before.size() && before.get(i).equals(after.get(i));
            shape.add(after.get(i).isCount() ? Long.valueOf(after.get(i).count()) : Long.valueOf(same ? 0 : -1));
        }
        if (shape.stream().filter(size -> size == -1).count() > 1) {
            throw to.refused(node, "rearranges places of the whole image in a way that is not followed");
        }
        return shape;
    }
}
