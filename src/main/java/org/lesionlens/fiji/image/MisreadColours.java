package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.util.DicomTools;
import org.lesionlens.volume.UserMessageException;

/**
 * DICOM of brightness and colour differences, whose bytes ImageJ's own opener takes for grey pixels. Copies in other types have its
 * header too, as an image of ImageJ in colour that was made of them.
 */
final class MisreadColours {
    private static final String PHOTOMETRIC = "0028,0004";

    private MisreadColours() {}

    /** @throws UserMessageException if an image is such, so that its pixels are no picture of anything */
    static void requireNone(ImagePlus image) {
        String meaning = DicomTools.getTag(image, PHOTOMETRIC);
        if (meaning != null && meaning.strip().startsWith("YBR")) {
            throw new UserMessageException(
                    "the image \"" + image.getTitle() + "\" is DICOM in colour (" + meaning.strip()
                            + "), whose colours ImageJ has opened as if they were grey pixels: open it with Plugins > LesionLens >"
                            + " Open Medical Volume...");
        }
    }
}
