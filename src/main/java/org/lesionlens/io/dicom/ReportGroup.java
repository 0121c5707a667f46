package org.lesionlens.io.dicom;

import static org.lesionlens.io.dicom.ReportItem.Relation.CONTAINS;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_CONCEPT_MOD;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_OBS_CONTEXT;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_PROPERTIES;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.Segment;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;

/**
 * What a report says of a segment, that is of a lesion or of all lesions of a class: a measurement group (PS3.16 TID 1411, with
 * TID 1419 and 4019). What is not known is not said.
 *
 * @param segmentation that the segment is of
 * @param lesion its measurements, with the number of the segment's label
 * @param derivation that both share
 */
record ReportGroup(Segmentation segmentation, Lesion lesion, Derivation derivation) {
    private static final String OF_CLASS = "All lesions of the class; the axes are the longest of one of them.";

    ReportItem item() {
        List<ReportItem> items = new ArrayList<>(identity());
        items.addAll(region());
        segmentation
                .region()
                .ifPresent(site -> items.add(
                        ReportItem.of(HAS_CONCEPT_MOD, ReportCode.FINDING_SITE, new ReportValue.Coded(site))));
        items.addAll(MeasurementReport.algorithm(derivation.algorithm()));
        items.addAll(measurements());
        items.addAll(evaluations());
        return ReportItem.of(CONTAINS, ReportCode.MEASUREMENT_GROUP, new ReportValue.Container("1411"))
                .with(items);
    }

    private Label segment() {
        return segmentation.segments().get(segmentNumber() - 1);
    }

    /** From 1. */
    private int segmentNumber() {
        return segmentation.segments().stream().map(Label::value).toList().indexOf(lesion.label()) + 1;
    }

    private List<ReportItem> identity() {
        String tracking = segmentation.trackingId(segment());
        String uid = derivation.uids().of(tracking);
        Code kind = SegmentAttributes.type(segment());
        return List.of(
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.TRACKING_ID, new ReportValue.Text(tracking)),
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.TRACKING_UID, new ReportValue.Uid(uid)),
                ReportItem.of(
                        CONTAINS, ReportCode.FINDING_CATEGORY, new ReportValue.Coded(CodedConcept.ABNORMAL_STRUCTURE)),
                ReportItem.of(CONTAINS, ReportCode.FINDING, new ReportValue.Coded(kind))
                        .with(center()));
    }

    /** The centroid as a property of the finding (as in TID 4021): in the group itself viewers would draw it for the region. */
    private List<ReportItem> center() {
        Position centroid = lesion.measurements().centroid();
        if (Double.isNaN(centroid.x())) {
            return List.of();
        }
        ReportValue point = new ReportValue.InSpace(
                List.of(centroid.x(), centroid.y(), centroid.z()),
                derivation.source().frameOfReference());
        return List.of(ReportItem.of(HAS_PROPERTIES, ReportCode.CENTER, point));
    }

    private List<ReportItem> region() {
        DerivedObject object = SegmentationWriter.object(segmentation.form().type());
        DicomDataSet reference = DicomDataSet.of(
                DicomElement.text(DicomAttribute.REFERENCED_SOP_CLASS_UID, object.sopClass()),
                DicomElement.text(DicomAttribute.REFERENCED_SOP_INSTANCE_UID, object.instance(derivation.uids())),
                DicomElement.numbers(DicomAttribute.REFERENCED_SEGMENT_NUMBER, segmentNumber()));
        return List.of(
                ReportItem.of(CONTAINS, ReportCode.REFERENCED_SEGMENT, new ReportValue.Image(reference)),
                ReportItem.of(
                        CONTAINS,
                        ReportCode.SOURCE_SERIES,
                        new ReportValue.Uid(derivation.source().series())));
    }

    private List<ReportItem> measurements() {
        LesionMeasurements measured = lesion.measurements();
        boolean solid = !Double.isNaN(measured.volumeMl());
        boolean planar = segmentation.labels().geometry().size(2) == 1;
        List<ReportItem> items = new ArrayList<>();
        items.addAll(numeric(ReportCode.VOLUME, measured.volumeMl(), ReportCode.CUBIC_CENTIMETRES)); // a ml each
        if (planar || !solid) {
            items.addAll(numeric(ReportCode.AREA, measured.areaMm2(), ReportCode.SQUARE_MILLIMETRES));
        }
        items.addAll(numeric(ReportCode.VOXELS, (double) measured.voxels(), ReportCode.COUNTED_VOXELS));
        items.addAll(axis(
                ReportCode.LONG_AXIS,
                measured.diameter().longestMm(),
                measured.diameter().longest()));
        items.addAll(axis(
                ReportCode.SHORT_AXIS,
                measured.diameter().perpendicularMm(),
                measured.diameter().perpendicular()));
        numeric(ReportCode.PROBABILITY, measured.meanProbability(), ReportCode.NO_UNITS)
                .forEach(item -> items.add(item.with(derived(ReportCode.MEAN))));
        return items;
    }

    /** One item; none where the number is unknown. */
    private static List<ReportItem> numeric(Code name, double value, Code unit) {
        return Double.isNaN(value)
                ? List.of()
                : List.of(ReportItem.of(CONTAINS, name, new ReportValue.Number(value, unit)));
    }

    private List<ReportItem> axis(Code name, double mm, Segment line) {
        Optional<ReportItem> drawn =
                ReportedLine.of(line, derivation.source(), segmentation.labels().geometry());
        return numeric(name, mm, ReportCode.MILLIMETRES).stream()
                .map(item -> item.with(drawn.stream().toList())
                        .with(segmentation.byClass() ? derived(ReportCode.MAXIMUM) : List.of()))
                .toList();
    }

    private static List<ReportItem> derived(Code how) {
        return List.of(ReportItem.of(HAS_CONCEPT_MOD, ReportCode.DERIVATION, new ReportValue.Coded(how)));
    }

    /** The class with its probability. */
    private List<ReportItem> evaluations() {
        List<ReportItem> items = new ArrayList<>();
        if (!lesion.lesionClass().isEmpty()) {
            ReportValue kind = segment()
                    .code()
                    .<ReportValue>map(ReportValue.Coded::new)
                    .orElse(new ReportValue.Text(lesion.lesionClass()));
            items.add(ReportItem.of(CONTAINS, ReportCode.IMPRESSION, kind).with(probability()));
        }
        if (segmentation.byClass()) {
            items.add(ReportItem.of(CONTAINS, ReportCode.COMMENT, new ReportValue.Text(OF_CLASS)));
        }
        return items;
    }

    private List<ReportItem> probability() {
        double value = lesion.classProbability();
        return Double.isNaN(value)
                ? List.of()
                : List.of(ReportItem.of(
                        HAS_PROPERTIES, ReportCode.PROBABILITY, new ReportValue.Number(value, ReportCode.NO_UNITS)));
    }
}
