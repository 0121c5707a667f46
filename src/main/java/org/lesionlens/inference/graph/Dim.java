package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.inference.graph.Factor.Count;

/**
 * A dimension of a tensor: factors whose last one runs fastest, as rows and columns that were made one dimension.
 *
 * <p>Cells that were divided into so many parts and whose parts follow each other are finer cells.
 */
record Dim(List<Factor> factors) {
    Dim {
        factors = joined(factors);
    }

    static Dim of(long count) {
        return new Dim(List.of(new Count(count)));
    }

    static Dim of(Factor factor) {
        return new Dim(List.of(factor));
    }

    private static List<Factor> joined(List<Factor> factors) {
        List<Factor> joined = new ArrayList<>();
        for (Factor factor : factors) {
            if (factor instanceof Count count && !joined.isEmpty()) {
                joined.addAll(join(joined.remove(joined.size() - 1), count));
            } else {
                joined.add(factor);
            }
        }
        joined.removeIf(factor -> factor instanceof Count count && count.number() == 1);
        return List.copyOf(joined);
    }

    private static List<Factor> join(Factor last, Count count) {
        if (last instanceof Count before) {
            return List.of(new Count(Math.multiplyExact(before.number(), count.number())));
        }
        Extent extent = (Extent) last;
        return extent.extra() == 0 ? List.of(extent.times(Ratio.of(count.number()))) : List.of(extent, count);
    }

    Size size() {
        Size size = Size.of(1);
        for (Factor factor : factors) {
            size = size.times(factor instanceof Count count ? Size.of(count.number()) : Size.of((Extent) factor));
        }
        return size;
    }

    List<Extent> extents() {
        return factors.stream()
                .filter(Extent.class::isInstance)
                .map(Extent.class::cast)
                .toList();
    }

    /** The extents of the tile that is looked at. */
    List<Extent> local() {
        return extents().stream().filter(extent -> !extent.whole()).toList();
    }

    boolean isCount() {
        return extents().isEmpty();
    }

    /** A size that does not depend on the image. */
    long count() {
        return factors.stream().mapToLong(factor -> ((Count) factor).number()).reduce(1, Math::multiplyExact);
    }

    boolean isOne() {
        return factors.isEmpty();
    }

    /** The extent that is all of the dimension. */
    Optional<Extent> only() {
        return factors.size() == 1 && factors.get(0) instanceof Extent extent ? Optional.of(extent) : Optional.empty();
    }

    @Override
    public String toString() {
        return size().toString();
    }
}
