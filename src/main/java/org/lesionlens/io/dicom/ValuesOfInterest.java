package org.lesionlens.io.dicom;

import java.util.Optional;
import org.lesionlens.io.dicom.codec.Photometric;
import org.lesionlens.io.file.IntensityWindow;

/**
 * The window that a DICOM slice wants to be shown with: its first WindowCenter and WindowWidth (PS3.3 C.11.2).
 *
 * <p>A window that nobody can make sense of is none: it is about looks only. Neither is that of MONOCHROME1, whose
 * intensities are mirrored, or of colours, nor a VOI LUT.
 */
final class ValuesOfInterest {
    private ValuesOfInterest() {}

    static Optional<IntensityWindow> of(DicomSlice slice) {
        DicomDataSet attributes = slice.attributes().dataSet();
        if (slice.format().photometric() != Photometric.MONOCHROME2) {
            return Optional.empty();
        }
        try {
            double[] centers = attributes.numbers(DicomAttribute.WINDOW_CENTER);
            double[] widths = attributes.numbers(DicomAttribute.WINDOW_WIDTH);
            return centers.length == 0 || widths.length == 0
                    ? Optional.empty()
                    : window(attributes, centers[0], widths[0]);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no numbers
        }
    }

    /** LINEAR, the default, counts steps between whole numbers; the other functions are centred and as wide as said. */
    private static Optional<IntensityWindow> window(DicomDataSet attributes, double center, double width) {
        String function = attributes
                .string(DicomAttribute.VOI_LUT_FUNCTION)
                .orElse("LINEAR")
                .strip();
        boolean steps = function.equals("LINEAR");
        double middle = steps ? center - 0.5 : center;
        double half = (steps ? width - 1 : width) / 2;
        return IntensityWindow.of(middle - half, middle + half);
    }
}
