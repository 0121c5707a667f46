package org.lesionlens.io.dicom;

import java.util.OptionalInt;

/**
 * A series in a folder, for people and programs to choose from.
 *
 * @param uid SeriesInstanceUID; empty if the files do not say
 * @param number SeriesNumber, if the files say
 * @param description SeriesDescription without control characters; empty if the files do not say
 * @param modality Modality; empty if the files do not say
 * @param slices the number of image files
 */
public record DicomSeries(String uid, OptionalInt number, String description, String modality, int slices) {
    @Override
    public String toString() {
        String numberText = number.isPresent() ? "series " + number.getAsInt() : "series without number";
        return numberText + " \"" + description + "\" " + modality + ", " + slices + " images, "
                + (uid.isEmpty() ? "without a UID" : "UID " + uid);
    }
}
