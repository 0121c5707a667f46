package org.lesionlens.model;

/**
 * A tensor of a network.
 *
 * @param name as the network spells it
 * @param axes one letter an axis, the slowest first: {@code b} batch, {@code c} channel, {@code x}, {@code y}, {@code z}; these
 *     three run along the image as it is prepared
 * @param type of its numbers
 */
public record TensorSpec(String name, String axes, ElementType type) {
    /** @throws IllegalArgumentException if the axes are no such letters, or one is there twice */
    public TensorSpec {
        if (!axes.matches("[bcxyz]{1,5}") || axes.chars().distinct().count() != axes.length()) {
            throw new IllegalArgumentException(
                    "axes are \"" + axes + "\" but must be some of b, c, x, y, z, each once");
        }
    }

    /** Number of the axes along the image: 2 or 3; 0 where the tensor is no image. */
    public int dimensions() {
        return (int) axes.chars().filter(axis -> axis >= 'x').count();
    }
}
