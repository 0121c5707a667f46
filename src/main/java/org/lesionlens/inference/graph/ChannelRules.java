package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Operators that put channels together or take them apart, and those that cut margins off or put some on. */
final class ChannelRules {
    private static final Set<String> PADDING = Set.of("constant", "reflect", "edge");

    private ChannelRules() {}

    static void concat(OnnxNode node, Rewriting to) {
        List<Dim> dims = new ArrayList<>(to.fact(node, 0).dims());
        int axis = PointwiseRules.axis(node.number("axis", 0), dims.size());
        long count = 0;
        for (String name : node.inputs()) {
            List<Dim> others = to.fact(name).dims();
            for (int i = 0; i < dims.size(); i++) {
                if (others.size() != dims.size() || i != axis && !others.get(i).equals(dims.get(i))) {
                    throw to.refused(node, "meets the sizes " + dims + " and " + others);
                }
            }
            count = Math.addExact(count, channels(node, others.get(axis), to));
        }
        dims.set(axis, Dim.of(count));
        to.keep(node, dims);
    }

    private static long channels(OnnxNode node, Dim dim, Rewriting to) {
        if (!dim.isCount()) {
            throw to.refused(node, "takes apart or puts together places of the image");
        }
        return dim.count();
    }

    static void split(OnnxNode node, Rewriting to) {
        Fact fact = to.fact(node, 0);
        int axis = PointwiseRules.axis(node.number("axis", 0), fact.rank());
        long all = channels(node, fact.dims().get(axis), to);
        int parts = node.outputs().size();
        long each = -Math.floorDiv(-all, (long) parts);
        List<Long> equal = new ArrayList<>(Collections.nCopies(parts - 1, each));
        equal.add(all - each * (parts - 1));
        List<Long> counts = to.longs(node, 1, "split").orElse(equal);
        if (counts.size() != parts) {
            throw to.refused(node, "splits into " + counts + " but has " + parts + " outputs");
        }
        to.keep(node, fact.dims());
        for (int i = 0; i < parts; i++) {
            List<Dim> dims = new ArrayList<>(fact.dims());
            dims.set(axis, Dim.of(counts.get(i)));
            to.define(node.outputs().get(i), fact.at(dims));
        }
    }

    static void gather(OnnxNode node, Rewriting to) {
        Fact fact = to.fact(node, 0);
        int axis = PointwiseRules.axis(node.number("axis", 0), fact.rank());
        Fact indices = to.fact(node, 1);
        channels(node, fact.dims().get(axis), to);
        if (indices.isLocal()) {
            throw to.refused(node, "looks up what other operators say");
        }
        List<Dim> dims = new ArrayList<>(fact.dims().subList(0, axis));
        dims.addAll(indices.dims());
        dims.addAll(fact.dims().subList(axis + 1, fact.rank()));
        to.keep(node, dims);
    }

    static void slice(OnnxNode node, Rewriting to) {
        Fact fact = to.fact(node, 0);
        List<Long> starts = given(node, 1, to);
        List<Long> ends = given(node, 2, to);
        List<Long> axes = to.has(node, 3) ? given(node, 3, to) : counted(starts.size());
        List<Long> steps = to.has(node, 4) ? given(node, 4, to) : Collections.nCopies(starts.size(), 1L);
        if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size()) {
            throw to.refused(node, "names different numbers of starts, ends, axes and steps");
        }
        List<Dim> dims = new ArrayList<>(fact.dims());
        Windows windows = new Windows();
        for (int i = 0; i < starts.size(); i++) {
            int axis = PointwiseRules.axis(axes.get(i), dims.size());
            Dim dim = dims.get(axis);
            long step = steps.get(i);
            if (dim.isCount()) {
                dims.set(axis, Dim.of(count(dim.count(), starts.get(i), ends.get(i), step)));
                continue;
            }
            boolean open = ends.get(i) < 0 || ends.get(i) >= Integer.MAX_VALUE;
            if (dim.only().isEmpty() || starts.get(i) < 0 || step < 1 || !open) {
                throw to.refused(node, "cuts places out of the image");
            }
            Window window = new Window(1, step, 1, -starts.get(i), Math.min(0, ends.get(i)));
            dims.set(axis, Dim.of(windows.add(dim.only().get(), window)));
        }
        to.keep(node, dims, windows.reads());
    }

    private static List<Long> given(OnnxNode node, int input, Rewriting to) {
        return to.longs(node, input).orElseThrow(() -> to.refused(node, "takes where to cut from other operators"));
    }

    private static List<Long> counted(int count) {
        List<Long> axes = new ArrayList<>();
        for (long axis = 0; axis < count; axis++) {
            axes.add(axis);
        }
        return axes;
    }

    /** Numbers from a start on in steps, as Python counts them. */
    private static long count(long size, long start, long end, long step) {
        if (step < 1) {
            throw new NotTileableException("a Slice goes backwards");
        }
        long from = Math.max(0, Math.min(size, start < 0 ? start + size : start));
        long until = Math.max(0, Math.min(size, end < 0 ? end + size : end));
        return Math.max(0, -Math.floorDiv(from - until, step));
    }

    static void pad(OnnxNode node, Rewriting to) {
        Fact fact = to.fact(node, 0);
        List<Long> pads =
                to.longs(node, 1).orElseThrow(() -> to.refused(node, "takes its margins from other operators"));
        List<Long> axes = to.has(node, 3) ? given(node, 3, to) : counted(fact.rank());
        String mode = node.text("mode", "constant");
        if (!PADDING.contains(mode) || pads.size() != 2 * axes.size()) {
            throw to.refused(node, "pads in the mode " + OnnxNode.shown(mode) + " with " + pads.size() + " margins");
        }
        List<Dim> dims = new ArrayList<>(fact.dims());
        Windows windows = new Windows();
        for (int i = 0; i < axes.size(); i++) {
            int axis = PointwiseRules.axis(axes.get(i), dims.size());
            long low = pads.get(i);
            long high = pads.get(axes.size() + i);
            Dim dim = dims.get(axis);
            if (dim.isCount()) {
                dims.set(axis, Dim.of(Math.addExact(Math.addExact(dim.count(), low), high)));
            } else if (low != 0 || high != 0) {
                Extent extent = dim.only().orElseThrow(() -> to.refused(node, "pads places that were rearranged"));
                long mirrored = mode.equals("reflect") ? Math.max(Math.abs(low), Math.abs(high)) : 0;
                dims.set(axis, Dim.of(windows.add(extent, new Window(1, 1, 1, low, high), mirrored)));
            }
        }
        to.keep(node, dims, windows.reads());
    }
}
