package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.Algorithm;
import org.lesionlens.io.dicom.Derivation;
import org.lesionlens.io.dicom.FollowUpReport;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.pipeline.SoftwareVersion;

/** The structured report of a patient all of whose images are DICOM. */
record PatientReport(PatientFollowUp patient) {
    /** Whether there can be one. */
    boolean isPossible() {
        return patient.dates().stream().allMatch(date -> date.series().isPresent());
    }

    /** @throws org.lesionlens.volume.UserMessageException if identifiers of the images are missing */
    void write(Path target) throws IOException {
        int last = patient.dates().size() - 1;
        Algorithm algorithm =
                new Algorithm(Algorithm.Type.AUTOMATIC, "LesionLens follow-up", SoftwareVersion.text(), "");
        new FollowUpReport(
                        IntStream.rangeClosed(0, last).mapToObj(this::timePoint).toList(),
                        FollowUpTables.rows(patient).stream()
                                .filter(row -> row.state().kind() != TrackState.Kind.NOT_YET)
                                .map(PatientReport::tracked)
                                .toList(),
                        statements(),
                        Derivation.now(series(last), algorithm, SoftwareVersion.text()))
                .write(target);
    }

    private SourceSeries series(int date) {
        return patient.dates().get(date).series().orElseThrow();
    }

    private FollowUpReport.TimePoint timePoint(int date) {
        return new FollowUpReport.TimePoint(
                series(date), FollowUpTables.date(patient, date), FollowUpTables.days(patient, date));
    }

    private static FollowUpReport.TrackedLesion tracked(FollowUpTables.LesionRow row) {
        return new FollowUpReport.TrackedLesion(
                row.lesion().track().name(),
                row.date(),
                row.ofVolume(LesionVolume::ml),
                row.ofSeen(TrackState::longestMm),
                row.ofSeen(TrackState::perpendicularMm),
                row.state().words());
    }

    /** Of each criterion the dates, then how it was measured: the groups have both axes, and sums have one of them. */
    private List<String> statements() {
        return patient.responses().stream()
                .flatMap(responses -> Stream.concat(
                        responses.stream().map(this::statement),
                        responses.stream().limit(1).map(PatientReport::explanation)))
                .toList();
    }

    private String statement(Response response) {
        return response.criterion() + " at " + FollowUpTables.date(patient, response.date()) + ": "
                + response.category() + " (" + response.decidedBy() + "); a computed aid, unconfirmed";
    }

    private static String explanation(Response response) {
        return response.criterion() + ": " + response.thresholds() + "; " + response.limits();
    }
}
