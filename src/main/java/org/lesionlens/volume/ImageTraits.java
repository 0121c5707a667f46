package org.lesionlens.volume;

import java.util.Optional;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * What is known of an image's kind, by its file and its intensities, beyond its grid.
 *
 * @param modality DICOM modality, as {@code CT}; empty if the file does not say
 * @param inColour whether it is a picture in colour, of which the brightness was taken
 * @param negative whether tissue has intensities below 0, as in Hounsfield units
 */
public record ImageTraits(Optional<String> modality, boolean inColour, boolean negative) {
    /** Those of a volume. */
    public static ImageTraits of(Volume volume, Optional<String> modality, boolean inColour) {
        return new ImageTraits(modality, inColour, hasNegative(volume));
    }

    private static boolean hasNegative(Volume volume) {
        for (FloatType voxel : Views.flatIterable(volume.tissue())) {
            if (voxel.get() < 0) {
                return true;
            }
        }
        return false;
    }
}
