package org.lesionlens.inference.graph;

/**
 * Which cells along an axis are meant, against those of a core: the first is {@code low} cells after the core's first, the
 * last {@code high} cells after the core's last.
 */
record Span(long low, long high) {
    static final Span CORE = new Span(0, 0);

    Span and(Span other) {
        return new Span(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** The cells of another size that hold these. */
    Span scaled(Ratio factor) {
        return new Span(factor.floorOf(low), factor.ceilOf(high));
    }
}
