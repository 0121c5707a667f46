package org.lesionlens.fiji.image;

import ij.ImagePlus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The grid that the DICOM headers in the labels of a stack tell (PS3.3 C.7.6.2): columns and rows as they are stored,
 * slices in the order of the stack, which may run against their normal.
 *
 * @param geometry of whole slices, as they were scanned; empty if the headers do not tell it
 * @param headers of the slices, of the first channel and frame; empty if the headers do not tell the grid
 * @param unknown why they do not, as the end of a sentence that begins with the image; empty if they do
 */
record HeaderGrid(Optional<VolumeGeometry> geometry, List<SliceHeader> headers, String unknown) {
    private static final double SAME_DIRECTION = 1e-3;
    private static final double SAME_SPACING = 1e-3;
    private static final double SAME_PLACE_MM = 0.01;
    private static final double STEP_TOLERANCE = 0.01;
    private static final double ROUNDING_MM = 0.05;
    private static final double LARGEST_TOLERANCE = 0.1;
    private static final double DRIFT_MM = 0.1;
    private static final double DRIFT_OF_HEIGHT = 1e-3;

    /**
     * What the headers of a stack tell; empty if no slice has one.
     *
     * @throws UserMessageException if the slices lie unevenly or tilted, so that nothing can be measured
     */
    static Optional<HeaderGrid> of(ImagePlus image) {
        List<Optional<SliceHeader>> found = SliceHeader.of(image);
        if (found.stream().noneMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        List<SliceHeader> all = found.stream().flatMap(Optional::stream).toList();
        String unknown = all.size() < found.size() ? "has slices without a DICOM header" : unknown(image, all);
        if (!unknown.isEmpty()) {
            return Optional.of(untold(unknown));
        }
        List<SliceHeader> slices = IntStream.rangeClosed(1, image.getNSlices())
                .mapToObj(slice -> all.get(image.getStackIndex(1, slice, 1) - 1))
                .toList();
        return Optional.of(new HeaderGrid(Optional.of(geometry(image, slices)), slices, ""));
    }

    /** A grid that no header tells. */
    static HeaderGrid untold(String why) {
        return new HeaderGrid(Optional.empty(), List.of(), why);
    }

    private static String unknown(ImagePlus image, List<SliceHeader> all) {
        SliceHeader first = all.get(0);
        if (!all.stream().allMatch(SliceHeader::isPlaced)) {
            return "has a DICOM header that does not say where its slices lie";
        }
        if (!all.stream().allMatch(other -> isParallel(first, other))) {
            return "mixes slices of several directions";
        }
        if (!all.stream().allMatch(other -> hasPixelsOf(first, other))) {
            return "mixes slices of several sizes or pixel sizes";
        }
        if (!all.stream().allMatch(other -> first.space().equals(other.space()))) {
            return "mixes slices of several examinations";
        }
        return haveOnePlace(image, all) ? "" : "has channels or frames that lie in different places";
    }

    private static boolean isParallel(SliceHeader a, SliceHeader b) {
        return distance(a.orientation(), b.orientation()) <= SAME_DIRECTION;
    }

    private static boolean hasPixelsOf(SliceHeader a, SliceHeader b) {
        return a.columns() == b.columns()
                && a.rows() == b.rows()
                && Math.abs(a.columnSpacing() / b.columnSpacing() - 1) <= SAME_SPACING
                && Math.abs(a.rowSpacing() / b.rowSpacing() - 1) <= SAME_SPACING;
    }

    /** Whether each slice lies in one place in all channels and frames. */
    private static boolean haveOnePlace(ImagePlus image, List<SliceHeader> all) {
        return IntStream.rangeClosed(1, all.size()).allMatch(index -> {
            int slice = image.convertIndexToPosition(index)[1];
            SliceHeader first = all.get(image.getStackIndex(1, slice, 1) - 1);
            return distance(first.position(), all.get(index - 1).position()) <= SAME_PLACE_MM;
        });
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum());
    }

    /** From slice to slice along their normal, in mm, or against it. */
    private static double[] step(ImagePlus image, List<SliceHeader> slices) {
        double[] normal = normal(slices.get(0));
        double[] heights = slices.stream()
                .mapToDouble(slice -> dot(slice.position(), normal))
                .toArray();
        double[] steps = IntStream.range(1, heights.length)
                .mapToDouble(i -> heights[i] - heights[i - 1])
                .toArray();
        requireEven(image, steps);
        requireUpright(image, slices, normal);
        return scaled(normal, (heights[heights.length - 1] - heights[0]) / steps.length);
    }

    private static void requireEven(ImagePlus image, double[] steps) {
        double[] sorted = Arrays.stream(steps).sorted().toArray();
        double usual = sorted[(sorted.length - 1) / 2];
        double size = Math.abs(usual);
        double tolerance = 2 * Math.max(STEP_TOLERANCE * size, Math.min(ROUNDING_MM, LARGEST_TOLERANCE * size));
        for (int i = 0; i < steps.length; i++) {
            if (Math.abs(steps[i]) <= SAME_PLACE_MM) {
                throw refused(image, "has several slices in one place (" + (i + 1) + " and " + (i + 2) + ")");
            }
            if (Math.abs(steps[i] - usual) > tolerance) {
                throw refused(
                        image,
                        String.format(
                                Locale.ROOT,
                                "has slices at unequal distances (from slice %d to slice %d it is %.3f mm, usually %.3f mm)",
                                i + 1,
                                i + 2,
                                steps[i],
                                usual));
            }
        }
    }

    private static void requireUpright(ImagePlus image, List<SliceHeader> slices, double[] normal) {
        double[] first = slices.get(0).position();
        double[] last = slices.get(slices.size() - 1).position();
        double[] way =
                IntStream.range(0, 3).mapToDouble(i -> last[i] - first[i]).toArray();
        double height = dot(way, normal);
        double drift = distance(way, scaled(normal, height));
        if (drift > Math.max(DRIFT_MM, DRIFT_OF_HEIGHT * Math.abs(height))) {
            throw refused(
                    image,
                    String.format(
                            Locale.ROOT, "has tilted slices (the last one lies %.1f mm beside the normal)", drift));
        }
    }

    private static UserMessageException refused(ImagePlus image, String why) {
        return new UserMessageException("the image \"" + image.getTitle() + "\" " + why + ", so nothing can be"
                + " measured in it: open the series with Plugins > LesionLens > Open Medical Volume..., which tells"
                + " volumes apart and interpolates uneven or tilted slices (resample)");
    }

    /** Of a single slice its thickness, if that is known. */
    private static VolumeGeometry geometry(ImagePlus image, List<SliceHeader> slices) {
        if (slices.size() > 1) {
            return geometry(slices, step(image, slices));
        }
        Optional<Double> depth = slices.get(0).depth();
        VolumeGeometry geometry = geometry(slices, scaled(normal(slices.get(0)), depth.orElse(1.0)));
        return depth.isPresent() ? geometry : geometry.withoutDepth();
    }

    private static VolumeGeometry geometry(List<SliceHeader> slices, double[] step) {
        SliceHeader first = slices.get(0);
        double[] axes = first.orientation();
        double depth = Math.sqrt(dot(step, step));
        double[][] direction = new double[3][];
        for (int i = 0; i < 3; i++) {
            direction[i] = new double[] {axes[i], axes[3 + i], step[i] / depth};
        }
        return VolumeGeometry.of(
                        new long[] {first.columns(), first.rows(), slices.size()},
                        new double[] {first.columnSpacing(), first.rowSpacing(), depth},
                        first.position(),
                        direction)
                .acquiredInSlices();
    }

    private static double[] normal(SliceHeader slice) {
        double[] a = slice.orientation();
        double[] cross = {a[1] * a[5] - a[2] * a[4], a[2] * a[3] - a[0] * a[5], a[0] * a[4] - a[1] * a[3]};
        return scaled(cross, 1 / Math.sqrt(dot(cross, cross)));
    }

    private static double[] scaled(double[] vector, double factor) {
        return Arrays.stream(vector).map(value -> value * factor).toArray();
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
