package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The grid of an image that does not say where it lies in the patient, as ultrasound, X-ray, photographs and secondary
 * captures.
 *
 * <p>With PixelSpacing ({@link DetectorSpacing} of projections), or with ultrasound regions in cm that agree (PS3.3
 * C.8.5.5), it is calibrated along axes of its own, from its first pixel; else nothing may be said in mm. Frames are slices
 * if they say how far they lie apart ({@link StackedFrames}). Else they follow each other in time: areas and lengths in a
 * frame are known, but no volumes.
 */
final class UnplacedImage {
    private static final int CENTIMETRE = 3;
    private static final Set<String> OF_SLICES = Set.of("CT", "MR", "PT", "NM");

    private UnplacedImage() {}

    static VolumeGeometry geometry(DicomFile file, PixelFormat format, int frames, Consumer<String> warnings)
            throws MalformedFileException {
        Optional<double[]> spacing = spacing(file, warnings);
        FrameTimes.of(file, frames).unequal().ifPresent(warnings);
        if (spacing.isEmpty()) {
            warnings.accept(
                    frames > 1
                            ? "the " + frames
                                    + " frames say no position: they are taken for points in time, and nothing "
                                    + "is measured in mm"
                            : "the image says no pixel size in the patient: nothing is measured in mm");
            return VolumeGeometry.uncalibrated(format.columns(), format.rows(), frames);
        }
        double[] xy = spacing.get();
        Optional<Double> step = frames > 1
                ? StackedFrames.step(file)
                : Optional.of(SliceThickness.of(file)).filter(thickness -> thickness > 0);
        VolumeGeometry grid = VolumeGeometry.unplaced(
                new long[] {format.columns(), format.rows(), frames}, xy[0], xy[1], step.orElse(1.0));
        warnings.accept(
                frames == 1
                        ? "the image says no position in the patient: sizes are in mm, but positions and left and right are unknown"
                        : "the " + frames + " frames say no position: "
                                + step.map(StackedFrames::taken)
                                        .orElse("they are taken for points in time, measured in mm in the plane of each"
                                                + " frame, without volumes in ml"));
        VolumeGeometry known = step.isPresent() ? grid : grid.withoutDepth();
        return isOfSlices(file) ? SliceThickness.told(known, warnings) : known;
    }

    /** Of a radiograph or an ultrasound nobody expects a thickness. */
    private static boolean isOfSlices(DicomFile file) {
        return OF_SLICES.contains(file.dataSet().string(DicomAttribute.MODALITY).orElse(""));
    }

    /** Distances of columns and rows in mm. */
    private static Optional<double[]> spacing(DicomFile file, Consumer<String> warnings) throws MalformedFileException {
        if (DetectorSpacing.isProjection(file)) {
            return DetectorSpacing.of(file, warnings);
        }
        if (file.numbers(DicomAttribute.PIXEL_SPACING).length > 0) {
            return DetectorSpacing.spacing(file, DicomAttribute.PIXEL_SPACING);
        }
        List<DicomDataSet> regions = file.dataSet().items(DicomAttribute.SEQUENCE_OF_ULTRASOUND_REGIONS);
        Optional<double[]> common = Optional.empty();
        for (DicomDataSet region : regions) {
            Optional<double[]> spacing = regionSpacing(file.with(region));
            if (spacing.isEmpty() || common.isPresent() && !DetectorSpacing.same(common.get(), spacing.get())) {
                warnings.accept("the regions of the image (" + DicomAttribute.SEQUENCE_OF_ULTRASOUND_REGIONS
                        + ") have different scales, or one that is no length");
                return Optional.empty();
            }
            common = spacing;
        }
        return common;
    }

    private static Optional<double[]> regionSpacing(DicomFile region) throws MalformedFileException {
        boolean inCm = region.numberOr(DicomAttribute.PHYSICAL_UNITS_X_DIRECTION, 0) == CENTIMETRE
                && region.numberOr(DicomAttribute.PHYSICAL_UNITS_Y_DIRECTION, 0) == CENTIMETRE;
        return inCm
                ? DetectorSpacing.positive(
                        10 * Math.abs(region.numberOr(DicomAttribute.PHYSICAL_DELTA_X, 0)),
                        10 * Math.abs(region.numberOr(DicomAttribute.PHYSICAL_DELTA_Y, 0)))
                : Optional.empty();
    }
}
