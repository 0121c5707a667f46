package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Convolutions and poolings. */
final class WindowRules {
    private WindowRules() {}

    static void conv(OnnxNode node, Rewriting to) {
        List<Dim> weights = weights(node, to);
        List<Dim> dims = new ArrayList<>(to.fact(node, 0).dims());
        dims.set(1, weights.get(0));
        Windows windows = new Windows();
        slide(node, kernel(weights), dims, windows, to);
        to.keep(node, dims, windows);
    }

    private static List<Dim> weights(OnnxNode node, Rewriting to) {
        Fact weights = to.fact(node, 1);
        List<Dim> image = to.fact(node, 0).dims();
        if (!weights.isCount()
                || weights.rank() != image.size()
                || weights.rank() < 3
                || !image.get(1).isCount()) {
            throw to.refused(node, "has weights of the sizes " + weights.dims() + " for an input of " + image);
        }
        return weights.dims();
    }

    private static List<Long> kernel(List<Dim> weights) {
        return weights.subList(2, weights.size()).stream().map(Dim::count).toList();
    }

    static void pool(OnnxNode node, Rewriting to) {
        if (node.outputs().size() > 1) {
            throw to.refused(node, "tells where the largest values are in the whole image");
        }
        List<Dim> dims = new ArrayList<>(to.fact(node, 0).dims());
        Windows windows = new Windows();
        slide(node, node.numbers("kernel_shape", List.of()), dims, windows, to);
        to.keep(node, dims, windows);
    }

    private static void slide(OnnxNode node, List<Long> kernel, List<Dim> dims, Windows windows, Rewriting to) {
        if (kernel.size() != dims.size() - 2) {
            throw to.refused(node, "has a window of " + kernel.size() + " axes over " + (dims.size() - 2));
        }
        for (int i = 0; i < kernel.size(); i++) {
            Dim dim = dims.get(i + 2);
            if (dim.isCount()) {
                dims.set(
                        i + 2,
                        Dim.of(window(node, kernel.get(i), i, dim.count(), to).count(dim.count())));
            } else {
                Extent extent = place(node, dim, to);
                long stride = at(node.numbers("strides", List.of()), i, 1);
                Window window = window(node, kernel.get(i), i, Math.floorMod(extent.extra(), Math.max(1, stride)), to);
                requireSameWithCeiling(node, extent, window, to);
                dims.set(i + 2, Dim.of(windows.add(extent, window)));
            }
        }
    }

    private static Extent place(OnnxNode node, Dim dim, Rewriting to) {
        return dim.only()
                .filter(extent -> !extent.whole())
                .orElseThrow(() -> to.refused(node, "slides over places that were rearranged (" + dim + ")"));
    }

    private static void requireSameWithCeiling(OnnxNode node, Extent extent, Window window, Rewriting to) {
        long over = extent.extra() + window.before() + window.after() - window.reach();
        if (node.number("ceil_mode", 0) != 0 && Math.floorMod(over, window.stride()) != 0) {
            throw to.refused(node, "rounds sizes up");
        }
    }

    /** @param size or what is left of it after a multiple of the stride */
    private static Window window(OnnxNode node, long kernel, int axis, long size, Rewriting to) {
        long stride = at(node.numbers("strides", List.of()), axis, 1);
        long dilation = at(node.numbers("dilations", List.of()), axis, 1);
        List<Long> pads = node.numbers("pads", List.of());
        Window window = new Window(kernel, stride, dilation, at(pads, axis, 0), at(pads, pads.size() / 2 + axis, 0));
        String automatic = node.text("auto_pad", "NOTSET");
        if (automatic.equals("NOTSET")) {
            return window;
        }
        if (automatic.equals("VALID")) {
            return new Window(kernel, stride, dilation, 0, 0);
        }
        if (!automatic.startsWith("SAME_")) {
            throw to.refused(node, "pads in the way " + OnnxNode.shown(automatic));
        }
        long last = size == 0 ? stride : size - (-Math.floorDiv(-size, stride) - 1) * stride;
        long padding = Math.max(0, window.reach() - last);
        long less = padding / 2;
        return automatic.equals("SAME_UPPER")
                ? new Window(kernel, stride, dilation, less, padding - less)
                : new Window(kernel, stride, dilation, padding - less, less);
    }

    private static long at(List<Long> values, int index, long missing) {
        return index < values.size() ? values.get(index) : missing;
    }

    static void convTranspose(OnnxNode node, Rewriting to) {
        List<Dim> weights = weights(node, to);
        if (!node.text("auto_pad", "NOTSET").equals("NOTSET")
                || node.attribute("output_shape").isPresent()) {
            throw to.refused(node, "names the size that it leaves");
        }
        List<Dim> dims = new ArrayList<>(to.fact(node, 0).dims());
        dims.set(1, Dim.of(Math.multiplyExact(weights.get(1).count(), node.number("group", 1))));
        Windows windows = new Windows();
        List<Long> kernel = kernel(weights);
        List<Long> more = node.numbers("output_padding", Collections.nCopies(kernel.size(), 0L));
        for (int i = 0; i < kernel.size(); i++) {
            Window window = window(node, kernel.get(i), i, 0, to);
            long margin = at(more, i, 0) + window.reach() - window.before() - window.after() - window.stride();
            Dim dim = dims.get(i + 2);
            dims.set(
                    i + 2,
                    dim.isCount()
                            ? Dim.of(Math.addExact(Math.multiplyExact(dim.count(), window.stride()), margin))
                            : Dim.of(spread(place(node, dim, to), window, margin, windows)));
        }
        to.keep(node, dims, windows);
    }

    private static Extent spread(Extent input, Window window, long margin, Windows windows) {
        long before = window.before();
        long stride = window.stride();
        windows.add(
                input.axis(),
                written -> new Span(
                        -Math.floorDiv(-(written.low() + before - window.reach() + 1), stride),
                        Math.floorDiv(written.high() - 1 + before, stride) + 1));
        Ratio scale = input.scale().times(Ratio.of(stride));
        return new Extent(
                input.axis(), scale, Math.addExact(Math.multiplyExact(input.extra(), stride), margin), input.whole());
    }
}
