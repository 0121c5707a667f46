package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Writes a label map as a DICOM segmentation (SEG, PS3.3 A.51): its frames lie on the images that it was made from and refer to
 * them, one a segment and plane, or of a LABELMAP one a plane. {@link SegmentationReader} reads it.
 */
public final class SegmentationWriter {
    private static final String NAME = "segmentation";
    private static final DerivedObject OBJECT = new DerivedObject("1.2.840.10008.5.1.4.1.1.66.4", "SEG", NAME, 1);
    private static final DerivedObject LABEL_MAP = new DerivedObject("1.2.840.10008.5.1.4.1.1.66.7", "SEG", NAME, 1);

    private SegmentationWriter() {}

    /**
     * Writes a file.
     *
     * @throws UserMessageException if identifiers of the source are missing, or there are no probabilities for FRACTIONAL
     */
    public static void write(Path target, Segmentation segmentation, Derivation derivation) throws IOException {
        derivation.source().requireIdentifiers("dicom-seg");
        requireProbability(segmentation);
        List<SegmentFrame> frames = SegmentFrame.of(segmentation);
        SegmentFramePixels pixels = new SegmentFramePixels(segmentation, frames);
        List<DicomElement> elements =
                new ArrayList<>(object(segmentation.form().type()).attributes(derivation));
        elements.addAll(content(segmentation, derivation));
        elements.addAll(image(segmentation, pixels));
        elements.addAll(lossy(derivation.source()));
        elements.addAll(unsaid(derivation.source()));
        elements.add(SegmentAttributes.of(segmentation, derivation));
        elements.add(SourceReferences.series(derivation.source()));
        elements.addAll(new SegmentationGroups(
                        derivation.source(),
                        segmentation.labels().geometry(),
                        frames,
                        derivation.uids().of(NAME + " dimensions"))
                .attributes());
        DicomWriter.write(target, DicomDataSet.of(elements), Optional.of(pixels.stream()));
    }

    /** What others call the segmentation of their case. */
    static DerivedObject object(SegmentationType type) {
        return type == SegmentationType.LABELMAP ? LABEL_MAP : OBJECT;
    }

    private static void requireProbability(Segmentation segmentation) {
        if (segmentation.form().type() == SegmentationType.FRACTIONAL
                && segmentation.probability().isEmpty()) {
            throw new UserMessageException("a FRACTIONAL segmentation holds probabilities but there are none of these"
                    + " labels: choose the type binary or labelmap");
        }
    }

    private static List<DicomElement> content(Segmentation segmentation, Derivation derivation) {
        String found = segmentation.foundLesions() ? "Lesions" : "No lesion found";
        return List.of(
                DicomElement.text(DicomAttribute.IMAGE_TYPE, "DERIVED", "PRIMARY"),
                DicomElement.text(DicomAttribute.CONTENT_LABEL, "LESIONS"),
                DicomElement.words(
                        DicomAttribute.CONTENT_DESCRIPTION,
                        found + ", for research use only",
                        derivation.characterSet()),
                DicomElement.text(DicomAttribute.CONTENT_CREATOR_NAME)); // no person
    }

    private static List<DicomElement> image(Segmentation segmentation, SegmentFramePixels pixels) {
        VolumeGeometry grid = segmentation.labels().geometry();
        SegmentationType type = segmentation.form().type();
        List<DicomElement> image = new ArrayList<>(List.of(
                DicomElement.numbers(DicomAttribute.SAMPLES_PER_PIXEL, 1),
                DicomElement.text(DicomAttribute.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2"),
                DicomElement.numbers(
                        DicomAttribute.NUMBER_OF_FRAMES, pixels.frames().size()),
                DicomElement.numbers(DicomAttribute.ROWS, (double) grid.size(1)),
                DicomElement.numbers(DicomAttribute.COLUMNS, (double) grid.size(0)),
                DicomElement.numbers(DicomAttribute.BITS_ALLOCATED, pixels.bits()),
                DicomElement.numbers(DicomAttribute.BITS_STORED, pixels.bits()),
                DicomElement.numbers(DicomAttribute.HIGH_BIT, pixels.bits() - 1),
                DicomElement.numbers(DicomAttribute.PIXEL_REPRESENTATION, 0),
                DicomElement.text(DicomAttribute.SEGMENTATION_TYPE, type.name()),
                DicomElement.text(DicomAttribute.SEGMENTS_OVERLAP, "NO")));
        if (type == SegmentationType.FRACTIONAL) {
            image.add(DicomElement.text(DicomAttribute.SEGMENTATION_FRACTIONAL_TYPE, "PROBABILITY"));
            image.add(DicomElement.numbers(DicomAttribute.MAXIMUM_FRACTIONAL_VALUE, SegmentFramePixels.MOST_FRACTION));
        }
        if (type == SegmentationType.LABELMAP) {
            image.add(DicomElement.numbers(DicomAttribute.PIXEL_PADDING_VALUE, 0));
        }
        return image;
    }

    /** What must be there, and may be empty, where the source does not say it. */
    private static List<DicomElement> unsaid(SourceSeries source) {
        List<DicomAttribute> wanted = new ArrayList<>();
        if (source.heading().positions().isEmpty()) {
            wanted.add(DicomAttribute.PATIENT_ORIENTATION);
        }
        if (!source.frameOfReference().isEmpty()) {
            wanted.add(DicomAttribute.POSITION_REFERENCE_INDICATOR);
        }
        DicomDataSet said = source.heading().attributes();
        return wanted.stream()
                .map(attribute -> said.element(attribute.tag).orElse(DicomElement.text(attribute)))
                .toList();
    }

    /** What was lost before is lost for good. */
    private static List<DicomElement> lossy(SourceSeries source) {
        DicomDataSet said = source.heading().attributes();
        boolean lossy = said.string(DicomAttribute.LOSSY_IMAGE_COMPRESSION)
                .filter("01"::equals)
                .isPresent();
        List<DicomElement> elements = new ArrayList<>();
        elements.add(DicomElement.text(DicomAttribute.LOSSY_IMAGE_COMPRESSION, lossy ? "01" : "00"));
        if (lossy) {
            said.element(DicomAttribute.LOSSY_IMAGE_COMPRESSION_RATIO.tag).ifPresent(elements::add);
            said.element(DicomAttribute.LOSSY_IMAGE_COMPRESSION_METHOD.tag).ifPresent(elements::add);
        }
        return elements;
    }
}
