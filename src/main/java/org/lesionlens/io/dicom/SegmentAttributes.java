package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;

/** What a segmentation says of its segments (PS3.3 C.8.20.4). */
final class SegmentAttributes {
    private SegmentAttributes() {}

    /** SegmentSequence. */
    static DicomElement of(Segmentation segmentation, Derivation derivation) {
        List<Label> segments = segmentation.segments();
        return DicomElement.items(
                DicomAttribute.SEGMENT_SEQUENCE,
                IntStream.range(0, segments.size())
                        .mapToObj(i -> item(i + 1, segments.get(i), segmentation, derivation))
                        .toList());
    }

    private static DicomDataSet item(int number, Label label, Segmentation segmentation, Derivation derivation) {
        Algorithm algorithm = derivation.algorithm();
        String tracking = segmentation.trackingId(label);
        String letters = derivation.characterSet();
        List<DicomElement> elements = new ArrayList<>(List.of(
                DicomElement.numbers(DicomAttribute.SEGMENT_NUMBER, number),
                DicomElement.words(DicomAttribute.SEGMENT_LABEL, label.name(), letters),
                DicomElement.text(
                        DicomAttribute.SEGMENT_ALGORITHM_TYPE, algorithm.type().name()),
                DicomElement.words(DicomAttribute.SEGMENT_ALGORITHM_NAME, algorithm.name(), letters),
                identification(
                        DicomAttribute.SEGMENTATION_ALGORITHM_IDENTIFICATION_SEQUENCE, derivation.algorithm(), letters),
                CodedConcept.in(
                        DicomAttribute.SEGMENTED_PROPERTY_CATEGORY_CODE_SEQUENCE,
                        label.lesion() ? CodedConcept.ABNORMAL_STRUCTURE : CodedConcept.ANATOMICAL_STRUCTURE,
                        letters),
                CodedConcept.in(DicomAttribute.SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE, type(label), letters),
                DicomElement.numbers(DicomAttribute.RECOMMENDED_DISPLAY_CIELAB_VALUE, CielabColor.of(label.color())),
                DicomElement.words(DicomAttribute.TRACKING_ID, tracking, letters),
                DicomElement.text(DicomAttribute.TRACKING_UID, derivation.uids().of(tracking))));
        segmentation
                .region()
                .filter(code -> label.lesion())
                .ifPresent(
                        code -> elements.add(CodedConcept.in(DicomAttribute.ANATOMIC_REGION_SEQUENCE, code, letters)));
        return DicomDataSet.of(elements);
    }

    /** What a segment is. */
    static Code type(Label label) {
        return label.code().orElse(label.lesion() ? CodedConcept.LESION : CodedConcept.ANATOMICAL_STRUCTURE);
    }

    /** The Algorithm Identification Macro (PS3.3 10.16). */
    static DicomElement identification(DicomAttribute sequence, Algorithm algorithm, String letters) {
        List<DicomElement> elements = new ArrayList<>(List.of(
                CodedConcept.in(
                        DicomAttribute.ALGORITHM_FAMILY_CODE_SEQUENCE, CodedConcept.ARTIFICIAL_INTELLIGENCE, letters),
                DicomElement.words(DicomAttribute.ALGORITHM_NAME, algorithm.name(), letters),
                DicomElement.words(DicomAttribute.ALGORITHM_VERSION, algorithm.version(), letters)));
        if (!algorithm.parameters().isEmpty()) {
            elements.add(DicomElement.words(DicomAttribute.ALGORITHM_PARAMETERS, algorithm.parameters(), letters));
        }
        return DicomElement.items(sequence, List.of(DicomDataSet.of(elements)));
    }
}
