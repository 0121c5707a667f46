package org.lesionlens.model;

import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The images that a model was trained on.
 *
 * @param modality DICOM modality; empty if nobody says
 * @param image the kind of image in words; may be empty
 * @param bodyPart what the images show; empty if nobody says
 * @param fieldOfViewMm side of the smallest slice, in mm; an image without a pixel size is taken to be as wide. Empty if the
 *     size does not matter
 * @param suitability what they look like to the network, see {@link Suitability}; empty if nobody has measured it
 * @param demonstration why the model only shows how something works, as {@code trained on one patient}; empty of one that is
 *     for use
 */
public record Purpose(
        Optional<String> modality,
        String image,
        Optional<Code> bodyPart,
        OptionalDouble fieldOfViewMm,
        Optional<CheckedFile> suitability,
        Optional<String> demonstration) {
    /**
     * What a spacing of 1 means in mm: 1 if the grid is calibrated or the model does not care; else the field of view is taken
     * to be as wide as the image (or as high, if it is higher).
     */
    public double nominalPixelMm(VolumeGeometry geometry) {
        return geometry.calibrated() || fieldOfViewMm.isEmpty()
                ? 1
                : fieldOfViewMm.getAsDouble() / Math.max(geometry.size(0), geometry.size(1));
    }

    /** For sentences: as {@code contrast-enhanced T1 MR}. */
    public String words() {
        String known = modality.orElse("");
        return image.equals(known) ? image : (image + " " + known).strip();
    }
}
