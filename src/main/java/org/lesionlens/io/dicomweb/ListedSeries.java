package org.lesionlens.io.dicomweb;

import java.util.OptionalInt;
import org.lesionlens.volume.ForeignText;

/**
 * A series that a query found, for people to choose from: it names a patient, so it is for their eyes alone.
 *
 * @param patient PatientName; empty, as the other texts, if the server does not say
 * @param patientId PatientID
 * @param date StudyDate
 * @param modality Modality
 * @param number SeriesNumber
 * @param description SeriesDescription
 * @param instances how many there are
 * @param study StudyInstanceUID
 * @param series SeriesInstanceUID
 */
public record ListedSeries(
        String patient,
        String patientId,
        String date,
        String modality,
        OptionalInt number,
        String description,
        OptionalInt instances,
        String study,
        String series) {
    static ListedSeries of(DicomJson study, FoundSeries series) {
        return new ListedSeries(
                shown(study, QueryKey.PATIENT_NAME),
                shown(study, QueryKey.PATIENT_ID),
                shown(study, QueryKey.STUDY_DATE),
                series.modality(),
                series.number(),
                series.description(),
                series.instances(),
                study.text(QueryKey.STUDY_UID.tag()),
                series.uid());
    }

    private static String shown(DicomJson study, QueryKey key) {
        return ForeignText.shown(study.text(key.tag()));
    }
}
