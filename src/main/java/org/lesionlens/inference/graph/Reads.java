package org.lesionlens.inference.graph;

/** Which cells of an operator's first input are read for cells of its output. */
@FunctionalInterface
interface Reads {
    /** As most operators do: each cell from its own place. */
    Reads OWN_PLACE = (axis, written, scale) -> written.scaled(scale);

    /**
     * Along an axis of the image.
     *
     * @param written in cells of the output
     * @param scale cells of the input for one of the output
     */
    Span of(int axis, Span written, Ratio scale);
}
