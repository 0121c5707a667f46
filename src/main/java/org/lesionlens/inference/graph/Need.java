package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** How far beyond a core a network looks: followed from what is wanted back to the image, cell by cell. */
final class Need {
    private final Rewriting network;
    private final Map<String, Map<Integer, Span>> spans = new HashMap<>();

    /**
     * Follows operators backwards.
     *
     * @param wanted tensors whose cells of a core are wanted
     * @param operators all that make them, in the order in which they run
     */
    Need(Rewriting network, Collection<String> wanted, List<Local> operators) {
        this.network = network;
        for (String name : wanted) {
            network.fact(name).local().forEach(extent -> add(name, extent.axis(), Span.CORE));
        }
        for (int i = operators.size() - 1; i >= 0; i--) {
            Local local = operators.get(i);
            local.node().outputs().forEach(output -> follow(local, output));
        }
    }

    private void add(String name, int axis, Span span) {
        spans.computeIfAbsent(name, key -> new HashMap<>()).merge(axis, span, Span::and);
    }

    private void follow(Local local, String output) {
        Map<Integer, Span> written = spans.getOrDefault(output, Map.of());
        List<String> inputs = local.node().inputs();
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).isEmpty()) {
                Reads reads = i == 0 ? local.reads() : Reads.OWN_PLACE;
                String input = inputs.get(i);
                written.forEach((axis, span) -> follow(input, output, axis, reads, span));
            }
        }
    }

    private void follow(String input, String output, int axis, Reads reads, Span span) {
        Optional<Extent> read = network.fact(input).local(axis);
        Optional<Extent> made = network.fact(output).local(axis);
        if (read.isPresent() && made.isPresent()) {
            Ratio scale = read.get().scale().over(made.get().scale());
            add(input, axis, reads.of(axis, span, scale));
        }
    }

    /** Pixels before the core, along each axis, in multiples of the stride. */
    List<Long> before(String image) {
        return margins(image, span -> -span.low());
    }

    /** Pixels after the core, along each axis, in multiples of the stride. */
    List<Long> after(String image) {
        return margins(image, Span::high);
    }

    private List<Long> margins(String image, ToLongFunction<Span> side) {
        List<Long> margins = new ArrayList<>();
        for (int axis = 0; axis < network.axes(); axis++) {
            Span span = spans.getOrDefault(image, Map.of()).getOrDefault(axis, Span.CORE);
            long stride = network.stride().get(axis);
            margins.add(Math.max(0, -Math.floorDiv(-side.applyAsLong(span), stride) * stride));
        }
        return margins;
    }
}
