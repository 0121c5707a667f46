package org.lesionlens.io.dicom;

import java.util.List;
import java.util.function.Consumer;

/**
 * Slices whose ImageOrientationPatient was rounded to few decimals: their positions, which are not, say where their normal
 * points.
 */
final class RoundedOrientation {
    /** How far rounding to two decimals can turn a normal, in radians. */
    private static final double MOST_TURNED = 0.02;

    private RoundedOrientation() {}

    /**
     * Stands slices on the line from the first position to the last, if that is the normal but for rounding; others are
     * returned as they are.
     *
     * @param slices in the order of their positions
     */
    static List<DicomSlice> corrected(List<DicomSlice> slices, Consumer<String> warnings) {
        ImagePlane first = slices.get(0).position();
        if (slices.stream().noneMatch(slice -> slice.position().rounded())) {
            return slices;
        }
        warnings.accept(DicomAttribute.IMAGE_ORIENTATION_PATIENT
                + " is rounded (no unit vectors at right angles): it is" + " made exact, and may be half a degree off");
        Vector way = slices.get(slices.size() - 1).position().position().minus(first.position());
        if (slices.size() == 1 || way.unit().cross(first.normal()).length() > MOST_TURNED) {
            return slices;
        }
        return slices.stream()
                .map(slice -> slice.in(slice.position().across(way.unit())))
                .toList();
    }
}
