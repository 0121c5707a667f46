package org.lesionlens.io.dicom;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.io.file.MalformedFileException;

/** What the slices of one volume must share beside their grid: the unit of their intensities and the frame of reference. */
final class SliceAgreement {
    private static final List<DicomAttribute> SHARED =
            List.of(DicomAttribute.FRAME_OF_REFERENCE_UID, DicomAttribute.RESCALE_TYPE, DicomAttribute.UNITS);
    private static final List<DicomAttribute> RESCALING = List.of(
            DicomAttribute.RESCALE_SLOPE, DicomAttribute.RESCALE_INTERCEPT, DicomAttribute.MODALITY_LUT_SEQUENCE);
    private static final String REMEDY = "keep only the slices that agree in the folder, or export the series again";

    private SliceAgreement() {}

    /**
     * Checks the slices of one volume that have a place, in any order.
     *
     * @param warnings is told if only some are rescaled, but for a reason that is known ({@link LossyIntercept})
     * @throws MalformedFileException if only some are rescaled, or they have different units or frames of reference
     */
    static void require(Path folder, List<DicomSlice> all, Consumer<String> warnings) throws MalformedFileException {
        List<DicomSlice> slices =
                all.stream().filter(slice -> slice.plane().isPresent()).toList();
        for (DicomAttribute attribute : SHARED) {
            requireSame(folder, slices, attribute);
        }
        for (DicomAttribute attribute : RESCALING) {
            requireInAll(folder, slices, attribute, warnings);
        }
    }

    private static void requireSame(Path folder, List<DicomSlice> slices, DicomAttribute attribute)
            throws MalformedFileException {
        Optional<DicomSlice> first = slices.stream()
                .filter(slice -> text(slice, attribute).isPresent())
                .findFirst();
        Optional<String> expected = first.flatMap(slice -> text(slice, attribute));
        for (DicomSlice slice : slices) {
            Optional<String> found = text(slice, attribute);
            if (found.isPresent() && !found.equals(expected)) {
                throw new MalformedFileException(
                        folder,
                        "has slices of different " + attribute + ", as "
                                + first.get().name() + " and " + slice.name()
                                + ": their "
                                + (attribute == DicomAttribute.FRAME_OF_REFERENCE_UID ? "positions" : "intensities")
                                + " cannot be compared",
                        REMEDY);
            }
        }
    }

    private static Optional<String> text(DicomSlice slice, DicomAttribute attribute) {
        DicomDataSet dataSet = slice.attributes().dataSet();
        return dataSet.contains(attribute) ? dataSet.string(attribute) : Optional.empty();
    }

    /** What is missing is 1 times the number plus 0, so nothing is missing where the others say just that. */
    private static void requireInAll(
            Path folder, List<DicomSlice> slices, DicomAttribute attribute, Consumer<String> warnings)
            throws MalformedFileException {
        Optional<DicomSlice> rescaled = Optional.empty();
        Optional<DicomSlice> without = Optional.empty();
        for (DicomSlice slice : slices) {
            if (!has(slice, attribute)) {
                without = without.or(() -> Optional.of(slice));
            } else if (changes(slice, attribute)) {
                rescaled = rescaled.or(() -> Optional.of(slice));
            }
        }
        boolean differs = rescaled.isPresent() && without.isPresent();
        if (differs && attribute == DicomAttribute.RESCALE_INTERCEPT && LossyIntercept.explains(slices)) {
            warnings.accept("only some slices say " + attribute
                    + ", as lossy compression leaves it (the minimum of a slice, none where that is 0): each slice is"
                    + " read as it says");
        } else if (differs) {
            throw new MalformedFileException(
                    folder,
                    "has slices with and without " + attribute + ", as "
                            + rescaled.get().name() + " and " + without.get().name()
                            + ": their intensities cannot be compared",
                    REMEDY);
        }
    }

    private static boolean has(DicomSlice slice, DicomAttribute attribute) throws MalformedFileException {
        if (!slice.attributes().dataSet().contains(attribute)) {
            return false;
        }
        return attribute == DicomAttribute.MODALITY_LUT_SEQUENCE
                ? !slice.attributes().dataSet().items(attribute).isEmpty()
                : slice.attributes().numbers(attribute).length > 0;
    }

    private static boolean changes(DicomSlice slice, DicomAttribute attribute) throws MalformedFileException {
        if (attribute == DicomAttribute.MODALITY_LUT_SEQUENCE) {
            return true;
        }
        return slice.attributes().numberOr(attribute, 0) != (attribute == DicomAttribute.RESCALE_SLOPE ? 1 : 0);
    }
}
