package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Frames that have one position for all of them, or none, as cone-beam CT, secondary captures and dose grids have them.
 *
 * <p>GridFrameOffsetVector (PS3.3 C.8.8.3.2) says where each lies. Else they are taken for slices that follow each other
 * along the normal, SpacingBetweenSlices (or SliceThickness) apart, unless they follow each other in time.
 */
final class StackedFrames {
    private static final Set<String> MOVIES = Set.of("US", "IVUS", "XA", "RF", "ES", "XC", "GM", "NM");
    private static final Set<String> OF_SLICES = Set.of("CT", "MR", "PT", "OT", "SC", "RTDOSE", "");

    private StackedFrames() {}

    /**
     * The file as each of several frames sees it, with a position of its own where the file has one.
     *
     * @throws MalformedFileException if it has one position but does not say how far its frames lie apart
     */
    static List<DicomFile> of(DicomFile file, int count, Consumer<String> warnings) throws MalformedFileException {
        Optional<ImagePlane> first = ImagePlane.of(file);
        if (first.isEmpty()) {
            return Collections.nCopies(count, file);
        }
        double[] offsets = offsets(file, first.get(), count, warnings);
        List<DicomFile> frames = new ArrayList<>();
        for (double offset : offsets) {
            frames.add(at(file, first.get(), offset));
        }
        return frames;
    }

    /** The file as an image that lies some mm along the normal. */
    static DicomFile at(DicomFile file, ImagePlane first, double offset) {
        Vector p = first.position().plus(first.normal().times(offset));
        return file.with(file.dataSet().with(DicomAttribute.IMAGE_POSITION_PATIENT, p.x(), p.y(), p.z()));
    }

    private static double[] offsets(DicomFile file, ImagePlane first, int count, Consumer<String> warnings)
            throws MalformedFileException {
        double[] vector = file.numbers(DicomAttribute.GRID_FRAME_OFFSET_VECTOR);
        if (vector.length > 0) {
            return fromVector(file, first, count);
        }
        Optional<Double> step = step(file);
        if (step.isEmpty()) {
            throw new MalformedFileException(
                    file.path(),
                    DicomAttribute.NUMBER_OF_FRAMES + " is " + count
                            + " but there is one position for all of them (no PerFrameFunctionalGroupsSequence), and no "
                            + DicomAttribute.SPACING_BETWEEN_SLICES,
                    "convert it to NIfTI, for example with dcm2niix");
        }
        warnings.accept("the " + count + " frames say one position for all of them: " + taken(step.get()));
        double[] offsets = new double[count];
        for (int frame = 0; frame < count; frame++) {
            offsets[frame] = frame * step.get();
        }
        return offsets;
    }

    /** What is said of frames that are taken for slices. */
    static String taken(double step) {
        return String.format(
                Locale.ROOT,
                "they are taken for slices %.4g mm apart (%s or %s), one above the other along the normal",
                step,
                DicomAttribute.SPACING_BETWEEN_SLICES,
                DicomAttribute.SLICE_THICKNESS);
    }

    /** Offsets from the first frame along the normal, or, where the first is not 0, heights along z (axial only). */
    private static double[] fromVector(DicomFile file, ImagePlane first, int count) throws MalformedFileException {
        double[] offsets =
                file.require(DicomAttribute.GRID_FRAME_OFFSET_VECTOR, count).clone();
        double start = offsets[0];
        double up = start == 0 ? 1 : Math.signum(Math.rint(first.normal().z()));
        for (int frame = 0; frame < count; frame++) {
            offsets[frame] = (offsets[frame] - start) * (up == 0 ? 1 : up);
        }
        return offsets;
    }

    /** How far frames lie apart in mm; none if they follow each other in time, or nobody knows. */
    static Optional<Double> step(DicomFile file) throws MalformedFileException {
        String modality = file.dataSet().string(DicomAttribute.MODALITY).orElse("");
        boolean inTime = file.dataSet().contains(DicomAttribute.FRAME_TIME)
                || file.dataSet().contains(DicomAttribute.FRAME_TIME_VECTOR)
                || file.dataSet().contains(DicomAttribute.CINE_RATE);
        if (inTime || MOVIES.contains(modality) && !NuclearFrames.areSlices(file)) {
            return Optional.empty();
        }
        double between = Math.abs(file.numberOr(DicomAttribute.SPACING_BETWEEN_SLICES, 0));
        double thickness = OF_SLICES.contains(modality) ? file.numberOr(DicomAttribute.SLICE_THICKNESS, 0) : 0;
        return Optional.of(between > 0 ? between : thickness).filter(step -> step > 0);
    }
}
