package org.lesionlens.io.dicom;

import java.util.List;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.ImagePlane.Rounding;

/**
 * Slices whose ImageOrientationPatient was rounded to few decimals: their positions, which are not, say where their normal
 * points.
 */
final class RoundedOrientation {
    /** How far rounding to two decimals can turn a normal, in radians. */
    private static final double MOST_TURNED = 0.02;

    /** Least turn that positions tell from none, in radians; a stack may drift as much. */
    private static final double STRAIGHT = 1e-3;

    private RoundedOrientation() {}

    /**
     * Stands slices on the line from the first position to the last, if that is the normal but for rounding; others are
     * returned as they are, as are directions that may be exact where positions bear them out.
     *
     * @param slices in the order of their positions
     */
    static List<DicomSlice> corrected(List<DicomSlice> slices, Consumer<String> warnings) {
        Vector way = way(slices);
        double turned = way.cross(slices.get(0).position().normal()).length();
        boolean rounded = any(slices, Rounding.CERTAIN)
                || any(slices, Rounding.POSSIBLE) && turned > STRAIGHT && turned <= MOST_TURNED;
        if (!rounded) {
            return slices;
        }
        warnings.accept(DicomAttribute.IMAGE_ORIENTATION_PATIENT
                + " is rounded (no unit vectors at right angles): it is made exact, and may be half a degree off");
        if (turned > MOST_TURNED) {
            return slices;
        }
        return slices.stream()
                .map(slice -> slice.in(slice.position().across(way)))
                .toList();
    }

    private static boolean any(List<DicomSlice> slices, Rounding rounding) {
        return slices.stream().anyMatch(slice -> slice.position().rounding() == rounding);
    }

    /** The direction from the first position to the last, or the normal of a single slice. */
    private static Vector way(List<DicomSlice> slices) {
        ImagePlane first = slices.get(0).position();
        return slices.size() == 1
                ? first.normal()
                : slices.get(slices.size() - 1)
                        .position()
                        .position()
                        .minus(first.position())
                        .unit();
    }
}
