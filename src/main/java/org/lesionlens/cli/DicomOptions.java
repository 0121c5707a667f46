package org.lesionlens.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lesionlens.cases.DicomChoices;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Option;

/** How results are written as DICOM. */
final class DicomOptions {
    @Option(
            names = "--seg-type",
            paramLabel = "NAME",
            description = "of dicom-seg: binary, fractional (probabilities) or labelmap (binary)")
    private String type;

    @Option(
            names = "--seg-by",
            paramLabel = "NAME",
            description = "of dicom-seg and dicom-sr: a segment is a lesion, or all lesions of a class (lesion)")
    private String by;

    @Option(names = "--seg-rle", description = "of dicom-seg: run-length coding of fractional and labelmap")
    private boolean compressed;

    @Option(names = "--all-frames", description = "of dicom-seg: frames also of slices without a voxel of the segment")
    private boolean allFrames;

    @Option(
            names = "--seed-uids",
            description = "of DICOM: identifiers and dates from the input, so that two runs write the same bytes")
    private boolean seeded;

    /** @throws UsageException if a word is none of those that may be, or options are given of a format that is not written */
    DicomChoices choices(List<ResultFormat> formats) {
        requireFormats(formats);
        return DicomChoices.of(
                        type == null ? "binary" : type,
                        by == null ? DicomChoices.SEGMENTS.get(0) : by,
                        allFrames,
                        compressed)
                .seeded(seeded);
    }

    /** The options of segmentations that are given, by their names. */
    List<String> ofSegmentations() {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--seg-type", type != null);
        given.put("--seg-by", by != null);
        given.put("--seg-rle", compressed);
        given.put("--all-frames", allFrames);
        given.values().removeIf(is -> !is);
        return List.copyOf(given.keySet());
    }

    private void requireFormats(List<ResultFormat> formats) {
        if (type != null || by != null || compressed || allFrames) {
            DicomChoices.requireSegmentation(formats);
        }
        if (seeded && formats.stream().noneMatch(ResultFormat::isDicom)) {
            throw new UsageException("--seed-uids is given but --format names no format of DICOM: add one, as"
                    + " dicom-seg, or leave the option out");
        }
    }
}
