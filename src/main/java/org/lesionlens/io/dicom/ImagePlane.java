package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Optional;
import org.lesionlens.io.MalformedFileException;

/**
 * Where a slice lies in the patient (PS3.3 C.7.6.2).
 *
 * @param position centre of the first pixel, LPS mm
 * @param row unit vector along a row: where the column index grows
 * @param column unit vector along a column: where the row index grows
 * @param columnSpacing distance of columns, along {@code row}, in mm: the second value of PixelSpacing
 * @param rowSpacing distance of rows, along {@code column}, in mm: the first value of PixelSpacing
 * @param thickness of the slice in mm; 1 if the file does not say; only counts where there is one slice
 */
record ImagePlane(
        Vector position, Vector row, Vector column, double columnSpacing, double rowSpacing, double thickness) {
    private static final double ORTHONORMAL_TOLERANCE = 1e-3;
    private static final double SAME_DIRECTION = 1e-3;
    private static final double SAME_SPACING = 1e-3;

    private static final List<String> IN_THE_PATIENT = List.of("CT", "MR", "PT");

    /**
     * The plane of an image or frame.
     *
     * @return none if neither position nor orientation is there, which CT, MR and PET must have
     */
    static Optional<ImagePlane> of(DicomFile file) throws MalformedFileException {
        boolean somewhere = file.dataSet().contains(DicomAttribute.IMAGE_POSITION_PATIENT)
                || file.dataSet().contains(DicomAttribute.IMAGE_ORIENTATION_PATIENT);
        String modality = file.dataSet().string(DicomAttribute.MODALITY).orElse("");
        return somewhere || IN_THE_PATIENT.contains(modality) ? Optional.of(required(file)) : Optional.empty();
    }

    private static ImagePlane required(DicomFile file) throws MalformedFileException {
        Vector position = Vector.of(file.require(DicomAttribute.IMAGE_POSITION_PATIENT, 3), 0);
        double[] cosines = file.require(DicomAttribute.IMAGE_ORIENTATION_PATIENT, 6);
        double[] spacing = file.require(DicomAttribute.PIXEL_SPACING, 2);
        double thickness = file.numberOr(DicomAttribute.SLICE_THICKNESS, 1);
        Vector row = Vector.of(cosines, 0);
        Vector column = Vector.of(cosines, 3);
        if (Math.abs(row.length() - 1) > ORTHONORMAL_TOLERANCE
                || Math.abs(column.length() - 1) > ORTHONORMAL_TOLERANCE
                || Math.abs(row.dot(column)) > ORTHONORMAL_TOLERANCE) {
            throw file.malformed(DicomAttribute.IMAGE_ORIENTATION_PATIENT + " is " + row + ", " + column
                    + " but must be two unit vectors at right angles");
        }
        if (!(spacing[0] > 0 && spacing[1] > 0)) {
            throw file.malformed(
                    DicomAttribute.PIXEL_SPACING + " is " + spacing[0] + "\\" + spacing[1] + " but must be above 0 mm");
        }
        return new ImagePlane(
                position, row.unit(), column.unit(), spacing[1], spacing[0], thickness > 0 ? thickness : 1);
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
