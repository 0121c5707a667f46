package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Where the frames of a segmentation lie and what they are of: dimensions and functional groups (PS3.3 C.7.6.16, C.7.6.17).
 *
 * <p>Planes lie where the source says that they lie, number by number, so that viewers find each frame on its image; planes
 * of interpolated slices where the volume's grid has them. Of a source without a place frames are told by their images alone.
 */
record SegmentationGroups(SourceSeries source, VolumeGeometry grid, List<SegmentFrame> frames, String organization) {
    private boolean isPlaced() {
        return !source.heading().positions().isEmpty();
    }

    /** Whether frames are told apart by their segments too. */
    private boolean isOfSegments() {
        return frames.get(0).segment() > 0;
    }

    List<DicomElement> attributes() {
        return List.of(
                DicomElement.item(
                        DicomAttribute.DIMENSION_ORGANIZATION_SEQUENCE,
                        DicomElement.text(DicomAttribute.DIMENSION_ORGANIZATION_UID, organization)),
                DicomElement.items(DicomAttribute.DIMENSION_INDEX_SEQUENCE, dimensions()),
                DicomElement.items(
                        DicomAttribute.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, List.of(DicomDataSet.of(shared()))),
                DicomElement.items(
                        DicomAttribute.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
                        frames.stream().map(this::ofFrame).toList()));
    }

    private List<DicomDataSet> dimensions() {
        List<DicomDataSet> dimensions = new ArrayList<>();
        if (isOfSegments()) {
            dimensions.add(dimension(
                    DicomAttribute.REFERENCED_SEGMENT_NUMBER,
                    DicomAttribute.SEGMENT_IDENTIFICATION_SEQUENCE,
                    "Segment"));
        }
        dimensions.add(
                isPlaced()
                        ? dimension(
                                DicomAttribute.IMAGE_POSITION_PATIENT,
                                DicomAttribute.PLANE_POSITION_SEQUENCE,
                                "Position")
                        : dimension(
                                DicomAttribute.IN_STACK_POSITION_NUMBER,
                                DicomAttribute.FRAME_CONTENT_SEQUENCE,
                                "Frame"));
        return dimensions;
    }

    private DicomDataSet dimension(DicomAttribute pointer, DicomAttribute group, String label) {
        return DicomDataSet.of(
                DicomElement.text(DicomAttribute.DIMENSION_ORGANIZATION_UID, organization),
                DicomElement.tags(DicomAttribute.DIMENSION_INDEX_POINTER, pointer),
                DicomElement.tags(DicomAttribute.FUNCTIONAL_GROUP_POINTER, group),
                DicomElement.text(DicomAttribute.DIMENSION_DESCRIPTION_LABEL, label));
    }

    private List<DicomElement> shared() {
        List<DicomElement> groups = new ArrayList<>();
        if (isPlaced() || grid.depthKnown()) { // measures without a thickness are none, and the images say theirs
            groups.add(
                    DicomElement.items(DicomAttribute.PIXEL_MEASURES_SEQUENCE, List.of(DicomDataSet.of(measures()))));
        }
        if (isPlaced()) {
            groups.add(DicomElement.item(
                    DicomAttribute.PLANE_ORIENTATION_SEQUENCE,
                    asSaid(DicomAttribute.IMAGE_ORIENTATION_PATIENT, cosines())));
        }
        return groups;
    }

    private List<DicomElement> measures() {
        List<DicomElement> measures =
                new ArrayList<>(List.of(asSaid(DicomAttribute.PIXEL_SPACING, grid.spacingMm(1), grid.spacingMm(0))));
        if (grid.depthKnown()) {
            double[] thickness = source.heading().attributes().numbers(DicomAttribute.SLICE_THICKNESS);
            boolean said = thickness.length == 1 && thickness[0] > 0;
            measures.add(DicomElement.numbers(DicomAttribute.SLICE_THICKNESS, said ? thickness[0] : grid.spacingMm(2)));
            measures.add(DicomElement.numbers(DicomAttribute.SPACING_BETWEEN_SLICES, grid.spacingMm(2)));
        }
        return measures;
    }

    private double[] cosines() {
        double[] cosines = new double[6];
        for (int row = 0; row < 3; row++) {
            cosines[row] = grid.direction(row, 0);
            cosines[3 + row] = grid.direction(row, 1);
        }
        return cosines;
    }

    /** What the source says, if the volume's planes are its slices. */
    private DicomElement asSaid(DicomAttribute attribute, double... ofGrid) {
        double[] said = source.heading().attributes().numbers(attribute);
        boolean same = said.length == ofGrid.length && !source.heading().interpolated();
        return DicomElement.numbers(attribute, same ? said : ofGrid);
    }

    private DicomDataSet ofFrame(SegmentFrame frame) {
        List<DicomElement> groups = new ArrayList<>();
        groups.add(DicomElement.items(DicomAttribute.FRAME_CONTENT_SEQUENCE, List.of(DicomDataSet.of(content(frame)))));
        if (isPlaced()) {
            groups.add(DicomElement.item(
                    DicomAttribute.PLANE_POSITION_SEQUENCE,
                    DicomElement.numbers(DicomAttribute.IMAGE_POSITION_PATIENT, position(frame.plane()))));
        }
        if (isOfSegments()) {
            groups.add(DicomElement.item(
                    DicomAttribute.SEGMENT_IDENTIFICATION_SEQUENCE,
                    DicomElement.numbers(DicomAttribute.REFERENCED_SEGMENT_NUMBER, frame.segment())));
        }
        groups.add(SourceReferences.derivation(source, grid, frame.plane()));
        return DicomDataSet.of(groups);
    }

    private List<DicomElement> content(SegmentFrame frame) {
        double[] index =
                isOfSegments() ? new double[] {frame.segment(), frame.ordinal()} : new double[] {frame.ordinal()};
        List<DicomElement> content =
                new ArrayList<>(List.of(DicomElement.numbers(DicomAttribute.DIMENSION_INDEX_VALUES, index)));
        if (!isPlaced()) {
            content.add(DicomElement.text(DicomAttribute.STACK_ID, "1"));
            content.add(DicomElement.numbers(DicomAttribute.IN_STACK_POSITION_NUMBER, frame.ordinal()));
        }
        return content;
    }

    private double[] position(int plane) {
        if (source.heading().interpolated()) {
            return grid.toWorld(0, 0, plane);
        }
        Vector position = source.heading().positions().get(plane);
        return new double[] {position.x(), position.y(), position.z()};
    }
}
