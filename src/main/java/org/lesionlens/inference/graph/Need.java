package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /**
     * The pixels around a core that a tile has to have: so many that all cells which are needed are there and are made of
     * the image, not of what an operator puts beyond a border of the tile.
     */
    Pass.Margins margins() {
        long[] before = new long[network.axes()];
        long[] after = new long[network.axes()];
        spans.forEach((name, byAxis) -> byAxis.forEach((axis, span) -> {
            Extent extent = network.fact(name).local(axis).orElseThrow();
            Ratio pixels = Ratio.ONE.over(extent.scale());
            before[axis] = Math.max(before[axis], pixels.ceilOf(-span.low()));
            after[axis] = Math.max(after[axis], pixels.ceilOf(Math.subtractExact(span.high(), extent.extra())));
        }));
        return new Pass.Margins(inStrides(before), inStrides(after));
    }

    private List<Long> inStrides(long[] margins) {
        List<Long> rounded = new ArrayList<>();
        for (int axis = 0; axis < margins.length; axis++) {
            long stride = network.stride().get(axis);
            rounded.add(-Math.floorDiv(-margins[axis], stride) * stride);
        }
        return rounded;
    }
}
