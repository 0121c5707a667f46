package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What stands for a patient: the same for all images that name the patient alike, as long as the key is the same.
 *
 * @param id for the number, and for the first part of the name
 * @param daysBack by which dates are moved into the past, 1 to {@value #MOST_DAYS}
 * @param ofStudy whether the images name no patient, so that it stands for the study
 */
record PatientPseudonym(String id, int daysBack, boolean ofStudy) {
    private static final int MOST_DAYS = 3650;
    private static final int BYTES = 8;

    /** That of images by PatientID and its issuer, or, where these are missing, by StudyInstanceUID. */
    static PatientPseudonym of(DeidentificationKey key, DicomDataSet attributes) {
        String number = attributes.string(DicomAttribute.PATIENT_ID).orElse("");
        boolean ofStudy = number.isEmpty();
        String who = ofStudy
                ? "study\n"
                        + attributes.string(DicomAttribute.STUDY_INSTANCE_UID).orElse("")
                : "patient\n"
                        + attributes.string(DicomAttribute.ISSUER_OF_PATIENT_ID).orElse("") + "\n" + number;
        byte[] code = key.code("pseudonym", who);
        long days = ByteBuffer.wrap(key.code("days", who)).getLong();
        return new PatientPseudonym(
                "LL-" + HexFormat.of().withUpperCase().formatHex(Arrays.copyOf(code, BYTES)),
                1 + (int) Long.remainderUnsigned(days, MOST_DAYS),
                ofStudy);
    }

    /** As names are written since 1993 (PS3.5 6.2.1). */
    String name() {
        return id + "^DEIDENTIFIED";
    }

    @Override
    public String toString() {
        return "a pseudonym"; // the days would tell the dates
    }
}
