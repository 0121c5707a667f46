package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a series says of patient, study and place, as its files say it: what is derived from it says the same.
 *
 * @param attributes of patient, study, frame of reference and series, as bytes in the series' character set
 * @param positions of the slices, as their files say them, LPS mm; none of images without a place
 * @param interpolated whether the volume's planes lie elsewhere than the slices that they were made of
 * @param multiFrame whether an image has several frames
 * @param mosaic whether a slice is a part of an image only
 * @param mixed what tells slices of several patients or studies apart; empty of one
 */
record SourceHeading(
        DicomDataSet attributes,
        List<Vector> positions,
        boolean interpolated,
        boolean multiFrame,
        boolean mosaic,
        Optional<DicomAttribute> mixed) {
    private static final List<DicomAttribute> KEPT = List.of(
            DicomAttribute.SPECIFIC_CHARACTER_SET,
            DicomAttribute.STUDY_DATE,
            DicomAttribute.SERIES_DATE,
            DicomAttribute.STUDY_TIME,
            DicomAttribute.SERIES_TIME,
            DicomAttribute.ACCESSION_NUMBER,
            DicomAttribute.MODALITY,
            DicomAttribute.REFERRING_PHYSICIAN_NAME,
            DicomAttribute.STUDY_DESCRIPTION,
            DicomAttribute.PATIENT_NAME,
            DicomAttribute.PATIENT_ID,
            DicomAttribute.ISSUER_OF_PATIENT_ID,
            DicomAttribute.PATIENT_BIRTH_DATE,
            DicomAttribute.PATIENT_BIRTH_TIME,
            DicomAttribute.PATIENT_SEX,
            DicomAttribute.OTHER_PATIENT_IDS,
            DicomAttribute.PATIENT_AGE,
            DicomAttribute.PATIENT_SIZE,
            DicomAttribute.PATIENT_WEIGHT,
            DicomAttribute.ETHNIC_GROUP,
            DicomAttribute.PATIENT_COMMENTS,
            DicomAttribute.PATIENT_IDENTITY_REMOVED,
            DicomAttribute.DEIDENTIFICATION_METHOD,
            DicomAttribute.DEIDENTIFICATION_METHOD_CODE_SEQUENCE,
            DicomAttribute.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED,
            DicomAttribute.BODY_PART_EXAMINED,
            DicomAttribute.STUDY_ID,
            DicomAttribute.STUDY_INSTANCE_UID,
            DicomAttribute.SERIES_NUMBER,
            DicomAttribute.FRAME_OF_REFERENCE_UID,
            DicomAttribute.LATERALITY,
            DicomAttribute.POSITION_REFERENCE_INDICATOR);

    private static final List<DicomAttribute> LOSSY = List.of(
            DicomAttribute.LOSSY_IMAGE_COMPRESSION,
            DicomAttribute.LOSSY_IMAGE_COMPRESSION_RATIO,
            DicomAttribute.LOSSY_IMAGE_COMPRESSION_METHOD);

    private static final List<DicomAttribute> OF_ONE =
            List.of(DicomAttribute.PATIENT_ID, DicomAttribute.PATIENT_NAME, DicomAttribute.STUDY_INSTANCE_UID);

    private static final List<DicomAttribute> UNPLACED = List.of(DicomAttribute.PATIENT_ORIENTATION);

    SourceHeading {
        positions = List.copyOf(positions);
    }

    /**
     * That of slices.
     *
     * @param interpolated whether the volume's planes lie elsewhere
     */
    static SourceHeading of(List<DicomSlice> slices, boolean interpolated) {
        DicomSlice first = slices.get(0);
        List<DicomElement> kept = new ArrayList<>(texts(first.attributes().dataSet(), KEPT));
        kept.addAll(texts(lossiest(slices).attributes().dataSet(), LOSSY));
        kept.addAll(
                first.plane().isPresent()
                        ? placed(first)
                        : texts(first.attributes().dataSet(), UNPLACED));
        List<Vector> positions = first.plane().isEmpty()
                ? List.of()
                : slices.stream().map(SourceHeading::position).toList();
        return new SourceHeading(
                DicomDataSet.of(kept),
                positions,
                interpolated,
                slices.stream().anyMatch(slice -> slice.pixels().frames() > 1),
                slices.stream().anyMatch(slice -> slice.tile().isPresent()),
                OF_ONE.stream()
                        .filter(attribute -> values(slices, attribute) > 1)
                        .findFirst());
    }

    /** How many a series has of an attribute; slices that do not say it are of any, empty parts at a name's end say nothing. */
    private static long values(List<DicomSlice> slices, DicomAttribute attribute) {
        return slices.stream()
                .flatMap(slice -> slice.attributes().dataSet().string(attribute).stream())
                .map(text -> text.replaceAll("[\\s^=]+$", ""))
                .filter(text -> !text.isEmpty())
                .distinct()
                .count();
    }

    /** A slice that lossy compression has changed; the first one if there is none. */
    private static DicomSlice lossiest(List<DicomSlice> slices) {
        return slices.stream()
                .filter(slice -> slice.attributes()
                        .dataSet()
                        .string(DicomAttribute.LOSSY_IMAGE_COMPRESSION)
                        .filter("01"::equals)
                        .isPresent())
                .findFirst()
                .orElse(slices.get(0));
    }

    /** The texts among some attributes, which are the same bytes in every transfer syntax. */
    private static List<DicomElement> texts(DicomDataSet all, List<DicomAttribute> wanted) {
        List<DicomElement> texts = new ArrayList<>();
        for (DicomAttribute attribute : wanted) {
            Optional<DicomElement> found = all.element(attribute.tag);
            if (found.isPresent() && attribute.vr == ValueRepresentation.SQ) {
                texts.add(DicomElement.items(
                        attribute,
                        found.get().items().stream()
                                .map(item -> DicomDataSet.of(item.elements().stream()
                                        .filter(element -> element.vr().isText())
                                        .toList()))
                                .toList()));
            } else if (found.isPresent() && attribute.vr.isText()) {
                texts.add(new DicomElement(
                        attribute.tag, attribute.vr, found.get().value(), List.of()));
            }
        }
        return texts;
    }

    /** What all slices share of their place. */
    private static List<DicomElement> placed(DicomSlice slice) {
        DicomDataSet said = slice.attributes().dataSet();
        List<DicomElement> elements = new ArrayList<>();
        for (DicomAttribute attribute : List.of(
                DicomAttribute.IMAGE_ORIENTATION_PATIENT,
                DicomAttribute.PIXEL_SPACING,
                DicomAttribute.SLICE_THICKNESS)) {
            double[] numbers = said.numbers(attribute);
            if (numbers.length > 0) {
                elements.add(DicomElement.numbers(attribute, numbers));
            }
        }
        return elements;
    }

    private static Vector position(DicomSlice slice) {
        return Vector.of(slice.attributes().dataSet().numbers(DicomAttribute.IMAGE_POSITION_PATIENT), 0);
    }

    /** The same with other attributes. */
    SourceHeading with(DicomDataSet others) {
        return new SourceHeading(others, positions, interpolated, multiFrame, mosaic, mixed);
    }

    /** SpecificCharacterSet, all values of it; empty for the default repertoire. */
    String characterSet() {
        return attributes.string(DicomAttribute.SPECIFIC_CHARACTER_SET).orElse("");
    }
}
