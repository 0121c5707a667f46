package org.lesionlens.io.dicom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Slices in order along their normal, proved to be an even grid.
 *
 * <p>Scanners round positions, often to six digits, and so every single step; SliceThickness plays no part. The step is
 * the usual one (the median) as long as it puts every slice within {@value #SAME_POSITION_MM} mm of its own position, and
 * else that from the first position to the last, divided evenly. (dcm2niix takes the first step for all, which puts the
 * last of 22 slices up to 1.6e-3 mm beside its position; the usual one stays within 1e-3 mm of both.)
 *
 * <p>Larger steps in a row, at least {@value #STEPS_IN_A_ROW} of them or {@value #STEPS_AT_END} at an end of the stack, are
 * those of a scan that went on in larger steps; a single one means that slices are missing.
 *
 * <p>Steps may differ by twice the rounding of a position, and positions lie beside the even grid by as much: 1 % of
 * the step, or 0.05 mm (positions written with one decimal) but at most a tenth of the step. The stack may drift
 * sideways by 0.1 mm or a thousandth of its height; more is a tilted gantry.
 *
 * @param slices at least one, in the order of z
 * @param step from slice to slice, LPS mm; of a single slice its thickness along the normal, 1 if that is unknown
 */
record SliceStack(List<DicomSlice> slices, Vector step) {
    private static final double STEP_TOLERANCE = 0.01;
    private static final double POSITION_ROUNDING_MM = 0.05;
    private static final double LARGEST_TOLERANCE = 0.1;
    private static final double DRIFT_MM = 0.1;
    private static final double DRIFT_OF_HEIGHT = 1e-3;
    private static final double SAME_POSITION_MM = 1e-3;
    private static final double SAME_PLACE_OF_PIXEL = 0.05;
    private static final int STEPS_IN_A_ROW = 3;
    private static final int STEPS_AT_END = 2;
    private static final int MOST_SETS = 4;
    private static final double STRAIGHT = 5e-4;
    private static final double DECIMAL_ROUNDING_MM = 1e-6;
    private static final String RESAMPLE =
            "let it be interpolated (analyze --resample, or resample in Fiji's Open Medical Volume...), "
                    + "or resample it, for example with dcm2niix";

    /**
     * Sorts slices and proves that they are those of one volume without holes.
     *
     * @param folder what messages about several files are about
     * @throws MalformedFileException if the slices differ in size, spacing or orientation, share a position or leave a
     *     gap
     */
    static List<DicomSlice> sorted(Path folder, List<DicomSlice> unsorted) throws MalformedFileException {
        requirePlaces(folder, unsorted);
        DicomSlice first = unsorted.get(0);
        Vector normal = first.position().normal();
        for (DicomSlice slice : unsorted) {
            requireAlike(folder, first, slice);
        }
        List<DicomSlice> slices = new ArrayList<>(unsorted);
        slices.sort(Comparator.comparingDouble(slice -> height(slice, normal)));
        requireNoHoles(folder, slices);
        return slices;
    }

    /** Why slices in order are no even grid; empty if they are. */
    static Optional<MalformedFileException> unevenness(Path folder, List<DicomSlice> slices) {
        return slices.size() == 1
                ? Optional.empty()
                : unequalStep(folder, slices)
                        .or(() -> unevenPosition(folder, slices))
                        .or(() -> tilt(folder, slices));
    }

    /** Slices in order that are an even grid. */
    static SliceStack of(List<DicomSlice> slices) {
        ImagePlane first = slices.get(0).position();
        Vector step = slices.size() == 1 ? first.normal().times(SliceThickness.orOne(first)) : step(slices);
        return new SliceStack(slices, step);
    }

    /** The usual step along the normal of at least two slices in order, in mm. */
    static double usualStep(List<DicomSlice> slices) {
        double[] sorted = steps(slices);
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private static double[] steps(List<DicomSlice> slices) {
        Vector normal = slices.get(0).position().normal();
        double[] steps = new double[slices.size() - 1];
        Arrays.setAll(steps, i -> height(slices.get(i + 1), normal) - height(slices.get(i), normal));
        return steps;
    }

    /** The grid: x along rows, y along columns, z along the positive normal. */
    VolumeGeometry geometry() {
        ImagePlane plane = slices.get(0).position();
        PixelFormat format = slices.get(0).format();
        Vector z = step.unit();
        VolumeGeometry geometry = VolumeGeometry.of(
                        new long[] {format.columns(), format.rows(), slices.size()},
                        new double[] {plane.columnSpacing(), plane.rowSpacing(), step.length()},
                        new double[] {
                            plane.position().x(),
                            plane.position().y(),
                            plane.position().z()
                        },
                        new double[][] {
                            {plane.row().x(), plane.column().x(), z.x()},
                            {plane.row().y(), plane.column().y(), z.y()},
                            {plane.row().z(), plane.column().z(), z.z()}
                        })
                .acquiredInSlices();
        return slices.size() == 1 && Double.isNaN(plane.thickness()) ? geometry.withoutDepth() : geometry;
    }

    private static double height(DicomSlice slice, Vector normal) {
        return slice.position().position().dot(normal);
    }

    /** Refuses slices of which some say where they lie and some do not. */
    static void requirePlaces(Path folder, List<DicomSlice> slices) throws MalformedFileException {
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

    /** Whether two slices may belong to one volume: orientation, size, pixel spacing. */
    static boolean areAlike(DicomSlice a, DicomSlice b) {
        return a.position().isParallelTo(b.position())
                && a.format().rows() == b.format().rows()
                && a.format().columns() == b.format().columns()
                && a.position().hasPixelsOf(b.position());
    }

    /** Refuses slices that may not belong to one volume. */
    static void requireAlike(Path folder, DicomSlice a, DicomSlice b) throws MalformedFileException {
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

    /** How close two slices may lie for one place, in mm: what positions are rounded by, much less than a pixel. */
    static double samePlaceMm(ImagePlane plane) {
        double pixel = Math.min(plane.columnSpacing(), plane.rowSpacing());
        return Math.max(SAME_POSITION_MM, Math.min(POSITION_ROUNDING_MM, SAME_PLACE_OF_PIXEL * pixel));
    }

    /** A step of several usual ones, or of more than two, is a hole; no two slices may share a position. */
    private static void requireNoHoles(Path folder, List<DicomSlice> slices) throws MalformedFileException {
        Vector normal = slices.get(0).position().normal();
        double[] steps = steps(slices);
        double same = samePlaceMm(slices.get(0).position());
        for (int i = 0; i < steps.length; i++) {
            if (steps[i] <= same) {
                throw SharedPosition.refusal(folder, slices.get(i), slices.get(i + 1), height(slices.get(i), normal));
            }
        }
        requireOneSet(folder, steps);
        double usual = steps.length == 0 ? 0 : usualStep(slices);
        for (int i = 0; i < steps.length; i++) {
            double missing = Math.max(1, Math.round(steps[i] / usual) - 1);
            boolean several = Math.abs(steps[i] - (missing + 1) * usual) <= 2 * tolerance(usual);
            if ((several || steps[i] > 2 * usual) && !isOtherStep(steps, i)) {
                throw gap(folder, slices.get(i), slices.get(i + 1), usual, normal);
            }
        }
    }

    /** Steps that differ in turn are those of several sets of slices among each other. */
    private static void requireOneSet(Path folder, double[] steps) throws MalformedFileException {
        for (int sets = 2; sets <= MOST_SETS && 2 * sets <= steps.length; sets++) {
            if (areInTurn(steps, sets)) {
                String turns =
                        Arrays.stream(steps, 0, sets).mapToObj(SliceStack::mm).collect(Collectors.joining(", "));
                throw new MalformedFileException(
                        folder,
                        "has steps of " + turns + " in turn, as if it held " + sets
                                + " sets of slices, but nothing in the files names them",
                        "keep only the slices of one set in the folder");
            }
        }
    }

    private static boolean areInTurn(double[] steps, int period) {
        double tolerance = 2 * tolerance(Arrays.stream(steps).min().orElseThrow());
        boolean repeat = IntStream.range(period, steps.length)
                .allMatch(i -> Math.abs(steps[i] - steps[i - period]) <= tolerance);
        return repeat && Arrays.stream(steps, 0, period).anyMatch(step -> Math.abs(step - steps[0]) > tolerance);
    }

    /**
     * Whether a larger step is one of several alike in a row: the scan went on in larger steps there, as that of a head
     * does above the skull base. Slices that are missing leave single large steps.
     */
    private static boolean isOtherStep(double[] steps, int at) {
        double tolerance = 2 * tolerance(steps[at]);
        int first = at;
        int end = at + 1;
        while (first > 0 && Math.abs(steps[first - 1] - steps[at]) <= tolerance) {
            first--;
        }
        while (end < steps.length && Math.abs(steps[end] - steps[at]) <= tolerance) {
            end++;
        }
        boolean reachesEnd = first == 0 || end == steps.length;
        return end - first >= (reachesEnd ? STEPS_AT_END : STEPS_IN_A_ROW);
    }

    private static Optional<MalformedFileException> unequalStep(Path folder, List<DicomSlice> slices) {
        double usual = usualStep(slices);
        double[] steps = steps(slices);
        for (int i = 0; i < steps.length; i++) {
            if (Math.abs(steps[i] - usual) > 2 * tolerance(usual)) {
                return Optional.of(new MalformedFileException(
                        folder,
                        "has unequal steps: " + between(slices.get(i), slices.get(i + 1)) + " are " + mm(steps[i])
                                + " apart along the normal, others " + mm(usual),
                        RESAMPLE));
            }
        }
        return Optional.empty();
    }

    /** Small differences of many steps must not add up. */
    private static Optional<MalformedFileException> unevenPosition(Path folder, List<DicomSlice> slices) {
        Vector normal = slices.get(0).position().normal();
        double start = height(slices.get(0), normal);
        double step = (height(slices.get(slices.size() - 1), normal) - start) / (slices.size() - 1);
        double tolerance = 2 * tolerance(usualStep(slices));
        for (int i = 0; i < slices.size(); i++) {
            double position = height(slices.get(i), normal);
            if (Math.abs(position - start - i * step) > tolerance) {
                return Optional.of(new MalformedFileException(
                        folder,
                        "has unequal steps: " + slices.get(i).name() + " lies at " + mm(position)
                                + " along the normal but even steps would put it at " + mm(start + i * step),
                        RESAMPLE));
            }
        }
        return Optional.empty();
    }

    /** Half of what steps of one size may differ by, in mm. */
    static double tolerance(double step) {
        double rounding = Math.min(POSITION_ROUNDING_MM, LARGEST_TOLERANCE * step);
        return Math.max(STEP_TOLERANCE * step, rounding) + DECIMAL_ROUNDING_MM;
    }

    private static String between(DicomSlice below, DicomSlice above) {
        Vector normal = below.position().normal();
        return below.name() + " (" + mm(height(below, normal)) + ") and " + above.name() + " ("
                + mm(height(above, normal)) + ")";
    }

    private static MalformedFileException gap(
            Path folder, DicomSlice below, DicomSlice above, double usual, Vector normal) {
        double from = height(below, normal);
        long missing = Math.max(1, Math.round((height(above, normal) - from) / usual) - 1);
        List<String> positions = new ArrayList<>();
        for (long k = 1; k <= Math.min(missing, 5); k++) {
            positions.add(mm(from + k * usual));
        }
        return new MalformedFileException(
                folder,
                "has a gap: between " + between(below, above) + " there "
                        + (missing == 1 ? "is 1 slice" : "are " + missing + " slices") + " missing, at "
                        + String.join(", ", positions) + (missing > 5 ? ", ..." : "")
                        + " along the normal (the others are " + mm(usual) + " apart)",
                "export the missing slices too");
    }

    private static Optional<MalformedFileException> tilt(Path folder, List<DicomSlice> slices) {
        DicomSlice first = slices.get(0);
        Vector normal = first.position().normal();
        double height = wayUp(slices).dot(normal);
        for (DicomSlice slice : slices) {
            Vector offset = slice.position().position().minus(first.position().position());
            double drift = offset.minus(normal.times(offset.dot(normal))).length();
            if (drift > Math.max(DRIFT_MM, DRIFT_OF_HEIGHT * height)) {
                return Optional.of(new MalformedFileException(
                        folder,
                        String.format(
                                Locale.ROOT,
                                "has a tilt (gantry tilt): %s lies %.3f mm beside the normal of %s, %.1f degrees",
                                slice.name(),
                                drift,
                                first.name(),
                                Math.toDegrees(Math.atan2(drift, offset.dot(normal)))),
                        RESAMPLE));
            }
        }
        return Optional.empty();
    }

    /** From the first position to the last. */
    private static Vector wayUp(List<DicomSlice> slices) {
        Vector last = slices.get(slices.size() - 1).position().position();
        return last.minus(slices.get(0).position().position());
    }

    private static Vector step(List<DicomSlice> slices) {
        Vector normal = slices.get(0).position().normal();
        Vector way = wayUp(slices);
        double height = way.dot(normal);
        boolean straight = way.minus(normal.times(height)).length() <= STRAIGHT * height;
        Vector whole = straight ? way : normal.times(height);
        double usual = usualStep(slices);
        double steps = liesWhereSaid(slices, usual) ? height / usual : slices.size() - 1;
        return whole.times(1 / steps);
    }

    /** Whether equal steps put every slice at its own position along the normal. */
    private static boolean liesWhereSaid(List<DicomSlice> slices, double step) {
        Vector normal = slices.get(0).position().normal();
        double start = height(slices.get(0), normal);
        for (int i = 0; i < slices.size(); i++) {
            if (Math.abs(height(slices.get(i), normal) - start - i * step) > SAME_POSITION_MM) {
                return false;
            }
        }
        return true;
    }

    private static String mm(double value) {
        return String.format(Locale.ROOT, "%.3f mm", value);
    }
}
