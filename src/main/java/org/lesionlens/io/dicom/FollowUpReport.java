package org.lesionlens.io.dicom;

import static org.lesionlens.io.dicom.ReportItem.Relation.CONTAINS;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_CONCEPT_MOD;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_OBS_CONTEXT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.model.Code;
import org.lesionlens.volume.UserMessageException;

/**
 * What became of a patient's lesions, as a DICOM structured report in the study of the last date (Comprehensive 3D SR by TID 1500
 * of PS3.16): a measurement group (TID 1501) for each lesion and date, with the date as its time point (TID 1502) and one tracking
 * identifier for a lesion at all dates.
 *
 * @param timePoints the dates, in order; at least one
 * @param lesions what was measured
 * @param statements of the dates as a whole, as responses
 * @param derivation of the last date's images
 */
public record FollowUpReport(
        List<TimePoint> timePoints, List<TrackedLesion> lesions, List<String> statements, Derivation derivation) {
    private static final DerivedObject OBJECT = new DerivedObject(ReportWriter.SOP_CLASS, "SR", "follow-up", 5);

    /**
     * A date.
     *
     * @param images that were looked at
     * @param date as ISO 8601 has it
     * @param days since the first date
     */
    public record TimePoint(SourceSeries images, String date, long days) {
        @Override
        public String toString() {
            return "a time point";
        }
    }

    /**
     * A lesion at a date.
     *
     * @param name the same at all dates
     * @param timePoint counted from 0
     * @param volumeMl NaN, like the others, where it is unknown
     * @param longestMm longest diameter
     * @param perpendicularMm the diameter at right angles to it
     * @param comment what happened to it
     */
    public record TrackedLesion(
            String name, int timePoint, double volumeMl, double longestMm, double perpendicularMm, String comment) {}

    public FollowUpReport {
        timePoints = List.copyOf(timePoints);
        lesions = List.copyOf(lesions);
        statements = List.copyOf(statements);
    }

    /** Whether a file is such a report; what cannot be read is none. */
    public static boolean is(Path file) {
        try {
            return Files.isRegularFile(file)
                    && OBJECT.is(DicomFile.readUpTo(file, DicomAttribute.MANUFACTURER_MODEL_NAME.tag));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Writes a file.
     *
     * @throws UserMessageException if identifiers of the images are missing
     */
    public void write(Path target) throws IOException {
        timePoints.forEach(point -> point.images.requireIdentifiers("the report of a follow-up"));
        List<DicomElement> elements = ReportWriter.document(OBJECT, derivation);
        elements.addAll(evidence());
        elements.addAll(root().elements(derivation.characterSet()));
        DicomWriter.write(target, DicomDataSet.of(elements), Optional.empty());
    }

    /** The images of the report's own study are requested evidence, those of the others pertinent. */
    private List<DicomElement> evidence() {
        Map<String, List<DicomDataSet>> studies = new LinkedHashMap<>();
        images().forEach(images -> studies.computeIfAbsent(images.study(), first -> new ArrayList<>())
                .add(ReportWriter.series(images.series(), SourceReferences.images(images))));
        List<DicomDataSet> own = new ArrayList<>();
        List<DicomDataSet> others = new ArrayList<>();
        studies.forEach((uid, series) -> (uid.equals(derivation.source().study()) ? own : others)
                .add(DicomDataSet.of(
                        DicomElement.items(DicomAttribute.REFERENCED_SERIES_SEQUENCE, series),
                        DicomElement.text(DicomAttribute.STUDY_INSTANCE_UID, uid))));
        DicomElement requested = DicomElement.items(DicomAttribute.CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE, own);
        return others.isEmpty()
                ? List.of(requested)
                : List.of(requested, DicomElement.items(DicomAttribute.PERTINENT_OTHER_EVIDENCE_SEQUENCE, others));
    }

    /** Each series once. */
    private List<SourceSeries> images() {
        Map<String, SourceSeries> series = new LinkedHashMap<>();
        timePoints.forEach(point -> series.putIfAbsent(point.images.series(), point.images));
        return List.copyOf(series.values());
    }

    private ReportItem root() {
        List<ReportItem> items = new ArrayList<>(MeasurementReport.context(derivation));
        items.add(MeasurementReport.library(images()));
        List<ReportItem> groups = new ArrayList<>(algorithm());
        lesions.forEach(lesion -> groups.add(group(lesion)));
        items.add(ReportItem.of(CONTAINS, ReportCode.IMAGING_MEASUREMENTS, new ReportValue.Container(""))
                .with(groups));
        if (!statements.isEmpty()) {
            items.add(evaluations());
        }
        return new ReportItem(
                Optional.empty(), Optional.of(ReportCode.REPORT), new ReportValue.Container("1500"), items);
    }

    /** TID 4019. */
    private List<ReportItem> algorithm() {
        return List.of(
                ReportItem.of(
                        HAS_CONCEPT_MOD,
                        ReportCode.ALGORITHM_NAME,
                        new ReportValue.Text(derivation.algorithm().name())),
                ReportItem.of(
                        HAS_CONCEPT_MOD,
                        ReportCode.ALGORITHM_VERSION,
                        new ReportValue.Text(derivation.algorithm().version())));
    }

    private ReportItem evaluations() {
        List<ReportItem> comments = new ArrayList<>(algorithm());
        statements.forEach(
                words -> comments.add(ReportItem.of(CONTAINS, ReportCode.COMMENT, new ReportValue.Text(words))));
        return ReportItem.of(CONTAINS, ReportCode.QUALITATIVE_EVALUATIONS, new ReportValue.Container(""))
                .with(comments);
    }

    private ReportItem group(TrackedLesion lesion) {
        String tracking = "lesion " + lesion.name;
        List<ReportItem> items = new ArrayList<>(List.of(
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.TRACKING_ID, new ReportValue.Text(tracking)),
                ReportItem.of(
                        HAS_OBS_CONTEXT,
                        ReportCode.TRACKING_UID,
                        new ReportValue.Uid(derivation.uids().of(tracking))),
                ReportItem.of(
                        CONTAINS, ReportCode.FINDING_CATEGORY, new ReportValue.Coded(CodedConcept.ABNORMAL_STRUCTURE)),
                ReportItem.of(CONTAINS, ReportCode.FINDING, new ReportValue.Coded(CodedConcept.LESION))));
        items.addAll(timePoint(lesion.timePoint));
        addNumber(items, ReportCode.VOLUME, lesion.volumeMl, ReportCode.CUBIC_CENTIMETRES);
        addNumber(items, ReportCode.LONG_AXIS, lesion.longestMm, ReportCode.MILLIMETRES);
        addNumber(items, ReportCode.SHORT_AXIS, lesion.perpendicularMm, ReportCode.MILLIMETRES);
        items.add(ReportItem.of(CONTAINS, ReportCode.COMMENT, new ReportValue.Text(lesion.comment)));
        return ReportItem.of(CONTAINS, ReportCode.MEASUREMENT_GROUP, new ReportValue.Container("1501"))
                .with(items);
    }

    /** TID 1502. */
    private List<ReportItem> timePoint(int number) {
        TimePoint point = timePoints.get(number);
        ReportItem event =
                ReportItem.of(HAS_CONCEPT_MOD, ReportCode.TEMPORAL_EVENT, new ReportValue.Coded(ReportCode.BASELINE));
        return List.of(
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.TIME_POINT, new ReportValue.Text(point.date)),
                ReportItem.of(
                        HAS_OBS_CONTEXT,
                        ReportCode.TIME_POINT_ORDER,
                        new ReportValue.Number(number + 1.0, ReportCode.NO_UNITS)),
                ReportItem.of(
                                HAS_OBS_CONTEXT,
                                ReportCode.TEMPORAL_OFFSET,
                                new ReportValue.Number(point.days, ReportCode.DAYS))
                        .with(List.of(event)));
    }

    private static void addNumber(List<ReportItem> items, Code name, double value, Code unit) {
        if (!Double.isNaN(value)) {
            items.add(ReportItem.of(CONTAINS, name, new ReportValue.Number(value, unit)));
        }
    }
}
