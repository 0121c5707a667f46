package org.lesionlens.io.dicom;

import static org.lesionlens.io.dicom.ReportItem.Relation.CONTAINS;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_CONCEPT_MOD;
import static org.lesionlens.io.dicom.ReportItem.Relation.HAS_OBS_CONTEXT;
import static org.lesionlens.io.dicom.ReportItem.Relation.SELECTED_FROM;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.Code;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a report says of a box: a measurement group of a plane region (PS3.16 TID 1410) or, of a box in several slices, of a
 * volume (TID 1411), with a rectangle on each image that it lies on.
 *
 * @param grid in whose voxels the box is, that of the source
 * @param site the part of the body; empty if nobody says
 */
record BoxGroup(ReportedBox box, VolumeGeometry grid, Optional<Code> site, Derivation derivation) {
    ReportItem item() {
        List<Long> slices = slices();
        List<ReportItem> items = new ArrayList<>(identity());
        slices.forEach(slice -> items.add(region(slice)));
        site.ifPresent(place ->
                items.add(ReportItem.of(HAS_CONCEPT_MOD, ReportCode.FINDING_SITE, new ReportValue.Coded(place))));
        items.addAll(MeasurementReport.algorithm(derivation.algorithm()));
        items.add(ReportItem.of(CONTAINS, ReportCode.SCORE, new ReportValue.Number(box.score(), ReportCode.NO_UNITS)));
        items.addAll(kind());
        String template = slices.size() == 1 ? "1410" : "1411";
        return ReportItem.of(CONTAINS, ReportCode.MEASUREMENT_GROUP, new ReportValue.Container(template))
                .with(items);
    }

    /** A code may be that of several kinds, whose names then tell them apart. */
    private List<ReportItem> kind() {
        Optional<Code> code = box.kind().code();
        String name = box.kind().name();
        List<ReportItem> items = new ArrayList<>();
        items.add(ReportItem.of(
                CONTAINS,
                ReportCode.IMPRESSION,
                code.<ReportValue>map(ReportValue.Coded::new).orElse(new ReportValue.Text(name))));
        if (code.isPresent() && !code.get().meaning().equalsIgnoreCase(name)) {
            items.add(ReportItem.of(CONTAINS, ReportCode.COMMENT, new ReportValue.Text(name)));
        }
        return items;
    }

    private List<ReportItem> identity() {
        String tracking = "box " + box.number();
        String uid = derivation.uids().of(tracking);
        Code kind = SegmentAttributes.type(box.kind());
        return List.of(
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.TRACKING_ID, new ReportValue.Text(tracking)),
                ReportItem.of(HAS_OBS_CONTEXT, ReportCode.TRACKING_UID, new ReportValue.Uid(uid)),
                ReportItem.of(
                        CONTAINS, ReportCode.FINDING_CATEGORY, new ReportValue.Coded(CodedConcept.ABNORMAL_STRUCTURE)),
                ReportItem.of(CONTAINS, ReportCode.FINDING, new ReportValue.Coded(kind)));
    }

    /** Those whose middle lies in the box; of a thinner one that which holds its middle. */
    private List<Long> slices() {
        double low = box.box().min().z();
        double high = box.box().max().z();
        long first = (long) Math.ceil(low - 0.5);
        long end = (long) Math.ceil(high - 0.5);
        return first < end
                ? LongStream.range(first, end).boxed().toList()
                : List.of((long) Math.floor((low + high) / 2));
    }

    /** On the image of a slice or, where the slices are no images of the source, in the patient. */
    private ReportItem region(long slice) {
        SourceSeries source = derivation.source();
        boolean onImage = !source.heading().interpolated() && !source.heading().mosaic();
        if (!onImage) {
            return ReportItem.of(
                    CONTAINS,
                    ReportCode.IMAGE_REGION,
                    new ReportValue.PolygonInSpace(
                            corners().flatMap(corner -> world(corner, slice)).toList(), source.frameOfReference()));
        }
        List<Double> rectangle = new ArrayList<>();
        corners().forEach(corner -> rectangle.addAll(List.of(corner[0], corner[1])));
        ReportItem image =
                ReportItem.unnamed(SELECTED_FROM, new ReportValue.Image(SourceReferences.image(source, (int) slice)));
        return ReportItem.of(CONTAINS, ReportCode.IMAGE_REGION, new ReportValue.LineOnImage(rectangle))
                .with(List.of(image));
    }

    /** Column and row of each corner, that of the first pixel at 0, 0 (PS3.3 C.18.6.1); the first one again at the end. */
    private Stream<double[]> corners() {
        RealBox.Corner min = box.box().min();
        RealBox.Corner max = box.box().max();
        return Stream.of(
                new double[] {min.x(), min.y()},
                new double[] {max.x(), min.y()},
                new double[] {max.x(), max.y()},
                new double[] {min.x(), max.y()},
                new double[] {min.x(), min.y()});
    }

    private Stream<Double> world(double[] corner, long slice) {
        return DoubleStream.of(grid.toWorld(corner[0] - 0.5, corner[1] - 0.5, (double) slice))
                .boxed();
    }
}
