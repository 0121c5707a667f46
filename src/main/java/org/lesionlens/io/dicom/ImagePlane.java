package org.lesionlens.io.dicom;

import java.util.Arrays;
import java.util.Optional;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Where a slice lies in the patient (PS3.3 C.7.6.2).
 *
 * @param position centre of the first pixel, LPS mm
 * @param row unit vector along a row: where the column index grows
 * @param column unit vector along a column: where the row index grows
 * @param columnSpacing distance of columns, along {@code row}, in mm: the second value of PixelSpacing
 * @param rowSpacing distance of rows, along {@code column}, in mm: the first value of PixelSpacing
 * @param thickness of the slice in mm, or what is said to lie between slices; NaN if the file says neither; only counts
 *     where there is one slice
 * @param rounding whether the directions were so coarse (two decimals) that they had to be made unit vectors at right angles
 */
record ImagePlane(
        Vector position,
        Vector row,
        Vector column,
        double columnSpacing,
        double rowSpacing,
        double thickness,
        Rounding rounding) {
    /** No scanner is that large; distances of places within it are numbers. */
    private static final double FARTHEST_MM = 1e9;

    private static final double ORTHONORMAL_TOLERANCE = 1e-3;
    /** Of directions with two decimals: each number is 0.005 off at most, so lengths up to 0.009, the product up to 0.017. */
    private static final double ROUNDING = 0.02;

    /** Of directions that two decimals are enough for, as 0.6 and 0.8. */
    private static final double EXACT = 1e-6;

    private static final double SAME_DIRECTION = 1e-3;
    private static final double SAME_SPACING = 1e-3;

    /**
     * The plane of an image or frame.
     *
     * @return none if there is no position, as in secondary captures and images of old scanners
     */
    static Optional<ImagePlane> of(DicomFile file) throws MalformedFileException {
        boolean somewhere = file.numbers(DicomAttribute.IMAGE_POSITION_PATIENT).length > 0;
        return somewhere ? Optional.of(required(file)) : Optional.empty();
    }

    private static ImagePlane required(DicomFile file) throws MalformedFileException {
        Vector position = Vector.of(file.require(DicomAttribute.IMAGE_POSITION_PATIENT, 3), 0);
        if (position.length() > FARTHEST_MM) {
            throw file.malformed(DicomAttribute.IMAGE_POSITION_PATIENT + " is " + position + " but must lie within "
                    + FARTHEST_MM + " mm of the origin");
        }
        double[] cosines = file.require(DicomAttribute.IMAGE_ORIENTATION_PATIENT, 6);
        double[] spacing = file.require(DicomAttribute.PIXEL_SPACING, 2);
        Vector row = Vector.of(cosines, 0);
        Vector column = Vector.of(cosines, 3);
        if (!isOrthonormal(row, column, ROUNDING)) {
            throw file.malformed(DicomAttribute.IMAGE_ORIENTATION_PATIENT + " is " + row + ", " + column
                    + " but must be two unit vectors at right angles");
        }
        if (!(spacing[0] > 0 && spacing[1] > 0)) {
            throw file.malformed(
                    DicomAttribute.PIXEL_SPACING + " is " + spacing[0] + "\\" + spacing[1] + " but must be above 0 mm");
        }
        Rounding rounding = rounding(row, column, cosines);
        ImagePlane plane = new ImagePlane(
                position, row.unit(), column.unit(), spacing[1], spacing[0], SliceThickness.of(file), rounding);
        return rounding == Rounding.CERTAIN ? plane.atRightAngles() : plane;
    }

    /** What is known of directions with few decimals. */
    enum Rounding {
        NONE,
        /** They have two decimals but are exact to each other, as 0.6 and 0.8: that may be so, or chance. */
        POSSIBLE,
        CERTAIN
    }

    private static Rounding rounding(Vector row, Vector column, double[] cosines) {
        boolean coarse = hasTwoDecimals(cosines);
        if (!isOrthonormal(row, column, coarse ? EXACT : ORTHONORMAL_TOLERANCE)) {
            return Rounding.CERTAIN;
        }
        return coarse ? Rounding.POSSIBLE : Rounding.NONE;
    }

    /** Whether none of the numbers has more than two decimals; the axes of the patient need none. */
    private static boolean hasTwoDecimals(double[] cosines) {
        return Arrays.stream(cosines).allMatch(cosine -> Math.abs(100 * cosine - Math.rint(100 * cosine)) < 1e-9)
                && !Arrays.stream(cosines).allMatch(cosine -> cosine == Math.rint(cosine));
    }

    private static boolean isOrthonormal(Vector row, Vector column, double tolerance) {
        return Math.abs(row.length() - 1) <= tolerance
                && Math.abs(column.length() - 1) <= tolerance
                && Math.abs(row.dot(column)) <= tolerance;
    }

    /** Turns row and column by the same angle each, so that they become orthogonal. */
    private ImagePlane atRightAngles() {
        Vector between = row.plus(column).unit();
        Vector across = row.minus(column).unit();
        return along(between.plus(across).unit(), between.minus(across).unit());
    }

    /** The same plane along other unit vectors. */
    private ImagePlane along(Vector otherRow, Vector otherColumn) {
        return new ImagePlane(position, otherRow, otherColumn, columnSpacing, rowSpacing, thickness, rounding);
    }

    /** The same plane from another position. */
    ImagePlane at(Vector other) {
        return new ImagePlane(other, row, column, columnSpacing, rowSpacing, thickness, rounding);
    }

    /** The plane turned as little as possible, so that it stands on a direction of unit length. */
    ImagePlane across(Vector direction) {
        Vector flat = row.minus(direction.times(row.dot(direction))).unit();
        return along(flat, direction.cross(flat).unit());
    }

    /** Unit vector across the slice, row x column. */
    Vector normal() {
        return row.cross(column).unit();
    }

    boolean isParallelTo(ImagePlane other) {
        return row.minus(other.row).length() <= SAME_DIRECTION
                && column.minus(other.column).length() <= SAME_DIRECTION;
    }

    boolean hasPixelsOf(ImagePlane other) {
        return Math.abs(columnSpacing / other.columnSpacing - 1) <= SAME_SPACING
                && Math.abs(rowSpacing / other.rowSpacing - 1) <= SAME_SPACING;
    }

    /** Pixel spacing as DICOM writes it. */
    String spacingText() {
        return rowSpacing + "\\" + columnSpacing + " mm";
    }
}
