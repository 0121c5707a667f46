package org.lesionlens.inference.graph;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a network needs to know of the whole image, and how it is put together from what tiles tell. */
public final class Statistic {
    /** How tiles are put together. */
    public enum Kind {
        /** One tensor: the mean, weighted by the cells of each tile. */
        MEAN,
        /** One tensor: the sum. */
        SUM,
        /** One tensor: the square root of the sum. */
        ROOT_OF_SUM,
        /** One tensor: the largest. */
        MAX,
        /** One tensor: the smallest. */
        MIN,
        /** Two tensors: mean and variance, both weighted by the cells of each tile (Chan, Golub, LeVeque 1979). */
        MOMENTS,
        /** One tensor: all tiles' cells side by side. */
        CELLS
    }

    private final Kind kind;
    private final Source source;
    private final int depth;
    private final List<String> told;
    private final List<String> given;

    /** The tensor of which cells are taken, and the operators that make of it what a tile tells. */
    record Source(String name, Fact fact, String core, List<OnnxNode> operators) {
        /** The tensors that must be there: what cells are taken of, and what else the operators read. */
        Set<String> wanted() {
            Set<String> wanted = new LinkedHashSet<>(Set.of(name));
            Set<String> made = new HashSet<>(Set.of(core, ""));
            for (OnnxNode node : operators) {
                node.inputs().stream().filter(input -> !made.contains(input)).forEach(wanted::add);
                made.addAll(node.outputs());
            }
            return wanted;
        }
    }

    Statistic(Kind kind, Source source, int depth, List<String> told, List<String> given) {
        this.kind = kind;
        this.source = source;
        this.depth = depth;
        this.told = told;
        this.given = given;
    }

    /** How tiles are put together. */
    public Kind kind() {
        return kind;
    }

    /** Outputs of its pass: what a tile tells. */
    public List<String> told() {
        return told;
    }

    /** Inputs of later passes: what is known of the whole image, in the order of {@link #told()}. */
    public List<String> given() {
        return given;
    }

    /** The cells that it is taken over. */
    public Region region() {
        return new Region(source.fact().dims());
    }

    /** The pass that it is known after, from 1. */
    int depth() {
        return depth;
    }

    Source source() {
        return source;
    }
}
