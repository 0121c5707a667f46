package org.lesionlens.inference.graph;

/**
 * A size of a tensor that follows from that of the image: {@code scale} times the image's size along {@code axis}, and
 * {@code extra} more.
 *
 * @param whole whether it is always the whole image's; else it is that of the tile which is looked at
 */
record Extent(int axis, Ratio scale, long extra, boolean whole) implements Factor {
    Extent times(Ratio factor) {
        return new Extent(axis, scale.times(factor), factor.floorOf(extra), whole);
    }

    Extent plus(long more) {
        return new Extent(axis, scale, Math.addExact(extra, more), whole);
    }

    /** Rounded down, for an image whose cells can be divided so. */
    Extent dividedBy(long parts) {
        return new Extent(axis, scale.over(Ratio.of(parts)), Math.floorDiv(extra, parts), whole);
    }

    /** The image's own size. */
    Extent base() {
        return new Extent(axis, Ratio.ONE, 0, whole);
    }

    /** The same of the whole image, whichever tile is looked at. */
    Extent ofWholeImage() {
        return new Extent(axis, scale, extra, true);
    }

    /** How many cells for so many of the image. */
    long cells(long pixels) {
        return Math.max(0, Math.addExact(scale.floorOf(pixels), extra));
    }

    @Override
    public String toString() {
        return scale + " of axis " + axis + (extra == 0 ? "" : (extra > 0 ? "+" : "") + extra);
    }
}
