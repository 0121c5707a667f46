package org.lesionlens.cases;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.model.FindingSettings;

/**
 * What a user decides of the cases of a run.
 *
 * @param finding what a lesion is, or which boxes count
 * @param formats of the results; none for those of the inputs' kinds
 * @param dicom how those of DICOM are written
 * @param deidentifying whether these lead to the patient
 */
public record CaseSettings(
        FindingSettings finding, List<ResultFormat> formats, DicomChoices dicom, Deidentifying deidentifying)
        implements Serializable {
    public CaseSettings {
        formats = List.copyOf(formats);
    }

    /** With patient and study of the images in DICOM. */
    public CaseSettings(FindingSettings finding, List<ResultFormat> formats, DicomChoices dicom) {
        this(finding, formats, dicom, Deidentifying.NO);
    }

    /** With the usual choices of DICOM. */
    public CaseSettings(FindingSettings finding, List<ResultFormat> formats) {
        this(finding, formats, DicomChoices.USUAL);
    }

    /** With the formats of the inputs' kinds. */
    public static CaseSettings of(FindingSettings finding) {
        return new CaseSettings(finding, List.of());
    }

    /** The same with a format that must be there; no other if none was chosen, for inputs of which it is the usual one. */
    public CaseSettings and(ResultFormat format) {
        if (formats.isEmpty() || formats.contains(format)) {
            return this;
        }
        List<ResultFormat> all = new ArrayList<>(formats);
        all.add(format);
        return new CaseSettings(finding, all, dicom, deidentifying);
    }

    /** What is looked for. */
    public FindingKind kind() {
        return FindingKind.of(finding);
    }

    /** Those of an input; boxes have their table, and other formats where they are chosen. */
    List<ResultFormat> formats(VolumeFormat source) {
        return formats.isEmpty() && kind() == FindingKind.REGIONS ? List.of(ResultFormat.of(source)) : formats;
    }

    /** The chosen formats for people and journals; empty if none is chosen. */
    String formatNames() {
        String names = formats.stream().map(ResultFormat::toString).collect(Collectors.joining(","));
        return dicom.toString().isEmpty() ? names : names + " (" + dicom + ")";
    }
}
