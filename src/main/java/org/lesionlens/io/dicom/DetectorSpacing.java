package org.lesionlens.io.dicom;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The pixel size of a projection (radiograph), which is larger at the detector than in the patient (PS3.3 10.7.1.3).
 *
 * <p>PixelSpacing was corrected for that if PixelSpacingCalibrationType says so or it differs from ImagerPixelSpacing, that
 * of the detector. Else the spacing is divided by EstimatedRadiographicMagnificationFactor, if the file has one; 1 says that the
 * patient lay at the detector.
 */
final class DetectorSpacing {
    private static final Set<String> PROJECTIONS = Set.of("CR", "DX", "MG", "XA", "RF", "IO", "PX");
    private static final double SAME = 1e-3;

    private DetectorSpacing() {}

    static boolean isProjection(DicomFile file) {
        String modality = file.dataSet().string(DicomAttribute.MODALITY).orElse("");
        return PROJECTIONS.contains(modality)
                || file.dataSet().contains(DicomAttribute.IMAGER_PIXEL_SPACING)
                || file.dataSet().contains(DicomAttribute.ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR);
    }

    /** Distances of columns and rows in the patient, in mm, as far as the file tells; none if it says none of them. */
    static Optional<double[]> of(DicomFile file, Consumer<String> warnings) throws MalformedFileException {
        Optional<double[]> said = spacing(file, DicomAttribute.PIXEL_SPACING);
        Optional<double[]> detector = spacing(file, DicomAttribute.IMAGER_PIXEL_SPACING);
        if (isCorrected(file, said, detector)) {
            return said;
        }
        double factor = file.numberOr(DicomAttribute.ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR, 0);
        Optional<double[]> atDetector = said.or(() -> detector);
        if (factor == 1) {
            return atDetector;
        }
        if (atDetector.isPresent() && factor > 0) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "the image is a projection: its pixel size at the detector is divided by %.4g (%s), so sizes are those"
                            + " of the patient, estimated",
                    factor,
                    DicomAttribute.ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR));
            double[] xy = atDetector.get();
            return Optional.of(new double[] {xy[0] / factor, xy[1] / factor});
        }
        if (said.isPresent()) {
            warnings.accept("the image is a projection whose pixel size may be that at the detector (it says neither "
                    + DicomAttribute.PIXEL_SPACING_CALIBRATION_TYPE + " nor "
                    + DicomAttribute.ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR
                    + "): sizes in the patient are smaller than the mm here");
        }
        return said;
    }

    private static boolean isCorrected(DicomFile file, Optional<double[]> said, Optional<double[]> detector) {
        boolean differs = said.isPresent() && detector.isPresent() && !same(said.get(), detector.get());
        return differs
                || file.dataSet()
                        .string(DicomAttribute.PIXEL_SPACING_CALIBRATION_TYPE)
                        .isPresent();
    }

    /** Distances of columns and rows; none if they are missing or not above 0. */
    static Optional<double[]> spacing(DicomFile file, DicomAttribute attribute) throws MalformedFileException {
        if (file.numbers(attribute).length == 0) {
            return Optional.empty();
        }
        double[] rowsThenColumns = file.require(attribute, 2);
        return positive(rowsThenColumns[1], rowsThenColumns[0]);
    }

    static Optional<double[]> positive(double x, double y) {
        return x > 0 && y > 0 ? Optional.of(new double[] {x, y}) : Optional.empty();
    }

    static boolean same(double[] a, double[] b) {
        return Math.abs(a[0] / b[0] - 1) < SAME && Math.abs(a[1] / b[1] - 1) < SAME;
    }
}
