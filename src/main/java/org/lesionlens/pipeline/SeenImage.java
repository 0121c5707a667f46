package org.lesionlens.pipeline;

import java.util.List;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What is known of an image before a model sees it.
 *
 * @param geometry of what the network will see
 * @param traits of the channels, in the order in which the model takes them; at least one
 * @param boxed whether the user gives boxes round the findings
 */
public record SeenImage(VolumeGeometry geometry, List<ImageTraits> traits, boolean boxed) {
    public SeenImage {
        traits = List.copyOf(traits);
    }

    /** Without boxes. */
    public SeenImage(VolumeGeometry geometry, List<ImageTraits> traits) {
        this(geometry, traits, false);
    }

    /** The same with boxes, or without. */
    public SeenImage boxed(boolean given) {
        return new SeenImage(geometry, traits, given);
    }
}
