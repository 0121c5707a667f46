package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.view.Views;
import org.lesionlens.lesion.Contours;
import org.lesionlens.lesion.Corner;
import org.lesionlens.model.Label;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a structure set says of the contours of its regions (PS3.3 C.8.8.6): one part of a region in a slice has one, CLOSED_PLANAR, holes
 * by the keyhole technique (C.8.8.6.3), which every reader fills alike; and which grid of pixels they were made of (C.8.8.6.4).
 *
 * <p>Contours lie in the planes where the files say that their slices lie. Coordinates have so many decimals that they are exact to a
 * ten-thousandth of a pixel.
 */
final class RegionContours {
    /**
     * Rows along the patient's long axis: plastimatch takes a last point whose x and y are those of the first for the first one again, and
     * a traced contour ends at the other end of the edge along a row where it begins.
     */
    private static final double STEEP = 0.9;

    private static final int STEPS_OF_A_PIXEL = 10_000;
    private static final int FEWEST_DECIMALS = 3;
    private static final int MOST_DECIMALS = 9;

    private final SourceSeries source;
    private final VolumeGeometry grid;
    private final double scale;

    private RegionContours(SourceSeries source, VolumeGeometry grid) {
        this.source = source;
        this.grid = grid;
        double decimals = Math.ceil(Math.log10(STEPS_OF_A_PIXEL / Math.min(grid.spacingMm(0), grid.spacingMm(1))));
        this.scale = Math.pow(10, Math.max(FEWEST_DECIMALS, Math.min(MOST_DECIMALS, decimals)));
    }

    /** ROIContourSequence. */
    static DicomElement of(Segmentation segmentation, SourceSeries source) {
        VolumeGeometry grid = segmentation.labels().geometry();
        RegionContours regions = new RegionContours(source, grid);
        Map<Integer, List<DicomDataSet>> contours = new HashMap<>();
        for (int z = 0; z < grid.size(2); z++) {
            int slice = z;
            Contours.of(Views.hyperSlice(segmentation.labels().voxels(), 2, z)).forEach((label, ofSlice) -> {
                List<DicomDataSet> ofLabel = contours.computeIfAbsent(label, any -> new ArrayList<>());
                ofSlice.forEach(contour -> ofLabel.add(regions.contour(contour, slice, ofLabel.size() + 1)));
            });
        }
        return DicomElement.items(
                DicomAttribute.ROI_CONTOUR_SEQUENCE,
                segmentation.segments().stream()
                        .map(segment -> regions.region(segment, contours.getOrDefault(segment.value(), List.of())))
                        .toList());
    }

    private DicomDataSet region(Label segment, List<DicomDataSet> contours) {
        int rgb = Integer.parseInt(segment.color().substring(1), 16);
        List<DicomElement> elements = new ArrayList<>(List.of(
                DicomElement.numbers(DicomAttribute.REFERENCED_ROI_NUMBER, segment.value()),
                DicomElement.numbers(DicomAttribute.ROI_DISPLAY_COLOR, rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff),
                DicomElement.numbers(
                        DicomAttribute.RECOMMENDED_DISPLAY_CIELAB_VALUE, CielabColor.of(segment.color()))));
        if (grid.depthKnown()) {
            elements.add(DicomElement.items(
                    DicomAttribute.SOURCE_PIXEL_PLANES_CHARACTERISTICS_SEQUENCE,
                    List.of(DicomDataSet.of(pixelPlanes()))));
        }
        if (!contours.isEmpty()) {
            elements.add(DicomElement.items(DicomAttribute.CONTOUR_SEQUENCE, contours));
        }
        return DicomDataSet.of(elements);
    }

    private List<DicomElement> pixelPlanes() {
        return List.of(
                DicomElement.numbers(DicomAttribute.PIXEL_SPACING, grid.spacingMm(1), grid.spacingMm(0)),
                DicomElement.numbers(DicomAttribute.SPACING_BETWEEN_SLICES, grid.spacingMm(2)),
                DicomElement.numbers(
                        DicomAttribute.IMAGE_ORIENTATION_PATIENT,
                        grid.direction(0, 0),
                        grid.direction(1, 0),
                        grid.direction(2, 0),
                        grid.direction(0, 1),
                        grid.direction(1, 1),
                        grid.direction(2, 1)),
                DicomElement.numbers(DicomAttribute.IMAGE_POSITION_PATIENT, grid.toWorld(0, 0, 0)),
                DicomElement.numbers(DicomAttribute.NUMBER_OF_FRAMES, (double) grid.size(2)),
                DicomElement.numbers(DicomAttribute.ROWS, (double) grid.size(1)),
                DicomElement.numbers(DicomAttribute.COLUMNS, (double) grid.size(0)));
    }

    private DicomDataSet contour(List<Corner> traced, int slice, int number) {
        List<Corner> corners = new ArrayList<>(traced);
        if (Math.abs(grid.direction(2, 0)) > STEEP) {
            Collections.rotate(corners, 1);
        }
        return DicomDataSet.of(
                DicomElement.numbers(DicomAttribute.CONTOUR_NUMBER, number),
                DicomElement.items(
                        DicomAttribute.CONTOUR_IMAGE_SEQUENCE, List.of(SourceReferences.image(source, slice))),
                DicomElement.text(DicomAttribute.CONTOUR_GEOMETRIC_TYPE, "CLOSED_PLANAR"),
                DicomElement.numbers(DicomAttribute.NUMBER_OF_CONTOUR_POINTS, corners.size()),
                DicomElement.numbers(DicomAttribute.CONTOUR_DATA, points(corners, slice)));
    }

    /** A pixel's corner lies half a pixel before its centre. */
    private double[] points(List<Corner> corners, int slice) {
        double[] first = grid.toWorld(0, 0, 0);
        Vector position = source.heading().positions().get(slice);
        double[] moved = {position.x() - first[0], position.y() - first[1], position.z() - first[2]};
        double[] points = new double[3 * corners.size()];
        for (int i = 0; i < corners.size(); i++) {
            double[] inFirst =
                    grid.toWorld(corners.get(i).column() - 0.5, corners.get(i).row() - 0.5, 0);
            for (int axis = 0; axis < 3; axis++) {
                points[3 * i + axis] = Math.rint((inFirst[axis] + moved[axis]) * scale) / scale;
            }
        }
        return points;
    }
}
