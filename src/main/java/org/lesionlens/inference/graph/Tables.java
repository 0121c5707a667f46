package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Constants in rows and columns: PyTorch's older exporter turns the margins of a padding over in such. */
final class Tables {
    private static final int MOST = 64;

    private Tables() {}

    /** What an operator makes of a table of constants, or of a list that becomes one; empty for any other operator. */
    static Optional<Fact> of(OnnxNode node, Rewriting to) {
        if (!to.has(node, 0)
                || to.longs(node, 0).filter(list -> list.size() <= MOST).isEmpty()) {
            return Optional.empty();
        }
        Fact fact = to.fact(node, 0);
        return switch (node.operator()) {
            case "ConstantOfShape" -> filled(node, to);
            case "Reshape" -> fact.rank() <= 2 ? reshaped(fact, to.longs(node, 1)) : Optional.empty();
            case "Transpose" -> fact.rank() == 2 ? Optional.of(transposed(fact)) : Optional.empty();
            case "Slice" -> fact.rank() == 2 ? backwards(node, fact, to) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Fact> filled(OnnxNode node, Rewriting to) {
        List<Long> shape = to.longs(node, 0).orElseThrow();
        Optional<OnnxTensor> value = node.attribute("value").map(attribute -> new OnnxTensor(attribute.message(5)));
        if (shape.size() != 1 || shape.get(0) < 0 || shape.get(0) > MOST || value.isEmpty()) {
            return Optional.empty();
        }
        return Sizes.longs(Sizes.constant(value.get()))
                .filter(list -> list.size() == 1)
                .map(list -> Collections.nCopies(shape.get(0).intValue(), Size.of(list.get(0))))
                .map(sizes -> table(shape, sizes, value.get().type()));
    }

    private static Fact table(List<Long> shape, List<Size> sizes, int type) {
        return new Fact(shape.stream().map(Dim::of).toList(), type, 0, Optional.of(sizes), false);
    }

    private static Optional<Fact> reshaped(Fact fact, Optional<List<Long>> wanted) {
        List<Size> sizes = fact.value().orElseThrow();
        List<Long> shape = new ArrayList<>(wanted.orElse(List.of()));
        long known = shape.stream().filter(side -> side > 0).reduce(1L, Math::multiplyExact);
        shape.replaceAll(side -> side == -1 ? sizes.size() / known : side);
        boolean fits = shape.stream().reduce(1L, Math::multiplyExact) == sizes.size();
        return fits && (shape.size() == 1 || shape.size() == 2)
                ? Optional.of(table(shape, sizes, fact.type()))
                : Optional.empty();
    }

    private static Fact transposed(Fact fact) {
        List<List<Size>> rows = rows(fact);
        List<Size> turned = new ArrayList<>();
        long columns = fact.dims().get(1).count();
        for (int column = 0; column < columns; column++) {
            for (List<Size> row : rows) {
                turned.add(row.get(column));
            }
        }
        return table(List.of(columns, (long) rows.size()), turned, fact.type());
    }

    private static List<List<Size>> rows(Fact fact) {
        List<Size> sizes = fact.value().orElseThrow();
        int columns = Math.toIntExact(fact.dims().get(1).count());
        List<List<Size>> rows = new ArrayList<>();
        for (int start = 0; columns > 0 && start < sizes.size(); start += columns) {
            rows.add(sizes.subList(start, start + columns));
        }
        return rows;
    }

    /** All rows, the last one first. */
    private static Optional<Fact> backwards(OnnxNode node, Fact fact, Rewriting to) {
        boolean all = to.longs(node, 1).equals(Optional.of(List.of(-1L)))
                && to.longs(node, 2)
                        .filter(end -> end.size() == 1 && end.get(0) < -MOST)
                        .isPresent()
                && to.longs(node, 3).equals(Optional.of(List.of(0L)))
                && to.longs(node, 4).equals(Optional.of(List.of(-1L)));
        if (!all) {
            return Optional.empty();
        }
        List<List<Size>> rows = rows(fact);
        Collections.reverse(rows);
        List<Size> sizes = rows.stream().flatMap(List::stream).toList();
        return Optional.of(new Fact(fact.dims(), fact.type(), 0, Optional.of(sizes), false));
    }
}
