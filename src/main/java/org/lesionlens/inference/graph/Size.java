package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A number that a network computes from sizes: a fraction times sizes of the image. */
record Size(Ratio factor, List<Extent> extents) {
    private static final Comparator<Extent> ORDER = Comparator.comparingInt(Extent::axis)
            .thenComparing(Extent::whole)
            .thenComparingLong(Extent::extra)
            .thenComparing(Extent::toString);

    Size {
        extents = extents.stream().sorted(ORDER).toList();
        if (extents.size() == 1 && extents.get(0).extra() != 0 && factor.isWhole()) {
            extents = List.of(extents.get(0).times(factor));
            factor = Ratio.ONE;
        }
    }

    static Size of(long number) {
        return of(Ratio.of(number));
    }

    static Size of(Ratio number) {
        return new Size(number, List.of());
    }

    /** An extent with something more cannot be taken apart and stands for itself. */
    static Size of(Extent extent) {
        return extent.extra() == 0
                ? new Size(extent.scale(), List.of(extent.base()))
                : new Size(Ratio.ONE, List.of(extent));
    }

    boolean isNumber() {
        return extents.isEmpty();
    }

    boolean is(long number) {
        return isNumber() && factor.equals(Ratio.of(number));
    }

    /** The size as one extent, if it is one of the image's. */
    Optional<Extent> only() {
        return extents.size() == 1 && (extents.get(0).extra() == 0 || factor.equals(Ratio.ONE))
                ? Optional.of(extents.get(0).times(factor))
                : Optional.empty();
    }

    Size times(Size other) {
        List<Extent> all = new ArrayList<>(extents);
        all.addAll(other.extents);
        return new Size(factor.times(other.factor), all);
    }

    /** @throws NotTileableException if sizes are left in the denominator */
    Size over(Size other) {
        List<Extent> left = new ArrayList<>(extents);
        for (Extent extent : other.extents) {
            if (!left.remove(extent)) {
                throw new NotTileableException("the size " + this + " is divided by the size " + other);
            }
        }
        return new Size(factor.over(other.factor), left);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(factor.toString());
        extents.forEach(extent -> text.append(" x ").append(extent));
        return text.toString();
    }
}
