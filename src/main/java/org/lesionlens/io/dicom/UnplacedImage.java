package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.io.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The grid of an image that does not say where it lies in the patient, as ultrasound, X-ray and photographs.
 *
 * <p>One frame with PixelSpacing, or with ultrasound regions in cm that agree (PS3.3 C.8.5.5), is calibrated along axes
 * of its own, from its first pixel. Else nothing may be said in mm: ImagerPixelSpacing is that of the detector, and
 * frames follow each other in time.
 */
final class UnplacedImage {
    private static final int CENTIMETRE = 3;
    private static final double SAME = 1e-3;

    private UnplacedImage() {}

    static VolumeGeometry geometry(DicomFile file, PixelFormat format, int frames, Consumer<String> warnings)
            throws MalformedFileException {
        Optional<double[]> spacing = frames > 1 ? Optional.empty() : spacing(file);
        if (spacing.isEmpty()) {
            warnings.accept(
                    frames > 1
                            ? "the " + frames
                                    + " frames say no position: they are taken for points in time, and nothing "
                                    + "is measured in mm"
                            : "the image says no pixel size in the patient: nothing is measured in mm");
            return VolumeGeometry.uncalibrated(format.columns(), format.rows(), frames);
        }
        warnings.accept("the image says no position in the patient: positions are counted from its first pixel");
        double[] xy = spacing.get();
        return VolumeGeometry.unplaced(new long[] {format.columns(), format.rows(), 1}, xy[0], xy[1], 1);
    }

    /** Distances of columns and rows in mm. */
    private static Optional<double[]> spacing(DicomFile file) throws MalformedFileException {
        if (file.numbers(DicomAttribute.PIXEL_SPACING).length > 0) {
            double[] rowsThenColumns = file.require(DicomAttribute.PIXEL_SPACING, 2);
            return positive(rowsThenColumns[1], rowsThenColumns[0]);
        }
        List<DicomDataSet> regions = file.dataSet().items(DicomAttribute.SEQUENCE_OF_ULTRASOUND_REGIONS);
        Optional<double[]> common = Optional.empty();
        for (DicomDataSet region : regions) {
            Optional<double[]> spacing = regionSpacing(file.with(region));
            if (spacing.isEmpty() || common.isPresent() && !same(common.get(), spacing.get())) {
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
                ? positive(
                        10 * Math.abs(region.numberOr(DicomAttribute.PHYSICAL_DELTA_X, 0)),
                        10 * Math.abs(region.numberOr(DicomAttribute.PHYSICAL_DELTA_Y, 0)))
                : Optional.empty();
    }

    private static Optional<double[]> positive(double x, double y) {
        return x > 0 && y > 0 ? Optional.of(new double[] {x, y}) : Optional.empty();
    }

    private static boolean same(double[] a, double[] b) {
        return Math.abs(a[0] / b[0] - 1) < SAME && Math.abs(a[1] / b[1] - 1) < SAME;
    }
}
