package org.lesionlens.inference.graph;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a tensor for every image.
 *
 * @param type number of the element type in onnx.proto
 * @param depth how many global operations lie in the longest chain before it
 * @param value the numbers of a short tensor of sizes or constants, where they are known
 * @param sized whether its numbers follow from the size of the image
 */
record Fact(List<Dim> dims, int type, int depth, Optional<List<Size>> value, boolean sized) {
    Fact {
        dims = List.copyOf(dims);
    }

    static Fact of(List<Dim> dims, int type, int depth) {
        return new Fact(dims, type, depth, Optional.empty(), false);
    }

    Fact at(List<Dim> otherDims) {
        return of(otherDims, type, depth);
    }

    int rank() {
        return dims.size();
    }

    /** The extents of the tile that is looked at. */
    List<Extent> local() {
        return dims.stream().flatMap(dim -> dim.local().stream()).toList();
    }

    boolean isLocal() {
        return !local().isEmpty();
    }

    boolean isCount() {
        return dims.stream().allMatch(Dim::isCount);
    }

    Optional<Extent> local(int axis) {
        return local().stream().filter(extent -> extent.axis() == axis).findFirst();
    }

    /** Whether each axis of the tile is a dimension of its own. */
    boolean isSeparable() {
        return dims.stream().allMatch(dim -> dim.local().isEmpty() || dim.only().isPresent());
    }
}
