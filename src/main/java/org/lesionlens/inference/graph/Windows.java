package org.lesionlens.inference.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Which cells an operator with windows reads, along each axis of the image. */
final class Windows implements Reads {
    private final Map<Integer, UnaryOperator<Span>> reads = new HashMap<>();

    /** Adds a window; the extent that it leaves. */
    Extent add(Extent input, Window window) {
        return add(input, window, 0);
    }

    /** Adds a window that reads some cells more on both sides. */
    Extent add(Extent input, Window window, long more) {
        add(input.axis(), written -> {
            Span span = window.reads(written);
            return new Span(span.low() - more, span.high() + more);
        });
        return window.extent(input);
    }

    void add(int axis, UnaryOperator<Span> span) {
        reads.put(axis, span);
    }

    /** What is read: every cell's own place, if there is no window. */
    Reads reads() {
        return reads.isEmpty() ? OWN_PLACE : this;
    }

    @Override
    public Span of(int axis, Span written, Ratio scale) {
        UnaryOperator<Span> span = reads.get(axis);
        return span == null ? OWN_PLACE.of(axis, written, scale) : span.apply(written);
    }
}
