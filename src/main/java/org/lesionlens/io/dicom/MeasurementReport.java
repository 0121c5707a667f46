package org.lesionlens.io.dicom;

import static org.lesionlens.io.dicom.ReportItem.Relation.CONTAINS;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_ACQ_CONTEXT;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_CONCEPT_MOD;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_OBS_CONTEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The content of a report of lesions (PS3.16 TID 1500): language, observer, procedure, images, and a group of measurements for
 * each segment that is lesions, or each box. Of none it says that lesions are absent.
 *
 * @param groups of measurements
 * @param nothing what a comment says if there are none
 */
record MeasurementReport(List<ReportItem> groups, String nothing, Derivation derivation) {
    MeasurementReport {
        groups = List.copyOf(groups);
    }

    /** The topmost item. */
    ReportItem root() {
        List<ReportItem> items = new ArrayList<>(context(derivation));
        items.add(images());
        items.add(measurements());
        if (groups.isEmpty()) {
            items.add(absence());
        }
        return new ReportItem(
                Optional.empty(), Optional.of(ReportCode.REPORT), new ReportValue.Container("1500"), items);
    }

    /** TID 1204; TID 1001 with 1002 and 1004: this program in its version is the device; TID 1500 row 4. */
    static List<ReportItem> context(Derivation derivation) {
        String program = DerivedObject.PROGRAM;
        String device = new DicomUids(program).of(derivation.software());
        String modality = derivation
                .source()
                .heading()
                .attributes()
                .string(DicomAttribute.MODALITY)
                .orElse("");
        return List.of(
                ReportItem.of(HAS_CONCEPT_MOD, ReportCode.LANGUAGE, new ReportValue.Coded(ReportCode.ENGLISH)),
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.OBSERVER_TYPE, new ReportValue.Coded(ReportCode.DEVICE)),
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.DEVICE_UID, new ReportValue.Uid(device)),
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.DEVICE_NAME, new ReportValue.Text(program)),
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.DEVICE_MANUFACTURER, new ReportValue.Text(program)),
                ReportItem.of(
                        HAS_OBS_CONTEXT,
                        ReportCode.DEVICE_MODEL,
                        new ReportValue.Text(program + " " + derivation.software())),
                ReportItem.of(
                        HAS_CONCEPT_MOD,
                        ReportCode.PROCEDURE_REPORTED,
                        new ReportValue.Coded(ReportCode.procedure(modality))));
    }

    /** TID 1600. */
    private ReportItem images() {
        return library(List.of(derivation.source()));
    }

    /** TID 1600, with a group for each series. */
    static ReportItem library(List<SourceSeries> series) {
        return ReportItem.of(CONTAINS, ReportCode.IMAGE_LIBRARY, new ReportValue.Container("1600"))
                .with(series.stream().map(MeasurementReport::libraryGroup).toList());
    }

    private static ReportItem libraryGroup(SourceSeries source) {
        List<ReportItem> group = new ArrayList<>();
        group.add(ReportItem.of(HAS_ACQ_CONTEXT, ReportCode.SERIES_UID, new ReportValue.Uid(source.series())));
        if (!source.frameOfReference().isEmpty()) {
            group.add(ReportItem.of(
                    HAS_ACQ_CONTEXT,
                    ReportCode.FRAME_OF_REFERENCE_UID,
                    new ReportValue.Uid(source.frameOfReference())));
        }
        SourceReferences.images(source)
                .forEach(image -> group.add(ReportItem.unnamed(CONTAINS, new ReportValue.Image(image))));
        return ReportItem.of(CONTAINS, ReportCode.IMAGE_LIBRARY_GROUP, new ReportValue.Container(""))
                .with(group);
    }

    private ReportItem measurements() {
        List<ReportItem> items = new ArrayList<>(algorithm(derivation.algorithm()));
        items.addAll(groups);
        return ReportItem.of(CONTAINS, ReportCode.IMAGING_MEASUREMENTS, new ReportValue.Container(""))
                .with(items);
    }

    private ReportItem absence() {
        List<ReportItem> items = new ArrayList<>(algorithm(derivation.algorithm()));
        items.add(ReportItem.of(CONTAINS, CodedConcept.LESION, new ReportValue.Coded(ReportCode.ABSENT)));
        items.add(ReportItem.of(CONTAINS, ReportCode.COMMENT, new ReportValue.Text(nothing)));
        return ReportItem.of(CONTAINS, ReportCode.QUALITATIVE_EVALUATIONS, new ReportValue.Container(""))
                .with(items);
    }

    /** TID 4019. */
    static List<ReportItem> algorithm(Algorithm algorithm) {
        List<ReportItem> items = new ArrayList<>(List.of(
                ReportItem.of(HAS_CONCEPT_MOD, ReportCode.ALGORITHM_NAME, new ReportValue.Text(algorithm.name())),
                ReportItem.of(
                        HAS_CONCEPT_MOD, ReportCode.ALGORITHM_VERSION, new ReportValue.Text(algorithm.version()))));
        if (!algorithm.parameters().isEmpty()) {
            items.add(ReportItem.of(
                    HAS_CONCEPT_MOD, ReportCode.ALGORITHM_PARAMETERS, new ReportValue.Text(algorithm.parameters())));
        }
        items.add(ReportItem.of(
                HAS_CONCEPT_MOD,
                ReportCode.ALGORITHM_FAMILY,
                new ReportValue.Coded(CodedConcept.ARTIFICIAL_INTELLIGENCE)));
        return items;
    }
}
