package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A kind of object that is derived from images, and the attributes that each has whatever it holds: patient and study of the
 * source, a series and an instance of its own, and this program as its equipment.
 *
 * @param sopClass its SOPClassUID
 * @param modality its Modality
 * @param name what it is called in its study; its UIDs are told apart by it
 * @param place added to a hundred times the source's SeriesNumber
 */
record DerivedObject(String sopClass, String modality, String name, int place) {
    static final String PROGRAM = "LesionLens";
    private static final int PER_SOURCE = 100;
    private static final int UNKNOWN_SERIES = 90;
    private static final int LAST_SERIES = 10_000_000;

    /** Attributes that must be there, and may be empty. */
    private static final List<DicomAttribute> WANTED = List.of(
            DicomAttribute.STUDY_DATE,
            DicomAttribute.STUDY_TIME,
            DicomAttribute.ACCESSION_NUMBER,
            DicomAttribute.REFERRING_PHYSICIAN_NAME,
            DicomAttribute.PATIENT_NAME,
            DicomAttribute.PATIENT_ID,
            DicomAttribute.PATIENT_BIRTH_DATE,
            DicomAttribute.PATIENT_SEX,
            DicomAttribute.STUDY_ID);

    /** Attributes of the source that are not those of another object. */
    private static final List<DicomAttribute> OF_SOURCE_ALONE = List.of(
            DicomAttribute.IMAGE_ORIENTATION_PATIENT,
            DicomAttribute.PIXEL_SPACING,
            DicomAttribute.SLICE_THICKNESS,
            DicomAttribute.LATERALITY,
            DicomAttribute.LOSSY_IMAGE_COMPRESSION,
            DicomAttribute.LOSSY_IMAGE_COMPRESSION_RATIO,
            DicomAttribute.LOSSY_IMAGE_COMPRESSION_METHOD);

    /** Whether a file says that it is such an object of this program's. */
    boolean is(DicomFile file) {
        return says(file, DicomAttribute.SOP_CLASS_UID, sopClass)
                && says(file, DicomAttribute.MANUFACTURER_MODEL_NAME, PROGRAM)
                && says(file, DicomAttribute.SERIES_DESCRIPTION, PROGRAM + " " + name);
    }

    static boolean says(DicomFile file, DicomAttribute attribute, String text) {
        return file.dataSet().string(attribute).filter(text::equals).isPresent();
    }

    /** The attributes of such an object; others are added to them. */
    List<DicomElement> attributes(Derivation derivation) {
        DicomDataSet source = derivation.source().heading().attributes();
        List<DicomElement> elements = new ArrayList<>();
        WANTED.forEach(attribute -> elements.add(DicomElement.text(attribute)));
        source.elements().stream()
                .filter(element -> OF_SOURCE_ALONE.stream().noneMatch(other -> other.tag == element.tag()))
                .forEach(elements::add);
        elements.addAll(ofSeries(derivation));
        elements.addAll(ofInstance(derivation));
        return elements;
    }

    private List<DicomElement> ofSeries(Derivation derivation) {
        return List.of(
                DicomElement.text(DicomAttribute.MODALITY, modality),
                DicomElement.text(DicomAttribute.SERIES_INSTANCE_UID, series(derivation.uids())),
                DicomElement.numbers(DicomAttribute.SERIES_NUMBER, seriesNumber(derivation.source())),
                DicomElement.text(DicomAttribute.SERIES_DATE, derivation.date()),
                DicomElement.text(DicomAttribute.SERIES_TIME, derivation.time()),
                words(derivation, DicomAttribute.SERIES_DESCRIPTION, PROGRAM + " " + name),
                DicomElement.text(DicomAttribute.MANUFACTURER, PROGRAM),
                DicomElement.text(DicomAttribute.MANUFACTURER_MODEL_NAME, PROGRAM),
                DicomElement.text(DicomAttribute.DEVICE_SERIAL_NUMBER, PROGRAM),
                words(derivation, DicomAttribute.SOFTWARE_VERSIONS, derivation.software()));
    }

    private List<DicomElement> ofInstance(Derivation derivation) {
        return List.of(
                DicomElement.text(DicomAttribute.SOP_CLASS_UID, sopClass),
                DicomElement.text(DicomAttribute.SOP_INSTANCE_UID, instance(derivation.uids())),
                DicomElement.numbers(DicomAttribute.INSTANCE_NUMBER, 1),
                DicomElement.text(DicomAttribute.INSTANCE_CREATION_DATE, derivation.date()),
                DicomElement.text(DicomAttribute.INSTANCE_CREATION_TIME, derivation.time()),
                DicomElement.text(DicomAttribute.CONTENT_DATE, derivation.date()),
                DicomElement.text(DicomAttribute.CONTENT_TIME, derivation.time()));
    }

    /** Its SeriesInstanceUID among the UIDs of its case. */
    String series(DicomUids uids) {
        return uids.of(name + " series");
    }

    /** Its SOPInstanceUID among the UIDs of its case. */
    String instance(DicomUids uids) {
        return uids.of(name + " instance");
    }

    private int seriesNumber(SourceSeries source) {
        String text = source.heading()
                .attributes()
                .string(DicomAttribute.SERIES_NUMBER)
                .orElse("");
        OptionalInt number = text.matches("[0-9]{1,8}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
        boolean usable = number.isPresent() && number.getAsInt() > 0 && number.getAsInt() < LAST_SERIES;
        return (usable ? number.getAsInt() : UNKNOWN_SERIES) * PER_SOURCE + place;
    }

    private static DicomElement words(Derivation derivation, DicomAttribute attribute, String text) {
        return DicomElement.words(attribute, text, derivation.characterSet());
    }
}
