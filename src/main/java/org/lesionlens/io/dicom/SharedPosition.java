package org.lesionlens.io.dicom;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.io.file.MalformedFileException;

/** Why two slices that are no copies lie at one position: one image that was changed, or what they differ in. */
final class SharedPosition {
    private static final List<DicomAttribute> DIFFERENCES = List.of(
            DicomAttribute.ECHO_TIME,
            DicomAttribute.DIFFUSION_B_VALUE,
            DicomAttribute.TEMPORAL_POSITION_IDENTIFIER,
            DicomAttribute.TEMPORAL_POSITION_INDEX,
            DicomAttribute.TRIGGER_TIME,
            DicomAttribute.TIME_SLOT_VECTOR,
            DicomAttribute.RR_INTERVAL_VECTOR,
            DicomAttribute.ENERGY_WINDOW_VECTOR,
            DicomAttribute.DETECTOR_VECTOR,
            DicomAttribute.STACK_ID,
            DicomAttribute.ACQUISITION_NUMBER,
            DicomAttribute.IMAGE_TYPE,
            DicomAttribute.ACQUISITION_TIME,
            DicomAttribute.CONTENT_TIME);

    private SharedPosition() {}

    static MalformedFileException refusal(Path folder, DicomSlice a, DicomSlice b, double height) {
        String at = String.format(Locale.ROOT, " lie at %.3f mm along the normal", height);
        if (isSameImage(a, b)) {
            return new MalformedFileException(
                    folder,
                    "has two images of one " + DicomAttribute.SOP_INSTANCE_UID + " that differ: " + a.name() + " and "
                            + b.name() + at,
                    "find out which is right and delete the other");
        }
        String difference = DIFFERENCES.stream()
                .filter(attribute -> !value(a, attribute).equals(value(b, attribute)))
                .findFirst()
                .map(attribute -> "; they differ in " + attribute)
                .orElse("");
        return new MalformedFileException(
                folder,
                "has two slices at one position: " + a.name() + " and " + b.name() + at + difference,
                "keep only one copy, echo, phase or time point in the folder");
    }

    private static boolean isSameImage(DicomSlice a, DicomSlice b) {
        Optional<String> uid = a.attributes().dataSet().string(DicomAttribute.SOP_INSTANCE_UID);
        return uid.isPresent()
                && a.frame() == b.frame()
                && uid.equals(b.attributes().dataSet().string(DicomAttribute.SOP_INSTANCE_UID));
    }

    private static String value(DicomSlice slice, DicomAttribute attribute) {
        DicomDataSet dataSet = slice.attributes().dataSet();
        try {
            return switch (attribute.vr) {
                case CS, SH, TM -> dataSet.string(attribute).orElse("");
                default -> Arrays.toString(dataSet.numbers(attribute));
            };
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
