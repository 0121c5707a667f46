package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Operators that make each cell of the cells at the same place. */
final class PointwiseRules {
    static final Set<String> OPERATORS = Set.of(
            "Abs",
            "Add",
            "And",
            "Ceil",
            "Celu",
            "Clip",
            "Cos",
            "Div",
            "Elu",
            "Equal",
            "Erf",
            "Exp",
            "Floor",
            "Gelu",
            "Greater",
            "GreaterOrEqual",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "IsNaN",
            "LeakyRelu",
            "Less",
            "LessOrEqual",
            "Log",
            "Max",
            "Mean",
            "Min",
            "Mish",
            "Mul",
            "Neg",
            "Not",
            "Or",
            "PRelu",
            "Pow",
            "Reciprocal",
            "Relu",
            "Round",
            "Selu",
            "Sigmoid",
            "Sign",
            "Sin",
            "Softplus",
            "Softsign",
            "Sqrt",
            "Sub",
            "Sum",
            "Swish",
            "Tanh",
            "ThresholdedRelu",
            "Where",
            "Xor");
    private static final Set<String> YES_OR_NO =
            Set.of("And", "Equal", "Greater", "GreaterOrEqual", "IsNaN", "Less", "LessOrEqual", "Not", "Or", "Xor");
    private static final int BOOL = 9;

    private PointwiseRules() {}

    static void broadcast(OnnxNode node, Rewriting to) {
        List<Dim> dims = List.of();
        for (String name : node.inputs()) {
            if (!name.isEmpty()) {
                dims = broadcast(node, dims, to.fact(name).dims(), to);
            }
        }
        int type = YES_OR_NO.contains(node.operator())
                ? BOOL
                : to.fact(node, node.operator().equals("Where") ? 1 : 0).type();
        Fact fact = Fact.of(dims, type, to.depth(node));
        if (node.operator().equals("Identity")) {
            fact = to.fact(node, 0);
        }
        to.keep(node, fact, Reads.OWN_PLACE);
    }

    static List<Dim> broadcast(OnnxNode node, List<Dim> a, List<Dim> b, Rewriting to) {
        List<Dim> longer = a.size() >= b.size() ? a : b;
        List<Dim> shorter = a.size() >= b.size() ? b : a;
        List<Dim> dims = new ArrayList<>(longer);
        int skipped = longer.size() - shorter.size();
        for (int i = 0; i < shorter.size(); i++) {
            Dim first = longer.get(skipped + i);
            Dim second = shorter.get(i);
            if (!first.isOne() && !second.isOne() && !first.equals(second)) {
                throw to.refused(
                        node, "meets the sizes " + first + " and " + second + ", which are equal for one image only");
            }
            dims.set(skipped + i, first.isOne() ? second : first);
        }
        return dims;
    }

    static void cast(OnnxNode node, Rewriting to) {
        Fact fact = to.fact(node, 0);
        int type = Math.toIntExact(node.number("to", 0));
        to.keep(node, Fact.of(fact.dims(), type, fact.depth()), Reads.OWN_PLACE);
    }

    static void first(OnnxNode node, Rewriting to) {
        to.keep(node, to.fact(node, 0).dims());
    }

    static void batchNormalization(OnnxNode node, Rewriting to) {
        if (node.number("training_mode", 0) != 0) {
            throw to.refused(node, "takes statistics of the image as in training");
        }
        first(node, to);
    }

    /** Softmax: before opset 13 over all dimensions from the axis on. */
    static void alongAxis(OnnxNode node, Rewriting to) {
        List<Dim> dims = to.fact(node, 0).dims();
        boolean one = to.file().opset() >= 13;
        int axis = axis(node.number("axis", one ? -1 : 1), dims.size());
        List<Dim> over = dims.subList(axis, one ? axis + 1 : dims.size());
        requireNoPlaces(node, over, to);
        to.keep(node, dims);
    }

    static void layerNormalization(OnnxNode node, Rewriting to) {
        List<Dim> dims = to.fact(node, 0).dims();
        requireNoPlaces(node, dims.subList(axis(node.number("axis", -1), dims.size()), dims.size()), to);
        to.keep(node, dims);
    }

    static void requireNoPlaces(OnnxNode node, List<Dim> dims, Rewriting to) {
        if (!dims.stream().allMatch(dim -> dim.local().isEmpty())) {
            throw to.refused(node, "compares places of the whole image in a way that passes do not follow");
        }
    }

    static int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw new NotTileableException("an operator names the axis " + axis + " of " + rank);
        }
        return (int) counted;
    }

    static void constantOfShape(OnnxNode node, Rewriting to) {
        int type = node.attribute("value")
                .map(attribute -> new OnnxTensor(attribute.message(5)).type())
                .orElse(OnnxTensor.FLOAT);
        to.keep(node, Fact.of(shape(node, 0, to), type, to.depth(node)), Reads.OWN_PLACE);
    }

    static void expand(OnnxNode node, Rewriting to) {
        to.keep(node, broadcast(node, to.fact(node, 0).dims(), shape(node, 1, to), to));
    }

    private static List<Dim> shape(OnnxNode node, int input, Rewriting to) {
        List<Size> sizes =
                to.fact(node, input).value().orElseThrow(() -> to.refused(node, "takes a size that is not followed"));
        return sizes.stream().map(size -> dim(node, size, to)).toList();
    }

    /** A dimension that is a number or an extent. */
    static Dim dim(OnnxNode node, Size size, Rewriting to) {
        if (size.isNumber() && size.factor().isWhole()) {
            return Dim.of(size.factor().numerator());
        }
        return Dim.of(
                size.only().orElseThrow(() -> to.refused(node, "takes the size " + size + ", which is not followed")));
    }
}
