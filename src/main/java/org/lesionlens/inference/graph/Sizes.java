package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Operators over sizes: what networks compute to reshape and resize, followed for every size of the image at once. */
final class Sizes {
    private static final Set<String> OPERATORS = Set.of(
            "Gather",
            "Slice",
            "Concat",
            "Unsqueeze",
            "Squeeze",
            "Cast",
            "Mul",
            "Div",
            "Add",
            "Sub",
            "Floor",
            "Ceil",
            "Identity",
            "Reshape");
    private static final Set<String> ARITHMETIC = Set.of("Mul", "Div", "Add", "Sub", "Reshape", "Gather");
    private static final int MOST = 64;

    private Sizes() {}

    /** What is known of a constant. */
    static Fact constant(OnnxTensor tensor) {
        List<Dim> dims = tensor.sizes().stream().map(Dim::of).toList();
        Optional<List<Size>> value = Optional.empty();
        if (tensor.isShort() && tensor.isInteger()) {
            value = Optional.of(tensor.longs().stream().map(Size::of).toList());
        } else if (tensor.isShort()
                && tensor.type() == OnnxTensor.FLOAT
                && tensor.sizes().size() <= 1) {
            value = simple(tensor.decimals());
        }
        return new Fact(dims, tensor.type(), 0, value, false);
    }

    /** Only numbers that sizes are multiplied with matter. */
    private static Optional<List<Size>> simple(List<Double> decimals) {
        try {
            return Optional.of(decimals.stream().map(Ratio::near).map(Size::of).toList());
        } catch (NotTileableException e) {
            return Optional.empty();
        }
    }

    /** The tensor that an operator Constant holds. */
    static Optional<OnnxTensor> constantOf(OnnxNode node) {
        return node.attribute("value").map(attribute -> new OnnxTensor(attribute.message(5)));
    }

    /** What is known of the answer of an operator Constant. */
    static Fact constant(OnnxNode node) {
        Optional<OnnxTensor> tensor = constantOf(node);
        if (tensor.isPresent()) {
            return constant(tensor.get());
        }
        if (node.attribute("value_int").isPresent()) {
            return known(List.of(Size.of(node.number("value_int", 0))), false, OnnxTensor.INT64, 0);
        }
        if (node.attribute("value_ints").isPresent()) {
            return known(
                    node.numbers("value_ints", List.of()).stream().map(Size::of).toList(), true, OnnxTensor.INT64, 0);
        }
        if (node.attribute("value_float").isPresent()) {
            return Fact.of(List.of(), OnnxTensor.FLOAT, 0);
        }
        throw new NotTileableException("the operator " + node.shown() + " holds no tensor");
    }

    private static Fact known(List<Size> sizes, boolean list, int type, int depth) {
        List<Dim> dims = list ? List.of(Dim.of(sizes.size())) : List.of();
        boolean sized = sizes.stream().anyMatch(size -> !size.isNumber());
        return new Fact(dims, type, depth, Optional.of(sizes), sized);
    }

    /** Whole numbers that do not depend on the image. */
    static Optional<List<Long>> longs(Fact fact) {
        return fact.value()
                .filter(sizes -> sizes.stream()
                        .allMatch(size -> size.isNumber() && size.factor().isWhole()))
                .map(sizes ->
                        sizes.stream().map(size -> size.factor().numerator()).toList());
    }

    /** Whether this is an operator over sizes; then it is kept, with what it answers. */
    static boolean evaluate(OnnxNode node, Rewriting to) {
        if (node.operator().equals("Shape")) {
            shape(node, to);
            return true;
        }
        Optional<Fact> table = Tables.of(node, to);
        if (table.isPresent()) {
            to.keep(node, table.get(), Reads.OWN_PLACE);
            return true;
        }
        List<Fact> facts = node.inputs().stream()
                .filter(name -> !name.isEmpty())
                .map(to::fact)
                .toList();
        boolean all =
                !facts.isEmpty() && facts.stream().allMatch(fact -> fact.value().isPresent());
        boolean sized = facts.stream().anyMatch(Fact::sized);
        if (!OPERATORS.contains(node.operator())
                || ARITHMETIC.contains(node.operator()) && facts.size() != 2
                || !all && !sized
                || facts.stream().anyMatch(Fact::isLocal)
                || !sized && !isSmall(facts)) {
            return false;
        }
        Optional<List<Size>> value = all ? value(node, to) : Optional.empty();
        int type = node.operator().equals("Cast")
                ? Math.toIntExact(node.number("to", OnnxTensor.FLOAT))
                : to.fact(node, 0).type();
        if (value.isPresent()) {
            to.keep(node, known(value.get(), isList(node, facts, to), type, to.depth(node)), Reads.OWN_PLACE);
        } else if (sized) {
            to.keep(node, new Fact(List.of(), type, to.depth(node), Optional.empty(), true), Reads.OWN_PLACE);
        }
        return value.isPresent() || sized;
    }

    private static boolean isSmall(List<Fact> facts) {
        return facts.stream()
                .allMatch(fact -> fact.rank() <= 1 && fact.value().orElseThrow().size() <= MOST);
    }

    private static void shape(OnnxNode node, Rewriting to) {
        List<Size> sizes = to.fact(node, 0).dims().stream().map(Dim::size).toList();
        int rank = sizes.size();
        int start = bound(node.number("start", 0), rank);
        int end = bound(node.number("end", rank), rank);
        List<Size> part = start < end ? sizes.subList(start, end) : List.of();
        to.keep(node, known(part, true, OnnxTensor.INT64, to.depth(node)), Reads.OWN_PLACE);
    }

    private static int bound(long index, int count) {
        return (int) Math.max(0, Math.min(count, index < 0 ? index + count : index));
    }

    private static boolean isList(OnnxNode node, List<Fact> facts, Rewriting to) {
        return switch (node.operator()) {
            case "Gather" -> to.fact(node, 1).rank() == 1;
            case "Unsqueeze", "Concat", "Slice" -> true;
            case "Squeeze" -> false;
            case "Reshape" -> facts.get(1).value().orElseThrow().size() == 1;
            default -> facts.stream().anyMatch(fact -> fact.rank() == 1);
        };
    }

    private static Optional<List<Size>> value(OnnxNode node, Rewriting to) {
        List<List<Size>> values = node.inputs().stream()
                .filter(name -> !name.isEmpty())
                .map(name -> to.fact(name).value().orElseThrow())
                .toList();
        List<Size> first = values.get(0);
        return switch (node.operator()) {
            case "Gather" -> gather(first, to.longs(node, 1));
            case "Slice" -> slice(node, first, to);
            case "Concat" -> Optional.of(values.stream().flatMap(List::stream).toList());
            case "Unsqueeze" -> first.size() == 1 ? Optional.of(first) : Optional.empty();
            case "Squeeze" -> first.size() == 1 ? Optional.of(first) : Optional.empty();
            case "Reshape" -> values.get(1).size() <= 1 ? Optional.of(first) : Optional.empty();
            case "Identity" -> Optional.of(first);
            case "Cast", "Floor", "Ceil" -> whole(first, to);
            default -> arithmetic(node, first, values.get(1), to);
        };
    }

    private static Optional<List<Size>> gather(List<Size> sizes, Optional<List<Long>> indices) {
        List<Size> gathered = new ArrayList<>();
        for (long index : indices.orElse(List.of())) {
            long at = index < 0 ? index + sizes.size() : index;
            if (at < 0 || at >= sizes.size()) {
                return Optional.empty();
            }
            gathered.add(sizes.get((int) at));
        }
        return indices.map(given -> gathered);
    }

    private static Optional<List<Size>> slice(OnnxNode node, List<Size> sizes, Rewriting to) {
        Optional<List<Long>> start = to.longs(node, 1);
        Optional<List<Long>> end = to.longs(node, 2);
        boolean forward = !to.has(node, 4)
                || to.longs(node, 4).filter(steps -> steps.equals(List.of(1L))).isPresent();
        if (start.isEmpty()
                || end.isEmpty()
                || start.get().size() != 1
                || end.get().size() != 1
                || !forward) {
            return Optional.empty();
        }
        int from = bound(start.get().get(0), sizes.size());
        int until = bound(end.get().get(0), sizes.size());
        return Optional.of(from < until ? sizes.subList(from, until) : List.of());
    }

    /** Parts of the image's size are whole numbers, since tiles begin only where they are. */
    private static Optional<List<Size>> whole(List<Size> sizes, Rewriting to) {
        for (Size size : sizes) {
            boolean apart = size.extents().stream().allMatch(extent -> extent.extra() == 0) && !size.isNumber();
            if (!apart && !size.factor().isWhole()) {
                return Optional.empty();
            }
            size.extents()
                    .forEach(extent -> to.align(extent.axis(), extent.scale().times(size.factor())));
        }
        return Optional.of(sizes);
    }

    private static Optional<List<Size>> arithmetic(OnnxNode node, List<Size> a, List<Size> b, Rewriting to) {
        int count = Math.max(a.size(), b.size());
        if (a.isEmpty() || b.isEmpty() || Math.min(a.size(), b.size()) != 1 && a.size() != b.size()) {
            return Optional.empty();
        }
        int type = to.fact(node, 0).type();
        boolean integers = type == OnnxTensor.INT32 || type == OnnxTensor.INT64;
        List<Size> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Size first = a.get(a.size() == 1 ? 0 : i);
            Size second = b.get(b.size() == 1 ? 0 : i);
            arithmetic(node.operator(), first, second, integers).ifPresent(result::add);
        }
        if (result.size() != count) {
            return Optional.empty();
        }
        return integers ? whole(result, to) : Optional.of(result);
    }

    private static Optional<Size> arithmetic(String operator, Size a, Size b, boolean integers) {
        return switch (operator) {
            case "Mul" -> Optional.of(a.times(b));
            case "Div" -> divided(a, b, integers);
            case "Add" -> a.isNumber() ? sum(b, a, 1) : sum(a, b, 1);
            default -> sum(a, b, -1);
        };
    }

    private static Optional<Size> divided(Size a, Size b, boolean integers) {
        if (b.is(0)) {
            return Optional.empty();
        }
        boolean number = b.isNumber() && b.factor().isWhole() && b.factor().numerator() > 0;
        if (integers && number && a.only().isPresent()) {
            return a.only().map(extent -> Size.of(extent.dividedBy(b.factor().numerator())));
        }
        return Optional.of(a.over(b));
    }

    private static Optional<Size> sum(Size a, Size b, int sign) {
        if (!b.isNumber() || !b.factor().isWhole()) {
            return Optional.empty();
        }
        long more = Math.multiplyExact(b.factor().numerator(), sign);
        if (a.isNumber() && a.factor().isWhole()) {
            return Optional.of(Size.of(Math.addExact(a.factor().numerator(), more)));
        }
        return a.only().map(extent -> Size.of(extent.plus(more)));
    }
}
