package org.lesionlens.inference.graph;

import java.util.List;

/** The sizes of a tensor of a network, for an image and for parts of it. */
public final class Region {
    private final List<Dim> dims;

    Region(List<Dim> dims) {
        this.dims = dims;
    }

    /** Whether the sizes depend on the image. */
    public boolean isSpatial() {
        return !dims.stream().allMatch(Dim::isCount);
    }

    /** Sizes for the whole image. */
    public long[] sizes(List<Long> image) {
        return dims.stream()
                .mapToLong(dim -> dim.only()
                        .map(extent -> extent.cells(image.get(extent.axis())))
                        .orElseGet(dim::count))
                .toArray();
    }

    /** The first cell of a part along each dimension. */
    public long[] first(Core core) {
        return dims.stream()
                .mapToLong(dim -> dim.only().map(core::first).orElse(0L))
                .toArray();
    }

    /** The cell after the last one of a part along each dimension; at most the first one where there is none. */
    public long[] end(Core core) {
        return dims.stream()
                .mapToLong(dim -> dim.only().map(core::end).orElseGet(dim::count))
                .toArray();
    }

    /** Cells of a tile before the given pixel, along each dimension. */
    public long[] before(List<Long> pixel) {
        return dims.stream()
                .mapToLong(dim -> dim.only()
                        .map(extent -> extent.scale().floorOf(pixel.get(extent.axis())))
                        .orElse(0L))
                .toArray();
    }
}
