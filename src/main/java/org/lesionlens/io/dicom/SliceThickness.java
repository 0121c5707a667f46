package org.lesionlens.io.dicom;

import java.util.function.Consumer;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How thick a slice is that lies alone: SliceThickness, or what SpacingBetweenSlices says of its neighbours.
 *
 * <p>If neither is a number above 0 that anything can be measured with, nobody knows: the slice is drawn 1 mm thick, and nothing is said in ml.
 */
final class SliceThickness {
    private static final String UNKNOWN = "the image says no thickness of its slice (" + DicomAttribute.SLICE_THICKNESS
            + " or " + DicomAttribute.SPACING_BETWEEN_SLICES
            + "): areas and diameters are measured in mm, but no volumes in ml";

    private static final double LEAST_MM = 1e-9;
    private static final double MOST_MM = 1e9;

    private SliceThickness() {}

    /** In mm; NaN if the file does not say. */
    static double of(DicomFile file) throws MalformedFileException {
        double thickness = file.numberOr(DicomAttribute.SLICE_THICKNESS, 0);
        double between = Math.abs(file.numberOr(DicomAttribute.SPACING_BETWEEN_SLICES, 0));
        return isOne(thickness) ? thickness : isOne(between) ? between : Double.NaN;
    }

    private static boolean isOne(double number) {
        return number > LEAST_MM && number < MOST_MM;
    }

    /** What a slice is drawn with. */
    static double orOne(ImagePlane plane) {
        return Double.isNaN(plane.thickness()) ? 1 : plane.thickness();
    }

    /** The same grid, after a word if a slice of it has an unknown thickness. */
    static VolumeGeometry told(VolumeGeometry geometry, Consumer<String> warnings) {
        if (geometry.calibrated() && !geometry.depthKnown() && geometry.size(2) == 1) {
            warnings.accept(UNKNOWN);
        }
        return geometry;
    }
}
