package org.lesionlens.fiji;

import ij.ImagePlus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.DicomChoices;
import org.lesionlens.cases.DicomOrigin;
import org.lesionlens.cases.ResultFile;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.fiji.image.KnownLesions;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.model.ClassCodes;
import org.lesionlens.pipeline.Finding;

/** The lesions of a label image as DICOM objects of the series that it was made from, which refer to one another. */
final class LesionObjects {
    private LesionObjects() {}

    /**
     * The objects, not written yet; those of one name are one.
     *
     * @param image the label image
     * @param frame of it, from 1
     * @param formats of DICOM; may be none
     * @throws org.lesionlens.volume.UserMessageException if nobody knows the series, or a format cannot refer to it
     */
    static List<ResultFile> of(ImagePlus image, int frame, List<ResultFormat> formats, DicomChoices choices) {
        if (formats.isEmpty()) {
            return List.of();
        }
        LabelImage lesions = LabelImage.of(image, frame);
        LabelImage.OnSource series = lesions.onSource(image);
        formats.forEach(each -> each.requireSource(series.source()));
        List<Finding> findings = findings(image, frame, lesions, series);
        Optional<DicomOrigin> origin = Optional.of(DicomOrigin.ofUser(series.source(), choices));
        Map<String, ResultFile> files = new LinkedHashMap<>();
        formats.stream()
                .flatMap(each -> each.files(series.labels(), findings, origin).stream())
                .forEach(file -> files.putIfAbsent(file.name(), file));
        return List.copyOf(files.values());
    }

    /** On the series' grid, with the codes that the models here have for the classes. */
    private static List<Finding> findings(ImagePlus image, int frame, LabelImage lesions, LabelImage.OnSource series) {
        ClassCodes codes = ClassCodes.ofModels();
        return KnownLesions.measured(image, frame, lesions, lesions.labels(), Optional.empty())
                .on(series.labels())
                .findings(image)
                .stream()
                .map(finding -> finding.coded(codes))
                .toList();
    }
}
