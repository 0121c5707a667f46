package org.lesionlens.io.dicomweb;

import java.util.OptionalInt;
import java.util.Set;
import org.lesionlens.volume.ForeignText;

/**
 * A series as a server tells of it.
 *
 * @param uid SeriesInstanceUID
 * @param modality empty if the server does not say
 * @param number SeriesNumber
 * @param description empty if the server does not say
 * @param instances how many there are
 */
record FoundSeries(String uid, String modality, OptionalInt number, String description, OptionalInt instances) {
    /** Modalities of series that hold no images to be analysed: reports, plans, segmentations, captures, signals. */
    private static final Set<String> WITHOUT_IMAGES = Set.of(
            "SR",
            "SEG",
            "RTSTRUCT",
            "RTPLAN",
            "RTDOSE",
            "RTRECORD",
            "RTSEGANN",
            "PR",
            "KO",
            "REG",
            "FID",
            "DOC",
            "OT",
            "AU",
            "ECG",
            "EEG",
            "EMG",
            "HD",
            "EPS",
            "RESP",
            "PLAN",
            "RWV",
            "TEXTUREMAP",
            "M3D",
            "STAIN",
            "ANN",
            "ASMT",
            "SMR",
            "BDUS");

    static FoundSeries of(DicomJson answer) {
        return new FoundSeries(
                answer.text(QueryKey.SERIES_UID.tag()),
                answer.text(QueryKey.MODALITY.tag()),
                answer.number(QueryKey.SERIES_NUMBER.tag()),
                ForeignText.shown(answer.text(QueryKey.SERIES_DESCRIPTION.tag())),
                answer.number("00201209"));
    }

    boolean isOfImages() {
        return !WITHOUT_IMAGES.contains(modality);
    }

    /** For people. */
    String words() {
        return (number.isPresent() ? "series " + number.getAsInt() : "a series without number")
                + (description.isEmpty() ? "" : " \"" + description + "\"")
                + (modality.isEmpty() ? "" : ", " + ForeignText.shown(modality))
                + (instances.isPresent() ? ", " + instances.getAsInt() + " instances" : "");
    }
}
