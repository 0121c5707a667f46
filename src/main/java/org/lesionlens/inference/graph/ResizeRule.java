package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Enlarging and reducing by a factor that is the same for every image. */
final class ResizeRule {
    private static final Set<String> PLACES = Set.of("half_pixel", "pytorch_half_pixel", "asymmetric");

    private ResizeRule() {}

    static void resize(OnnxNode node, Rewriting to) {
        String places = node.text("coordinate_transformation_mode", "half_pixel");
        if (!PLACES.contains(places)) {
            throw to.refused(
                    node, "resizes in the way " + OnnxNode.shown(places) + ", which depends on the size of the image");
        }
        if (node.number("antialias", 0) != 0
                || node.attribute("axes").isPresent()
                || !node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw to.refused(node, "resizes with antialias, axes or a kept aspect ratio");
        }
        Optional<List<Double>> scales = scales(node, to);
        List<Dim> dims = new ArrayList<>(to.fact(node, 0).dims());
        Windows windows = new Windows();
        for (int i = 0; i < dims.size(); i++) {
            Dim dim = dims.get(i);
            if (scales.isPresent()) {
                dims.set(i, scaled(node, dim, Ratio.near(scales.get().get(i)), windows, to));
            } else {
                dims.set(i, sized(node, dim, wanted(node, i, dims.size(), to), windows, to));
            }
        }
        to.keep(node, dims, windows);
    }

    private static Optional<List<Double>> scales(OnnxNode node, Rewriting to) {
        if (!to.has(node, 2) || to.fact(node, 2).dims().equals(List.of(Dim.of(0)))) {
            return Optional.empty();
        }
        OnnxTensor scales = to.constants().get(node.input(2));
        int rank = to.fact(node, 0).rank();
        if (scales == null
                || !scales.isShort()
                || scales.sizes().size() != 1
                || scales.sizes().get(0) != rank) {
            throw to.refused(node, "takes its scales from other operators");
        }
        return Optional.of(scales.decimals());
    }

    private static Size wanted(OnnxNode node, int dim, int rank, Rewriting to) {
        List<Size> sizes = to.fact(node, 3)
                .value()
                .filter(value -> value.size() == rank)
                .orElseThrow(() -> to.refused(node, "resizes to a size that is not a fixed part of the image's"));
        return sizes.get(dim);
    }

    private static Dim scaled(OnnxNode node, Dim dim, Ratio factor, Windows windows, Rewriting to) {
        if (factor.equals(Ratio.ONE)) {
            return dim;
        }
        if (dim.isCount()) {
            return Dim.of(factor.floorOf(dim.count()));
        }
        Extent extent = dim.only()
                .filter(only ->
                        !only.whole() && Ratio.of(only.extra()).times(factor).isWhole())
                .orElseThrow(() -> to.refused(node, "resizes places that were rearranged (" + dim + ")"));
        windows.add(extent.axis(), reads(node, factor));
        return Dim.of(extent.times(factor));
    }

    private static Dim sized(OnnxNode node, Dim dim, Size wanted, Windows windows, Rewriting to) {
        if (wanted.equals(dim.size())) {
            return dim;
        }
        if (dim.isOne() || dim.isCount() && wanted.isNumber()) {
            return PointwiseRules.dim(node, wanted, to); // one cell makes all cells alike
        }
        boolean same = dim.only().filter(extent -> extent.extra() == 0).isPresent()
                && wanted.only().filter(extent -> extent.extra() == 0).isPresent()
                && wanted.extents().equals(dim.size().extents());
        if (!same) {
            throw to.refused(node, "resizes " + dim + " to " + wanted + ", which is not a fixed part of it");
        }
        return scaled(node, dim, wanted.factor().over(dim.size().factor()), windows, to);
    }

    private static UnaryOperator<Span> reads(OnnxNode node, Ratio factor) {
        boolean middle =
                !node.text("coordinate_transformation_mode", "half_pixel").equals("asymmetric");
        String mode = node.text("mode", "nearest");
        boolean floor = mode.equals("nearest") && node.text("nearest_mode", "").equals("floor");
        int before = mode.equals("cubic") ? 1 : 0;
        int after = mode.equals("cubic") ? 2 : floor ? 0 : 1;
        return written -> new Span(
                below(written.low(), factor, middle) - before, below(written.high() - 1, factor, middle) + after + 1);
    }

    /** The input's cell at or below the place of an output's. */
    private static long below(long cell, Ratio factor, boolean middle) {
        long p = factor.numerator();
        long q = factor.denominator();
        return middle ? Math.floorDiv((2 * cell + 1) * q - p, 2 * p) : Math.floorDiv(cell * q, p);
    }
}
