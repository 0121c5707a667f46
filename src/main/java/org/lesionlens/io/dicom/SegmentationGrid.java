package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The grid that the frames of a segmentation span: planes are parallel and lie one over the other; those between them
 * that are not stored are part of it.
 *
 * <p>The step is SpacingBetweenSlices if the planes fit it, else SliceThickness, else their smallest distance.
 *
 * @param geometry x along rows, y along columns, z along the positive normal
 * @param planes of each frame, its z
 */
record SegmentationGrid(VolumeGeometry geometry, List<Integer> planes) {
    private static final double SAME_PLANE_MM = 0.01;
    private static final double OFF_STEP = 0.1;
    private static final double OFF_ROUNDED = 0.01;
    private static final double OFF_MOST = 0.4;
    private static final double OFF_PIXEL = 0.1;

    /**
     * Finds the grid.
     *
     * @throws MalformedFileException if a frame says no place or the planes are no even grid
     */
    static SegmentationGrid of(DicomFile file, List<DicomFile> frames, Consumer<String> warnings)
            throws MalformedFileException {
        requirePlaces(file, frames);
        List<ImagePlane> places = new ArrayList<>();
        for (DicomFile frame : frames) {
            places.add(ImagePlane.of(frame)
                    .orElseThrow(() -> file.malformed("has a frame without " + DicomAttribute.IMAGE_POSITION_PATIENT)));
        }
        requireStack(file, places);
        double[] heights = heights(places);
        double[] distinct = distinct(heights);
        double lowest = distinct[0];
        double step = step(file, frames.get(0), distinct, warnings);
        if (!((distinct[distinct.length - 1] - lowest) / step < PixelFormat.MAX_SIZE)) {
            throw uneven(file, distinct);
        }
        List<Integer> planes = new ArrayList<>();
        int most = 0;
        for (double height : heights) {
            int plane = (int) Math.round((height - lowest) / step);
            planes.add(plane);
            most = Math.max(most, plane);
        }
        ImagePlane bottom = places.get(planes.indexOf(0));
        return new SegmentationGrid(geometry(file, bottom, step, most + 1), planes);
    }

    private static void requirePlaces(DicomFile file, List<DicomFile> frames) throws MalformedFileException {
        if (frames.stream().noneMatch(frame -> frame.dataSet().contains(DicomAttribute.IMAGE_POSITION_PATIENT))) {
            throw new MalformedFileException(
                    file.path(),
                    "has no " + DicomAttribute.IMAGE_POSITION_PATIENT
                            + ", as segmentations of ultrasound and other images without a place: a mask is put on an"
                            + " image by its place",
                    "name the mask as NIfTI or PNG instead (--format nifti or png writes it so)");
        }
    }

    private static void requireStack(DicomFile file, List<ImagePlane> places) throws MalformedFileException {
        ImagePlane first = places.get(0);
        Vector normal = first.normal();
        for (ImagePlane place : places) {
            Vector offset = place.position().minus(first.position());
            double drift = offset.minus(normal.times(offset.dot(normal))).length();
            if (!place.isParallelTo(first)
                    || !place.hasPixelsOf(first)
                    || drift > OFF_PIXEL * Math.min(first.rowSpacing(), first.columnSpacing())) {
                throw file.malformed("has frames that are not parallel, of other pixel spacing, or beside each other:"
                        + " frame 1 lies at " + first.position() + ", frame " + (places.indexOf(place) + 1) + " at "
                        + place.position());
            }
        }
    }

    private static double[] heights(List<ImagePlane> places) {
        Vector normal = places.get(0).normal();
        return places.stream()
                .mapToDouble(place -> place.position().dot(normal))
                .toArray();
    }

    /** In order; those of one plane once. */
    private static double[] distinct(double[] heights) {
        double[] sorted = heights.clone();
        Arrays.sort(sorted);
        List<Double> distinct = new ArrayList<>(List.of(sorted[0]));
        for (double height : sorted) {
            if (height - distinct.get(distinct.size() - 1) > SAME_PLANE_MM) {
                distinct.add(height);
            }
        }
        return distinct.stream().mapToDouble(h -> h).toArray();
    }

    private static double step(DicomFile file, DicomFile frame, double[] heights, Consumer<String> warnings)
            throws MalformedFileException {
        double spacing = Math.abs(frame.numberOr(DicomAttribute.SPACING_BETWEEN_SLICES, 0));
        double thickness = frame.numberOr(DicomAttribute.SLICE_THICKNESS, 0);
        if (heights.length == 1) {
            return single(spacing, thickness, warnings);
        }
        Optional<Double> said = fitted(heights, spacing).or(() -> fitted(heights, thickness));
        if (said.isPresent()) {
            return said.get();
        }
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 1; i < heights.length; i++) {
            smallest = Math.min(smallest, heights[i] - heights[i - 1]);
        }
        double step = fitted(heights, smallest).orElseThrow(() -> uneven(file, heights));
        warnings.accept(String.format(
                Locale.ROOT,
                "the segmentation does not say how far its planes lie apart: their smallest distance is taken, %.4g mm",
                step));
        return step;
    }

    private static MalformedFileException uneven(DicomFile file, double[] heights) {
        return file.malformed("has " + heights.length + " planes that are no even grid, at heights from " + heights[0]
                + " to " + heights[heights.length - 1] + " mm");
    }

    private static double single(double spacing, double thickness, Consumer<String> warnings) {
        OptionalDouble known =
                DoubleStream.of(spacing, thickness).filter(value -> value > 0).findFirst();
        if (known.isEmpty()) {
            warnings.accept("the segmentation has one plane and does not say how thick it is: 1 mm is taken");
        }
        return known.orElse(1);
    }

    /**
     * The step that divides the way from the first plane to the last, if planes lie at whole numbers of a rough one; the
     * short ways between planes make it exact for the long ones.
     */
    private static Optional<Double> fitted(double[] heights, double rough) {
        if (!(rough > SAME_PLANE_MM)) {
            return Optional.empty();
        }
        double[] gaps = new double[heights.length - 1];
        Arrays.setAll(gaps, i -> heights[i + 1] - heights[i]);
        Arrays.sort(gaps);
        double step = rough;
        double way = 0;
        long steps = 0;
        for (double gap : gaps) {
            long whole = Math.round(gap / step);
            double off = Math.min(OFF_STEP * step + OFF_ROUNDED * (gap - step), OFF_MOST * step);
            if (whole < 1 || Math.abs(gap - whole * step) > off) {
                return Optional.empty();
            }
            way += gap;
            steps += whole;
            step = way / steps;
        }
        return Optional.of(step);
    }

    /** The grid of so many planes of an image, over its first one. */
    static VolumeGeometry geometry(DicomFile file, ImagePlane bottom, double step, int planes)
            throws MalformedFileException {
        Vector z = bottom.normal();
        long[] size = {
            file.requireWhole(DicomAttribute.COLUMNS, 1, PixelFormat.MAX_SIZE),
            file.requireWhole(DicomAttribute.ROWS, 1, PixelFormat.MAX_SIZE),
            planes
        };
        return VolumeGeometry.of(
                size,
                new double[] {bottom.columnSpacing(), bottom.rowSpacing(), step},
                new double[] {
                    bottom.position().x(),
                    bottom.position().y(),
                    bottom.position().z()
                },
                new double[][] {
                    {bottom.row().x(), bottom.column().x(), z.x()},
                    {bottom.row().y(), bottom.column().y(), z.y()},
                    {bottom.row().z(), bottom.column().z(), z.z()}
                });
    }
}
