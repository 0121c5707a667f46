package org.lesionlens.volume;

import java.util.Optional;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * What is known of an image's kind, by its file and its intensities, beyond its grid.
 *
 * @param modality DICOM modality, as {@code CT}; empty if the file does not say
 * @param bodyPart what the file calls the part of the body, as DICOM's {@code BRAIN}; empty if it does not say
 * @param inColour whether it is a picture in colour, of which the brightness was taken
 * @param negative whether tissue has intensities below 0, as in Hounsfield units
 */
public record ImageTraits(Optional<String> modality, Optional<String> bodyPart, boolean inColour, boolean negative) {
    /** Of an image whose file does not say the part of the body. */
    public ImageTraits(Optional<String> modality, boolean inColour, boolean negative) {
        this(modality, Optional.empty(), inColour, negative);
    }

    /** Those of a volume whose file says neither modality nor part of the body. */
    public static ImageTraits of(Volume volume, boolean inColour) {
        return new ImageTraits(Optional.empty(), inColour, hasNegative(volume));
    }

    /** The same with the intensities of a volume. */
    public ImageTraits with(Volume volume) {
        return new ImageTraits(modality, bodyPart, inColour, hasNegative(volume));
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
