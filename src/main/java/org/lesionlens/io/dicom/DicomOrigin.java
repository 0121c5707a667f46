package org.lesionlens.io.dicom;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose an image or mask is, of which day, and in which space, as its file says it. It leads to the patient: for comparisons and for
 * tables that the user asks for, not for messages or logs.
 *
 * @param patient PatientID; empty, like the others, if the file does not say
 * @param frameOfReference FrameOfReferenceUID: what has one lies in one space
 * @param date of the examination
 */
public record DicomOrigin(Optional<String> patient, Optional<String> frameOfReference, Optional<LocalDate> date) {
    /**
     * That of an image.
     *
     * @param frameOfReference as the caller has found it; empty text if it is unknown
     */
    static DicomOrigin ofImage(DicomDataSet file, String frameOfReference) {
        return of(file, frameOfReference, DicomAttribute.STUDY_DATE, DicomAttribute.SERIES_DATE);
    }

    /** That of a mask, whose series is of the day on which it was drawn; likewise. */
    static DicomOrigin ofMask(DicomDataSet file, String frameOfReference) {
        return of(file, frameOfReference, DicomAttribute.STUDY_DATE);
    }

    private static DicomOrigin of(DicomDataSet file, String frameOfReference, DicomAttribute... dates) {
        return new DicomOrigin(
                text(file, DicomAttribute.PATIENT_ID),
                Optional.of(frameOfReference.strip()).filter(uid -> !uid.isEmpty()),
                Stream.of(dates)
                        .flatMap(attribute -> text(file, attribute).stream())
                        .filter(text -> text.matches("[0-9]{8}"))
                        .flatMap(text -> parsed(text).stream())
                        .findFirst());
    }

    private static Optional<String> text(DicomDataSet file, DicomAttribute attribute) {
        return file.string(attribute).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<LocalDate> parsed(String eightDigits) {
        try {
            return Optional.of(LocalDate.parse(eightDigits, DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether both say whose they are, and it is not the same patient. */
    public boolean isOfAnotherPatientThan(DicomOrigin other) {
        return differ(patient, other.patient);
    }

    /** Whether both are known to lie in one space. */
    public boolean sharesSpaceWith(DicomOrigin other) {
        return frameOfReference.isPresent() && frameOfReference.equals(other.frameOfReference);
    }

    /** Whether both are known to lie in different spaces. */
    public boolean liesElsewhereThan(DicomOrigin other) {
        return differ(frameOfReference, other.frameOfReference);
    }

    private static boolean differ(Optional<String> one, Optional<String> other) {
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    @Override
    public String toString() {
        return "an origin";
    }
}
