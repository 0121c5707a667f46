package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.model.Label;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UserMessageException;

/**
 * Writes a label map as an RT structure set (RTSTRUCT, PS3.3 A.19): a region (ROI) a segment, whose contours lie in the planes of
 * the images that it was made from, along the edges of their pixels. {@link StructureSetReader} reads it.
 *
 * <p>Type and code of a region are the segment's; a lesion has no RTROIInterpretedType, for whether it is a target of treatment
 * (GTV) nobody has said, all else is an ORGAN. TrackingID and TrackingUID stand with the observations, though the module does not
 * list them (a Standard Extended SOP Class): what the standard has for it, ConceptualVolumeUID, hardly a reader knows.
 */
public final class StructureSetWriter {
    private static final DerivedObject OBJECT =
            new DerivedObject(StructureSet.SOP_CLASS, "RTSTRUCT", "structure set", 3);
    private static final String STUDY = "1.2.840.10008.3.1.2.3.1";

    private StructureSetWriter() {}

    /**
     * Writes a file.
     *
     * @param segmentation of which labels and segments count
     * @throws UserMessageException as {@link #requireFit}
     */
    public static void write(Path target, Segmentation segmentation, Derivation derivation) throws IOException {
        requireFit(derivation.source());
        List<DicomElement> elements = new ArrayList<>(OBJECT.attributes(derivation));
        elements.addAll(content(segmentation, derivation));
        elements.add(referencedFrameOfReference(derivation.source()));
        List<Label> segments = segmentation.segments();
        elements.add(DicomElement.items(
                DicomAttribute.STRUCTURE_SET_ROI_SEQUENCE,
                segments.stream().map(segment -> region(segment, derivation)).toList()));
        elements.add(RegionContours.of(segmentation, derivation.source()));
        elements.add(DicomElement.items(
                DicomAttribute.RT_ROI_OBSERVATIONS_SEQUENCE,
                segments.stream()
                        .map(segment -> observation(segment, segmentation, derivation))
                        .toList()));
        DicomWriter.writeLong(target, DicomDataSet.of(elements));
    }

    /**
     * Proves that contours can be drawn on the images of a series.
     *
     * @throws UserMessageException if it has no place in the patient, lacks identifiers, or its slices were interpolated or are
     *     parts of one image: then no image lies where the contours would
     */
    public static void requireFit(SourceSeries source) {
        if (source.heading().positions().isEmpty()) {
            throw new UnsuitableImageException("contours lie in the patient, but the images have no "
                    + DicomAttribute.IMAGE_POSITION_PATIENT + ", as ultrasound has none: choose dicom-seg instead of"
                    + " rtstruct, which refers to frames by their numbers");
        }
        if (source.heading().interpolated() || source.heading().mosaic()) {
            String why = source.heading().mosaic()
                    ? "its slices lie beside each other in one image (mosaic)"
                    : "its slices were interpolated onto an even grid";
            throw new UnsuitableImageException("rtstruct has contours in the planes of the images, but of this series "
                    + why + ", so no image lies where they would: choose dicom-seg or nifti instead");
        }
        source.requireIdentifiers("rtstruct");
    }

    private static List<DicomElement> content(Segmentation segmentation, Derivation derivation) {
        String found = segmentation.foundLesions() ? "Lesions" : "No lesion found";
        return List.of(
                DicomElement.text(DicomAttribute.OPERATORS_NAME), // no person
                DicomElement.text(DicomAttribute.STRUCTURE_SET_LABEL, "LESIONS"),
                DicomElement.words(
                        DicomAttribute.STRUCTURE_SET_DESCRIPTION,
                        found + ", for research use only",
                        derivation.characterSet()),
                DicomElement.text(DicomAttribute.STRUCTURE_SET_DATE, derivation.date()),
                DicomElement.text(DicomAttribute.STRUCTURE_SET_TIME, derivation.time()),
                derivation
                        .source()
                        .heading()
                        .attributes()
                        .element(DicomAttribute.POSITION_REFERENCE_INDICATOR.tag)
                        .orElse(DicomElement.text(DicomAttribute.POSITION_REFERENCE_INDICATOR)));
    }

    private static DicomElement referencedFrameOfReference(SourceSeries source) {
        return DicomElement.item(
                DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_SEQUENCE,
                DicomElement.text(DicomAttribute.FRAME_OF_REFERENCE_UID, source.frameOfReference()),
                DicomElement.item(
                        DicomAttribute.RT_REFERENCED_STUDY_SEQUENCE,
                        DicomElement.text(DicomAttribute.REFERENCED_SOP_CLASS_UID, STUDY),
                        DicomElement.text(DicomAttribute.REFERENCED_SOP_INSTANCE_UID, source.study()),
                        DicomElement.item(
                                DicomAttribute.RT_REFERENCED_SERIES_SEQUENCE,
                                DicomElement.text(DicomAttribute.SERIES_INSTANCE_UID, source.series()),
                                DicomElement.items(
                                        DicomAttribute.CONTOUR_IMAGE_SEQUENCE, SourceReferences.images(source)))));
    }

    private static DicomDataSet region(Label segment, Derivation derivation) {
        String letters = derivation.characterSet();
        return DicomDataSet.of(
                DicomElement.numbers(DicomAttribute.ROI_NUMBER, segment.value()),
                DicomElement.text(
                        DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_UID,
                        derivation.source().frameOfReference()),
                DicomElement.words(DicomAttribute.ROI_NAME, segment.name(), letters),
                DicomElement.text(
                        DicomAttribute.ROI_GENERATION_ALGORITHM,
                        derivation.algorithm().type().name()),
                SegmentAttributes.identification(
                        DicomAttribute.ROI_DERIVATION_ALGORITHM_IDENTIFICATION_SEQUENCE,
                        derivation.algorithm(),
                        letters));
    }

    private static DicomDataSet observation(Label segment, Segmentation segmentation, Derivation derivation) {
        String letters = derivation.characterSet();
        String tracking = segmentation.trackingId(segment);
        List<DicomElement> elements = new ArrayList<>(List.of(
                DicomElement.numbers(DicomAttribute.OBSERVATION_NUMBER, segment.value()),
                DicomElement.numbers(DicomAttribute.REFERENCED_ROI_NUMBER, segment.value()),
                DicomElement.words(DicomAttribute.ROI_OBSERVATION_LABEL, tracking, letters),
                CodedConcept.in(
                        DicomAttribute.SEGMENTED_PROPERTY_CATEGORY_CODE_SEQUENCE,
                        segment.lesion() ? CodedConcept.ABNORMAL_STRUCTURE : CodedConcept.ANATOMICAL_STRUCTURE,
                        letters),
                CodedConcept.in(
                        DicomAttribute.RT_ROI_IDENTIFICATION_CODE_SEQUENCE, SegmentAttributes.type(segment), letters),
                DicomElement.text(DicomAttribute.RT_ROI_INTERPRETED_TYPE, segment.lesion() ? "" : "ORGAN"),
                DicomElement.text(DicomAttribute.ROI_INTERPRETER), // no person
                DicomElement.words(DicomAttribute.TRACKING_ID, tracking, letters),
                DicomElement.text(DicomAttribute.TRACKING_UID, derivation.uids().of(tracking))));
        segmentation
                .region()
                .filter(code -> segment.lesion())
                .ifPresent(
                        code -> elements.add(CodedConcept.in(DicomAttribute.ANATOMIC_REGION_SEQUENCE, code, letters)));
        return DicomDataSet.of(elements);
    }
}
