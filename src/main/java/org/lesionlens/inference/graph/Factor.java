package org.lesionlens.inference.graph;

/** A part of a dimension of a tensor. */
sealed interface Factor permits Factor.Count, Extent {
    /** A size that does not depend on the image. */
    record Count(long number) implements Factor {
        @Override
        public String toString() {
            return Long.toString(number);
        }
    }
}
