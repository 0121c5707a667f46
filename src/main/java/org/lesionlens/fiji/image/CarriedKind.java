package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.util.DicomTools;
import java.util.Optional;
import org.lesionlens.volume.ImageTraits;

/** The modality and part of the body that the file of an image names, which the image carries since LesionLens opened it. */
final class CarriedKind {
    private static final String MODALITY = "LesionLens.modality";
    private static final String BODY_PART = "LesionLens.bodypart";
    private static final String MODALITY_TAG = "0008,0060";
    private static final String BODY_PART_TAG = "0018,0015";

    private CarriedKind() {}

    static void attach(ImageTraits traits, ImagePlus image) {
        traits.modality().ifPresent(name -> image.setProp(MODALITY, name));
        traits.bodyPart().ifPresent(name -> image.setProp(BODY_PART, name));
    }

    /** Of an image that LesionLens did not open what its DICOM header says. */
    static ImageTraits of(ImagePlus image, boolean inColour, boolean negative) {
        return new ImageTraits(
                said(image, MODALITY, MODALITY_TAG), said(image, BODY_PART, BODY_PART_TAG), inColour, negative);
    }

    private static Optional<String> said(ImagePlus image, String property, String tag) {
        return Optional.ofNullable(image.getProp(property))
                .or(() -> Optional.ofNullable(DicomTools.getTag(image, tag)))
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }
}
