package org.lesionlens.inference.graph;

import java.util.List;

/** The part of an image that a tile speaks for, in pixels: first ones, and those after the last, along each axis. */
public record Core(List<Long> from, List<Long> to, List<Long> image) {
    /** Ties a part to its image. */
    public Core {
        from = List.copyOf(from);
        to = List.copyOf(to);
        image = List.copyOf(image);
    }

    long first(Extent extent) {
        return extent.scale().floorOf(from.get(extent.axis()));
    }

    /** After the last cell; what there is more than the image's cells belongs to the last part. */
    long end(Extent extent) {
        long side = image.get(extent.axis());
        long part = to.get(extent.axis());
        long all = extent.cells(side);
        return part == side ? all : Math.min(all, extent.scale().floorOf(part));
    }
}
