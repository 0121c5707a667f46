package org.lesionlens.cli;

import java.util.List;
import org.lesionlens.cases.DicomChoices;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Option;

/** How results are written as DICOM. */
final class DicomOptions {
    @Option(
            names = "--seg-type",
            paramLabel = "NAME",
            defaultValue = "binary",
            description = "of dicom-seg: binary, fractional (probabilities) or labelmap (${DEFAULT-VALUE})")
    private String type;

    @Option(
            names = "--seg-by",
            paramLabel = "NAME",
            defaultValue = "lesion",
            description = "of dicom-seg: a segment is a lesion, or all lesions of a class (${DEFAULT-VALUE})")
    private String by;

    @Option(names = "--seg-rle", description = "of dicom-seg: run-length coding of fractional and labelmap")
    private boolean compressed;

    @Option(names = "--all-frames", description = "of dicom-seg: frames also of slices without a voxel of the segment")
    private boolean allFrames;

    @Option(
            names = "--seed-uids",
            description = "of DICOM: identifiers and dates from the input, so that two runs write the same bytes")
    private boolean seeded;

    /** @throws UsageException if a word is none of those that may be, or no format is one of DICOM but options are given */
    DicomChoices choices(List<ResultFormat> formats) {
        if (!by.equals("lesion") && !by.equals("class")) {
            throw new UsageException("--seg-by is \"" + by.substring(0, Math.min(100, by.length()))
                    + "\" but must be lesion or class: choose one");
        }
        DicomChoices choices = DicomChoices.of(type, allFrames, compressed)
                .by(by.equals("class"))
                .seeded(seeded);
        if (!choices.equals(DicomChoices.USUAL) && formats.stream().noneMatch(ResultFormat::isDicom)) {
            throw new UsageException("options of DICOM are given (" + choices
                    + ") but --format names no format of DICOM: add dicom-seg to it, or leave the options out");
        }
        if (!choices.seeded(false).equals(DicomChoices.USUAL) && !formats.contains(ResultFormat.DICOM_SEG)) {
            throw new UsageException("options of DICOM segmentations are given (" + choices.seeded(false)
                    + ") but --format does not name dicom-seg: add it, or leave the options out");
        }
        return choices;
    }
}
