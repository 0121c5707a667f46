package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.file.MalformedFileException;

/**
 * A closed contour of a region (PS3.3 C.8.8.6.1).
 *
 * @param points LPS mm, at least three; the last one is joined to the first
 * @param exclusive whether it is combined with the others of its plane by exclusive disjunction (CLOSEDPLANAR_XOR)
 */
record RegionContour(List<Vector> points, boolean exclusive) {
    /** No scanner is that large. */
    private static final double FARTHEST_MM = 1e9;

    private static final int FEWEST_POINTS = 3;
    private static final int MOST_POINTS = 1 << 20;

    RegionContour {
        points = List.copyOf(points);
    }

    /**
     * Reads an item of ContourSequence.
     *
     * @return none of points, open lines and fewer than three points, which hold no voxel
     * @throws MalformedFileException if its points are no numbers, not three each, or not as many as it says
     */
    static Optional<RegionContour> of(DicomFile file, DicomDataSet item) throws MalformedFileException {
        String type = item.string(DicomAttribute.CONTOUR_GEOMETRIC_TYPE)
                .orElseThrow(() -> file.malformed("has a contour without " + DicomAttribute.CONTOUR_GEOMETRIC_TYPE));
        boolean exclusive = type.equals("CLOSEDPLANAR_XOR");
        List<Vector> points = points(file, item);
        boolean closed = exclusive || type.equals("CLOSED_PLANAR");
        return closed && points.size() >= FEWEST_POINTS
                ? Optional.of(new RegionContour(points, exclusive))
                : Optional.empty();
    }

    private static List<Vector> points(DicomFile file, DicomDataSet item) throws MalformedFileException {
        double[] numbers = numbers(file, item);
        if (numbers.length % 3 != 0) {
            throw file.malformed(DicomAttribute.CONTOUR_DATA + " has " + numbers.length
                    + " numbers but must have three for each point");
        }
        requireCount(file, item, numbers.length / 3);
        List<Vector> points = new ArrayList<>();
        for (int i = 0; i < numbers.length; i += 3) {
            Vector point = Vector.of(numbers, i);
            if (!(point.length() <= FARTHEST_MM)) {
                throw file.malformed(DicomAttribute.CONTOUR_DATA + " has the point " + point
                        + " but points must lie within " + FARTHEST_MM + " mm of the origin");
            }
            points.add(point);
        }
        return points;
    }

    private static double[] numbers(DicomFile file, DicomDataSet item) throws MalformedFileException {
        try {
            return item.manyDecimals(DicomAttribute.CONTOUR_DATA, 3 * MOST_POINTS);
        } catch (IllegalArgumentException e) {
            throw file.malformed(DicomAttribute.CONTOUR_DATA + " " + e.getMessage());
        }
    }

    private static void requireCount(DicomFile file, DicomDataSet item, int found) throws MalformedFileException {
        double[] said = file.with(item).numbers(DicomAttribute.NUMBER_OF_CONTOUR_POINTS);
        if (said.length > 0 && said[0] != found) {
            throw file.malformed(DicomAttribute.NUMBER_OF_CONTOUR_POINTS + " is " + said[0] + " but "
                    + DicomAttribute.CONTOUR_DATA + " has " + found + " points");
        }
    }
}
