package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.util.DicomTools;
import org.lesionlens.volume.UserMessageException;

/** DICOM of brightness and colour differences, whose bytes ImageJ's own opener takes for grey pixels. */
final class MisreadColours {
    private static final String PHOTOMETRIC = "0028,0004";

    private MisreadColours() {}

    /** @throws UserMessageException if an image is such, so that its pixels are no picture of anything */
    static void requireNone(ImagePlus image) {
        FileInfo file = image.getOriginalFileInfo();
        boolean ofImageJ = file != null && file.fileFormat == FileInfo.DICOM;
        String meaning = ofImageJ ? DicomTools.getTag(image, PHOTOMETRIC) : null;
        if (meaning != null && meaning.strip().startsWith("YBR") && image.getType() != ImagePlus.COLOR_RGB) {
            throw new UserMessageException(
                    "the image \"" + image.getTitle() + "\" is DICOM in colour (" + meaning.strip()
                            + "), whose colours ImageJ has opened as if they were grey pixels: open it with Plugins > LesionLens >"
                            + " Open Medical Volume...");
        }
    }
}
