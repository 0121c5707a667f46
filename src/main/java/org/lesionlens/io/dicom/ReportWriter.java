package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Writes the measurements of lesions, or boxes round them, as a DICOM structured report (Comprehensive 3D SR, PS3.3 A.35.13, by the template TID 1500
 * of PS3.16). Of lesions it refers to the segments that {@link SegmentationWriter} writes of the same derivation.
 */
public final class ReportWriter {
    /** Comprehensive 3D SR Storage. */
    static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.88.34";

    private static final DerivedObject OBJECT = new DerivedObject(SOP_CLASS, "SR", "report", 2);

    /** Attributes of images that a report has not. */
    private static final List<DicomAttribute> OF_IMAGES = List.of(
            DicomAttribute.FRAME_OF_REFERENCE_UID,
            DicomAttribute.POSITION_REFERENCE_INDICATOR,
            DicomAttribute.BODY_PART_EXAMINED,
            DicomAttribute.PATIENT_ORIENTATION);

    private ReportWriter() {}

    /**
     * Writes a file.
     *
     * @param segmentation that is written of the case too
     * @param lesions measurements of its segments of lesions on its grid, each with the number of the segment's label; none if
     *     none was found
     * @throws UserMessageException if identifiers of the source are missing
     * @throws IllegalArgumentException if the lesions are not those of the segments
     */
    public static void write(Path target, Segmentation segmentation, List<Lesion> lesions, Derivation derivation)
            throws IOException {
        derivation.source().requireIdentifiers("dicom-sr");
        requireSegments(segmentation, lesions);
        List<ReportItem> groups = lesions.stream()
                .map(lesion -> new ReportGroup(segmentation, lesion, derivation).item())
                .toList();
        write(
                target,
                new MeasurementReport(groups, "No lesion found.", derivation),
                evidence(segmentation.foundLesions() ? Optional.of(segmentation) : Optional.empty(), derivation));
    }

    /**
     * Writes a file of boxes, each as rectangles on the images that it lies on, which refers to no segmentation.
     *
     * @param grid in whose voxels they are, that of the source
     * @param site the part of the body; empty if nobody says
     * @throws UserMessageException if identifiers of the source are missing
     */
    public static void write(
            Path target, List<ReportedBox> boxes, VolumeGeometry grid, Optional<Code> site, Derivation derivation)
            throws IOException {
        derivation.source().requireIdentifiers("dicom-sr");
        List<ReportItem> groups = boxes.stream()
                .map(box -> new BoxGroup(box, grid, site, derivation).item())
                .toList();
        write(
                target,
                new MeasurementReport(groups, "No box found.", derivation),
                evidence(Optional.empty(), derivation));
    }

    private static void write(Path target, MeasurementReport report, DicomElement evidence) throws IOException {
        List<DicomElement> elements = document(OBJECT, report.derivation());
        elements.add(evidence);
        elements.addAll(report.root().elements(report.derivation().characterSet()));
        DicomWriter.write(target, DicomDataSet.of(elements), Optional.empty());
    }

    private static void requireSegments(Segmentation segmentation, List<Lesion> lesions) {
        Set<Integer> reported = lesions.stream().map(Lesion::label).collect(Collectors.toSet());
        Set<Integer> segments = !segmentation.foundLesions()
                ? Set.of()
                : segmentation.segments().stream()
                        .filter(Label::lesion)
                        .map(Label::value)
                        .collect(Collectors.toSet());
        if (!reported.equals(segments) || reported.size() < lesions.size()) {
            throw new IllegalArgumentException(
                    "lesions are " + reported + " but must be those of the segments, " + segments);
        }
    }

    /** The attributes of a report without evidence and content: all that there is, but no person has seen it. */
    static List<DicomElement> document(DerivedObject object, Derivation derivation) {
        List<DicomElement> elements = new ArrayList<>(object.attributes(derivation));
        elements.removeIf(element -> OF_IMAGES.stream().anyMatch(other -> other.tag == element.tag()));
        elements.addAll(List.of(
                DicomElement.item(
                        DicomAttribute.CODING_SCHEME_IDENTIFICATION_SEQUENCE,
                        DicomElement.text(DicomAttribute.CODING_SCHEME_DESIGNATOR, ReportCode.OWN_SCHEME),
                        DicomElement.text(DicomAttribute.CODING_SCHEME_NAME, "Concepts of LesionLens")),
                DicomElement.text(DicomAttribute.COMPLETION_FLAG, "COMPLETE"),
                DicomElement.text(DicomAttribute.VERIFICATION_FLAG, "UNVERIFIED"),
                DicomElement.text(DicomAttribute.PRELIMINARY_FLAG, "PRELIMINARY"),
                DicomElement.items(DicomAttribute.REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE, List.of()),
                DicomElement.items(DicomAttribute.PERFORMED_PROCEDURE_CODE_SEQUENCE, List.of())));
        return elements;
    }

    /** CurrentRequestedProcedureEvidenceSequence: every object that an item refers to. */
    private static DicomElement evidence(Optional<Segmentation> segmentation, Derivation derivation) {
        SourceSeries source = derivation.source();
        List<DicomDataSet> series = new ArrayList<>();
        series.add(series(source.series(), SourceReferences.images(source)));
        if (segmentation.isPresent()) {
            DerivedObject object =
                    SegmentationWriter.object(segmentation.get().form().type());
            DicomDataSet instance = DicomDataSet.of(
                    DicomElement.text(DicomAttribute.REFERENCED_SOP_CLASS_UID, object.sopClass()),
                    DicomElement.text(DicomAttribute.REFERENCED_SOP_INSTANCE_UID, object.instance(derivation.uids())));
            series.add(series(object.series(derivation.uids()), List.of(instance)));
        }
        return DicomElement.item(
                DicomAttribute.CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE,
                DicomElement.items(DicomAttribute.REFERENCED_SERIES_SEQUENCE, series),
                DicomElement.text(DicomAttribute.STUDY_INSTANCE_UID, source.study()));
    }

    /** An item of ReferencedSeriesSequence. */
    static DicomDataSet series(String uid, List<DicomDataSet> instances) {
        return DicomDataSet.of(
                DicomElement.items(DicomAttribute.REFERENCED_SOP_SEQUENCE, instances),
                DicomElement.text(DicomAttribute.SERIES_INSTANCE_UID, uid));
    }
}
