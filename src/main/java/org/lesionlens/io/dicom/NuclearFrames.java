package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The frames of a reconstruction in nuclear medicine (SPECT), which are slices (PS3.3 C.8.4.8, C.8.4.15).
 *
 * <p>Position and orientation of the first slice stand in DetectorInformationSequence; SliceVector says which slice a frame
 * is, and SpacingBetweenSlices how far slices lie apart: along the normal (row x column) if positive, against it if
 * negative.
 */
final class NuclearFrames {
    /** What tells the volumes of a gated or otherwise repeated reconstruction apart, a number a frame. */
    private static final List<DicomAttribute> VECTORS = List.of(
            DicomAttribute.ENERGY_WINDOW_VECTOR,
            DicomAttribute.DETECTOR_VECTOR,
            DicomAttribute.RR_INTERVAL_VECTOR,
            DicomAttribute.TIME_SLOT_VECTOR);

    private NuclearFrames() {}

    /** Whether the frames of a file are slices and not views or points in time. */
    static boolean areSlices(DicomFile file) {
        List<String> type = file.imageType();
        return file.dataSet()
                        .string(DicomAttribute.MODALITY)
                        .filter("NM"::equals)
                        .isPresent()
                && (type.contains("RECON TOMO") || type.contains("RECON GATED TOMO"));
    }

    /** The file as each of its frames sees it. */
    static List<DicomFile> of(DicomFile file, int count, Consumer<String> warnings) throws MalformedFileException {
        List<DicomDataSet> detectors = file.dataSet().items(DicomAttribute.DETECTOR_INFORMATION_SEQUENCE);
        DicomFile whole = file.with(file.dataSet().with(detectors.subList(0, Math.min(1, detectors.size()))));
        double[] numbers = sliceNumbers(whole, count);
        double spacing = spacing(whole, warnings);
        Optional<ImagePlane> first = ImagePlane.of(whole);
        requireOneVolume(whole, numbers, first.isPresent());
        List<DicomFile> frames = new ArrayList<>();
        for (int frame = 0; frame < count; frame++) {
            DicomFile own = withOwnNumbers(whole, frame, count);
            double offset = (numbers[frame] - 1) * spacing;
            frames.add(first.isEmpty() ? own : StackedFrames.at(own, first.get(), offset));
        }
        return frames;
    }

    private static double[] sliceNumbers(DicomFile file, int count) throws MalformedFileException {
        if (file.numbers(DicomAttribute.SLICE_VECTOR).length > 0) {
            return file.require(DicomAttribute.SLICE_VECTOR, count);
        }
        double[] inOrder = new double[count];
        Arrays.setAll(inOrder, frame -> frame + 1);
        return inOrder;
    }

    private static double spacing(DicomFile file, Consumer<String> warnings) throws MalformedFileException {
        double between = file.numberOr(DicomAttribute.SPACING_BETWEEN_SLICES, 0);
        double thickness = file.numberOr(DicomAttribute.SLICE_THICKNESS, 0);
        if (between == 0 && !(thickness > 0)) {
            throw new MalformedFileException(
                    file.path(),
                    "is a reconstruction (" + DicomAttribute.IMAGE_TYPE + ") that says neither "
                            + DicomAttribute.SPACING_BETWEEN_SLICES + " nor " + DicomAttribute.SLICE_THICKNESS
                            + ": nobody knows how far its slices lie apart",
                    "export it again with one of them");
        }
        if (between == 0) {
            warnings.accept("the reconstruction says no " + DicomAttribute.SPACING_BETWEEN_SLICES
                    + ": its slices are taken to lie as far apart as they are thick (" + DicomAttribute.SLICE_THICKNESS
                    + "), in the direction of the normal");
        }
        return between == 0 ? thickness : between;
    }

    /** Slices of several volumes can only be told by their positions. */
    private static void requireOneVolume(DicomFile file, double[] numbers, boolean placed)
            throws MalformedFileException {
        long slices = Arrays.stream(numbers).distinct().count();
        if (!placed && slices < numbers.length) {
            throw new MalformedFileException(
                    file.path(),
                    "holds several volumes (" + numbers.length + " frames of " + slices + " slices in "
                            + DicomAttribute.SLICE_VECTOR + ") without " + DicomAttribute.IMAGE_POSITION_PATIENT,
                    "export one volume of them");
        }
    }

    private static DicomFile withOwnNumbers(DicomFile file, int frame, int count) throws MalformedFileException {
        DicomDataSet own = file.dataSet();
        for (DicomAttribute attribute : VECTORS) {
            double[] numbers = file.numbers(attribute);
            own = numbers.length == count ? own.with(attribute, numbers[frame]) : own;
        }
        return file.with(own);
    }
}
