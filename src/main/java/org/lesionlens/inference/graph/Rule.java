package org.lesionlens.inference.graph;

/** What an operator makes of sizes and of places; keeps it, replaces it, or says why it cannot be looked at in tiles. */
@FunctionalInterface
interface Rule {
    void apply(OnnxNode node, Rewriting to);
}
