package org.lesionlens.fiji.image;

import ij.ImagePlus;
import org.lesionlens.volume.Padding;

/** The intensities that are no tissue, which an image carries since LesionLens opened it; copies and crops do too. */
final class CarriedPadding {
    /** The image property, as {@link Padding#write()} writes it. */
    static final String PROPERTY = "LesionLens.padding";

    private CarriedPadding() {}

    static void attach(Padding padding, ImagePlus image) {
        if (!padding.equals(Padding.NONE)) {
            image.setProp(PROPERTY, padding.write());
        }
    }

    /** The padding of the whole image; of one that LesionLens did not open what its DICOM header says; else none. */
    static Padding of(ImagePlus image) {
        if (CarriedGrid.of(image).isEmpty()) {
            return HeaderPadding.of(image);
        }
        try {
            Padding padding =
                    CarriedGrid.property(image, PROPERTY).map(Padding::parse).orElse(Padding.NONE);
            return padding.isUniform() ? padding : Padding.NONE;
        } catch (IllegalArgumentException e) {
            return Padding.NONE; // not ours, or edited
        }
    }
}
