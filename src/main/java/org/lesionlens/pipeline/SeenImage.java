package org.lesionlens.pipeline;

import java.util.List;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What is known of an image before a model sees it.
 *
 * @param geometry of what the network will see
 * @param traits of the channels, in the order in which the model takes them; at least one
 */
public record SeenImage(VolumeGeometry geometry, List<ImageTraits> traits) {
    public SeenImage {
        traits = List.copyOf(traits);
    }
}
