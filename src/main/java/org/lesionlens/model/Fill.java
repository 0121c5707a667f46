package org.lesionlens.model;

/**
 * What a window holds where it reaches beyond the image.
 *
 * @param value of {@link Mode#CONSTANT}, after the preparation
 */
public record Fill(Mode mode, double value) {
    /** How it is filled. */
    public enum Mode {
        /** One value. */
        CONSTANT,
        /** The lowest value of the prepared slice or volume. */
        LOWEST,
        /** The image mirrored at its border voxel, which is not repeated. */
        REFLECT,
        /** The border voxel repeated. */
        EDGE
    }

    /** The lowest value of what is seen. */
    public static final Fill LOWEST = new Fill(Mode.LOWEST, 0);
}
