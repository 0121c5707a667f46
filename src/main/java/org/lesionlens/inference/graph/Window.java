package org.lesionlens.inference.graph;

/** The cells that a convolution or a pooling reads along an axis; margins below 0 cut off. */
record Window(long kernel, long stride, long dilation, long before, long after) {
    Window {
        if (kernel < 1 || stride < 1 || dilation < 1) {
            throw new NotTileableException("a window of an operator has the kernel " + kernel + ", the stride " + stride
                    + " and the dilation " + dilation + ", not 1 or more");
        }
    }

    /** Cells from the first one that is read to the last. */
    long reach() {
        return Math.addExact(Math.multiplyExact(kernel - 1, dilation), 1);
    }

    /** Size of the output for a size that does not depend on the image. */
    long count(long size) {
        return Math.floorDiv(size + before + after - reach(), stride) + 1;
    }

    /** Size of the output; that of the input is a multiple of the stride. */
    Extent extent(Extent input) {
        long extra = Math.floorDiv(input.extra() + before + after - reach(), stride) + 1;
        return new Extent(input.axis(), input.scale().over(Ratio.of(stride)), extra, input.whole());
    }

    Span reads(Span written) {
        return new Span(written.low() * stride - before, (written.high() - 1) * stride - before + reach());
    }
}
