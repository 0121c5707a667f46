package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.List;

/** Products of matrices: where every place meets every other one, one side becomes that of the whole image. */
final class ProductRules {
    private ProductRules() {}

    static void matMul(OnnxNode node, Rewriting to) {
        String a = node.input(0);
        String b = node.input(1);
        if (to.fact(node, 0).rank() < 2 || to.fact(node, 1).rank() < 2) {
            throw to.refused(node, "multiplies a list of numbers, not a matrix");
        }
        boolean sums = isLocal(a, 1, to) || isLocal(b, 2, to);
        if (sums && isLocal(a, 1, to) && meetsWhole(b, 2, to)) {
            a = whole(a, node, to);
        } else if (sums && isLocal(b, 2, to) && meetsWhole(a, 1, to)) {
            b = whole(b, node, to);
        } else if (sums) {
            throw to.refused(node, "adds up products over all places of the image, which passes do not follow");
        }
        if (isLocal(a, 2, to) && isLocal(b, 1, to)) {
            b = whole(b, node, to);
        }
        keep(node.with(List.of(a, b), node.outputs()), to);
    }

    /** @param fromEnd 1 for the last dimension */
    private static boolean isLocal(String name, int fromEnd, Rewriting to) {
        return !dim(name, fromEnd, to).local().isEmpty();
    }

    private static boolean meetsWhole(String name, int fromEnd, Rewriting to) {
        return dim(name, fromEnd, to).extents().stream().anyMatch(Extent::whole);
    }

    private static Dim dim(String name, int fromEnd, Rewriting to) {
        List<Dim> dims = to.fact(name).dims();
        return dims.get(dims.size() - fromEnd);
    }

    /** What was made of tiles, made of the whole image. */
    private static String whole(String name, OnnxNode user, Rewriting to) {
        Replay replay = Replay.to(name, user, to);
        if (to.fact(replay.root()).type() != OnnxTensor.FLOAT) {
            throw to.refused(user, "looks at all places of the image in numbers that are not of 32 bits");
        }
        Replay.Copy copy = replay.copy(to.whole(replay.root()), "/whole");
        copy.operators().forEach(to::rewrite);
        return copy.last();
    }

    private static void keep(OnnxNode node, Rewriting to) {
        List<Dim> a = to.fact(node, 0).dims();
        List<Dim> b = to.fact(node, 1).dims();
        Dim summed = a.get(a.size() - 1);
        if (!summed.equals(b.get(b.size() - 2))) {
            throw to.refused(node, "multiplies matrices of the sizes " + a + " and " + b);
        }
        List<Dim> dims = new ArrayList<>(
                PointwiseRules.broadcast(node, a.subList(0, a.size() - 2), b.subList(0, b.size() - 2), to));
        dims.add(a.get(a.size() - 2));
        dims.add(b.get(b.size() - 1));
        to.keep(node, dims);
    }

    static void gemm(OnnxNode node, Rewriting to) {
        List<Dim> a = turned(to.fact(node, 0).dims(), node.number("transA", 0));
        List<Dim> b = turned(to.fact(node, 1).dims(), node.number("transB", 0));
        if (a.size() != 2
                || b.size() != 2
                || !a.get(1).equals(b.get(0))
                || !b.stream().allMatch(Dim::isCount)) {
            throw to.refused(node, "multiplies matrices of the sizes " + a + " and " + b);
        }
        if (!a.get(1).local().isEmpty()) {
            throw to.refused(node, "adds up products over all places of the image, which passes do not follow");
        }
        to.keep(node, List.of(a.get(0), b.get(1)));
    }

    private static List<Dim> turned(List<Dim> dims, long turn) {
        return turn == 0 || dims.size() != 2 ? dims : List.of(dims.get(1), dims.get(0));
    }
}
