package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.util.DicomTools;
import java.util.Optional;

/** The modality that the file of an image names, which the image carries since LesionLens opened it. */
final class CarriedModality {
    private static final String PROPERTY = "LesionLens.modality";
    private static final String TAG = "0008,0060";

    private CarriedModality() {}

    static void attach(Optional<String> modality, ImagePlus image) {
        modality.ifPresent(name -> image.setProp(PROPERTY, name));
    }

    /** Of an image that LesionLens did not open what its DICOM header says. */
    static Optional<String> of(ImagePlus image) {
        return Optional.ofNullable(image.getProp(PROPERTY))
                .or(() -> Optional.ofNullable(DicomTools.getTag(image, TAG)))
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }
}
