package org.lesionlens.io.dicom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.lesionlens.io.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Slices in order along their normal, proved to be an even grid.
 *
 * <p>The step between positions is the spacing; SliceThickness plays no part. Steps may differ by twice the rounding of
 * a position, and positions lie beside the even grid by as much: 1 % of the step, or 0.05 mm (positions written with
 * one decimal) but at most a tenth of the step. The stack may drift sideways by 0.1 mm or a thousandth of its height;
 * more is a tilted gantry.
 *
 * @param slices at least one, in the order of z
 * @param step from slice to slice, LPS mm; of a single slice its thickness along the normal
 */
record SliceStack(List<DicomSlice> slices, Vector step) {
    private static final double STEP_TOLERANCE = 0.01;
    private static final double POSITION_ROUNDING_MM = 0.05;
    private static final double LARGEST_TOLERANCE = 0.1;
    private static final double DRIFT_MM = 0.1;
    private static final double DRIFT_OF_HEIGHT = 1e-3;
    private static final double SAME_POSITION_MM = 1e-3;
    private static final double STRAIGHT = 5e-4;
    private static final double DECIMAL_ROUNDING_MM = 1e-6;
    private static final String RESAMPLE = "resample the series to equal steps, for example with dcm2niix";

    /**
     * Sorts slices and proves the grid.
     *
     * @param folder what messages about several files are about
     * @throws MalformedFileException if the slices differ in size, spacing or orientation, share a position, leave a
     *     gap, have unequal steps or a tilt
     */
    static SliceStack of(Path folder, List<DicomSlice> unsorted) throws MalformedFileException {
        requirePlaces(folder, unsorted);
        DicomSlice first = unsorted.get(0);
        Vector normal = first.position().normal();
        for (DicomSlice slice : unsorted) {
            requireAlike(folder, first, slice);
        }
        List<DicomSlice> slices = new ArrayList<>(unsorted);
        slices.sort(Comparator.comparingDouble(slice -> height(slice, normal)));
        if (slices.size() == 1) {
            return new SliceStack(slices, normal.times(first.position().thickness()));
        }
        requireEvenSteps(folder, slices, normal);
        return new SliceStack(slices, step(folder, slices, normal));
    }

    /** The grid: x along rows, y along columns, z along the positive normal. */
    VolumeGeometry geometry() {
        ImagePlane plane = slices.get(0).position();
        PixelFormat format = slices.get(0).format();
        Vector z = step.unit();
        return VolumeGeometry.of(
                new long[] {format.columns(), format.rows(), slices.size()},
                new double[] {plane.columnSpacing(), plane.rowSpacing(), step.length()},
                new double[] {
                    plane.position().x(), plane.position().y(), plane.position().z()
                },
                new double[][] {
                    {plane.row().x(), plane.column().x(), z.x()},
                    {plane.row().y(), plane.column().y(), z.y()},
                    {plane.row().z(), plane.column().z(), z.z()}
                });
    }

    private static double height(DicomSlice slice, Vector normal) {
        return slice.position().position().dot(normal);
    }

    private static void requirePlaces(Path folder, List<DicomSlice> slices) throws MalformedFileException {
        for (DicomSlice slice : slices) {
            if (slice.plane().isEmpty()) {
                throw new MalformedFileException(
                        folder,
                        "has slices with and without " + DicomAttribute.IMAGE_POSITION_PATIENT + ": " + slice.name()
                                + " has none",
                        "keep only the slices of one volume in the folder");
            }
        }
    }

    private static void requireAlike(Path folder, DicomSlice a, DicomSlice b) throws MalformedFileException {
        if (!a.position().isParallelTo(b.position())) {
            throw new MalformedFileException(
                    folder,
                    "has mixed orientation: " + a.name() + " has rows along "
                            + a.position().row() + " and columns along "
                            + a.position().column() + ", " + b.name() + " along "
                            + b.position().row() + " and " + b.position().column(),
                    a.isLocalizer()
                            ? "these are localizers (ImageType): name one of the files, or another series"
                            : "take localizers and other planes out of the folder");
        }
        if (a.format().rows() != b.format().rows()
                || a.format().columns() != b.format().columns()) {
            throw new MalformedFileException(
                    folder,
                    "has slices of different size: " + a.name() + " has " + sizeText(a) + ", " + b.name() + " has "
                            + sizeText(b),
                    "keep only the slices of one volume in the folder");
        }
        if (!a.position().hasPixelsOf(b.position())) {
            throw new MalformedFileException(
                    folder,
                    "has slices of different PixelSpacing: " + a.name() + " has "
                            + a.position().spacingText() + ", " + b.name() + " has "
                            + b.position().spacingText(),
                    "keep only the slices of one volume in the folder");
        }
    }

    private static String sizeText(DicomSlice slice) {
        return slice.format().rows() + " rows and " + slice.format().columns() + " columns";
    }

    private static void requireEvenSteps(Path folder, List<DicomSlice> slices, Vector normal)
            throws MalformedFileException {
        double[] steps = new double[slices.size() - 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = height(slices.get(i + 1), normal) - height(slices.get(i), normal);
            if (steps[i] < SAME_POSITION_MM) {
                throw SharedPosition.refusal(folder, slices.get(i), slices.get(i + 1), height(slices.get(i), normal));
            }
        }
        double usual = median(steps);
        for (int i = 0; i < steps.length; i++) {
            if (Math.abs(steps[i] - usual) > 2 * tolerance(usual)) {
                throw unequal(folder, slices.get(i), slices.get(i + 1), usual, normal);
            }
        }
        requireEvenPositions(folder, slices, normal, 2 * tolerance(usual));
    }

    /** Small differences of many steps must not add up. */
    private static void requireEvenPositions(Path folder, List<DicomSlice> slices, Vector normal, double tolerance)
            throws MalformedFileException {
        double start = height(slices.get(0), normal);
        double step = (height(slices.get(slices.size() - 1), normal) - start) / (slices.size() - 1);
        for (int i = 0; i < slices.size(); i++) {
            double position = height(slices.get(i), normal);
            if (Math.abs(position - start - i * step) > tolerance) {
                throw new MalformedFileException(
                        folder,
                        "has unequal steps: " + slices.get(i).name() + " lies at " + mm(position)
                                + " along the normal but even steps would put it at " + mm(start + i * step),
                        RESAMPLE);
            }
        }
    }

    private static double tolerance(double step) {
        double rounding = Math.min(POSITION_ROUNDING_MM, LARGEST_TOLERANCE * step);
        return Math.max(STEP_TOLERANCE * step, rounding) + DECIMAL_ROUNDING_MM;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private static MalformedFileException unequal(
            Path folder, DicomSlice below, DicomSlice above, double usual, Vector normal) {
        double from = height(below, normal);
        double step = height(above, normal) - from;
        long missing = Math.round(step / usual) - 1;
        String between = below.name() + " (" + mm(from) + ") and " + above.name() + " (" + mm(from + step) + ")";
        if (missing >= 1 && Math.abs(step - (missing + 1) * usual) <= 2 * tolerance(usual)) {
            List<String> positions = new ArrayList<>();
            for (long k = 1; k <= Math.min(missing, 5); k++) {
                positions.add(mm(from + k * usual));
            }
            return new MalformedFileException(
                    folder,
                    "has a gap: between " + between + " there "
                            + (missing == 1 ? "is 1 slice" : "are " + missing + " slices")
                            + " missing, at " + String.join(", ", positions) + (missing > 5 ? ", ..." : "")
                            + " along the normal (the others are " + mm(usual) + " apart)",
                    "export the missing slices too");
        }
        return new MalformedFileException(
                folder,
                "has unequal steps: " + between + " are " + mm(step) + " apart along the normal, others " + mm(usual),
                RESAMPLE);
    }

    private static Vector step(Path folder, List<DicomSlice> slices, Vector normal) throws MalformedFileException {
        DicomSlice first = slices.get(0);
        DicomSlice last = slices.get(slices.size() - 1);
        Vector way = last.position().position().minus(first.position().position());
        double height = way.dot(normal);
        for (DicomSlice slice : slices) {
            Vector offset = slice.position().position().minus(first.position().position());
            double drift = offset.minus(normal.times(offset.dot(normal))).length();
            if (drift > Math.max(DRIFT_MM, DRIFT_OF_HEIGHT * height)) {
                throw new MalformedFileException(
                        folder,
                        String.format(
                                Locale.ROOT,
                                "has a tilt (gantry tilt): %s lies %.3f mm beside the normal of %s, %.1f degrees",
                                slice.name(),
                                drift,
                                first.name(),
                                Math.toDegrees(Math.atan2(drift, offset.dot(normal)))),
                        "resample the series to a straight grid, for example with dcm2niix");
            }
        }
        boolean straight = way.minus(normal.times(height)).length() <= STRAIGHT * height;
        return (straight ? way : normal.times(height)).times(1.0 / (slices.size() - 1));
    }

    private static String mm(double value) {
        return String.format(Locale.ROOT, "%.3f mm", value);
    }
}
