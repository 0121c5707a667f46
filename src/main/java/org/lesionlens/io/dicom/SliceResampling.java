package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Slices that lie unevenly or drift sideways (gantry tilt), linearly interpolated onto an even grid along their
 * normal.
 *
 * <p>The grid goes from the first slice to the last in as many steps as the usual one fits, and is wide enough for
 * every slice; where a slice does not reach, its lowest intensity stands. Padding is never blended into tissue: a voxel is
 * NaN where most of what it is interpolated from is padding, else it is made from the tissue alone.
 */
final class SliceResampling {
    private static final double SAME_PLACE = 1e-3;
    private static final double WHOLE = 1 - 1e-9;
    private static final int MOST_PIXELS = Integer.MAX_VALUE / 8;

    private final List<DicomSlice> slices;
    private final double[] heights;
    private final double[] columnShifts;
    private final double[] rowShifts;
    private final VolumeGeometry geometry;

    /**
     * The grid for slices in order.
     *
     * @param slices at least two, in the order of z, alike and at different positions
     * @param usual step in mm
     * @throws MalformedFileException if they drift so far that no grid can hold them
     */
    SliceResampling(Path path, List<DicomSlice> slices, double usual) throws MalformedFileException {
        this.slices = slices;
        ImagePlane first = slices.get(0).position();
        heights = along(first.normal(), 1);
        columnShifts = along(first.row(), first.columnSpacing());
        rowShifts = along(first.column(), first.rowSpacing());
        double left = least(columnShifts);
        double top = least(rowShifts);
        Vector origin = first.position()
                .plus(first.row().times(left * first.columnSpacing()))
                .plus(first.column().times(top * first.rowSpacing()));
        shift(columnShifts, -left);
        shift(rowShifts, -top);
        PixelFormat format = slices.get(0).format();
        double columns = format.columns() + more(columnShifts);
        double rows = format.rows() + more(rowShifts);
        if (columns * rows > MOST_PIXELS) {
            throw new MalformedFileException(
                    path,
                    "has slices that drift sideways so far that " + columns + " x " + rows
                            + " pixels would be needed to hold them all",
                    "keep only the slices of one volume in the folder");
        }
        long steps = Math.max(1, Math.round(heights[slices.size() - 1] / usual));
        geometry = geometry(first, origin, new long[] {(long) columns, (long) rows, steps + 1});
    }

    /** How far each slice lies from the first one along a direction. */
    private double[] along(Vector direction, double unit) {
        Vector first = slices.get(0).position().position();
        return slices.stream()
                .mapToDouble(slice -> slice.position().position().minus(first).dot(direction) / unit)
                .toArray();
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static void shift(double[] values, double by) {
        for (int i = 0; i < values.length; i++) {
            values[i] += by;
        }
    }

    private VolumeGeometry geometry(ImagePlane plane, Vector origin, long[] size) {
        Vector normal = plane.normal();
        return VolumeGeometry.of(
                        size,
                        new double[] {
                            plane.columnSpacing(), plane.rowSpacing(), heights[heights.length - 1] / (size[2] - 1)
                        },
                        new double[] {origin.x(), origin.y(), origin.z()},
                        new double[][] {
                            {plane.row().x(), plane.column().x(), normal.x()},
                            {plane.row().y(), plane.column().y(), normal.y()},
                            {plane.row().z(), plane.column().z(), normal.z()}
                        })
                .acquiredInSlices();
    }

    private static double more(double[] shifts) {
        return Math.ceil(Arrays.stream(shifts).max().orElseThrow() - SAME_PLACE);
    }

    VolumeGeometry geometry() {
        return geometry;
    }

    /** Sets all voxels of a band, x fastest; returns what was padding in the slices, and is NaN now. */
    List<SlicePadding> fill(Cursor<FloatType> voxels, Band band) throws IOException {
        List<SlicePadding> padding = new ArrayList<>();
        int below = 0;
        float[] lower = plane(0, band, padding);
        float[] upper = plane(1, band, padding);
        for (long z = 0; z < geometry.size(2); z++) {
            double height = z * geometry.spacingMm(2);
            while (below + 2 < heights.length && heights[below + 1] <= height) {
                below++;
                lower = upper;
                upper = plane(below + 1, band, padding);
            }
            double weight = (height - heights[below]) / (heights[below + 1] - heights[below]);
            for (int i = 0; i < lower.length; i++) {
                voxels.next().set(between(lower[i], upper[i], weight));
            }
        }
        return padding;
    }

    private static float between(float lower, float upper, double weight) {
        float mixed = (float) ((1 - weight) * lower + weight * upper);
        return Float.isNaN(mixed) ? (weight < 0.5 ? lower : upper) : mixed;
    }

    /** A slice, bilinear, on the columns and rows of the grid. */
    private float[] plane(int slice, Band band, List<SlicePadding> padding) throws IOException {
        float[] pixels = slices.get(slice).values(List.of(band)).get(0);
        PixelFormat format = slices.get(slice).format();
        SlicePadding found = SlicePadding.of(slices.get(slice), pixels);
        padding.add(found);
        float outside = found.mask(pixels);
        int columns = Math.toIntExact(geometry.size(0));
        float[] plane = new float[columns * Math.toIntExact(geometry.size(1))];
        for (int i = 0; i < plane.length; i++) {
            int row = i / columns;
            plane[i] = (float)
                    bilinear(pixels, format, outside, i % columns - columnShifts[slice], row - rowShifts[slice]);
        }
        return plane;
    }

    private static double bilinear(float[] pixels, PixelFormat format, float outside, double x, double y) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double right = x - column;
        double lower = y - row;
        double sum = 0;
        double tissue = 0;
        for (int corner = 0; corner < 4; corner++) {
            int c = column + (corner & 1);
            int r = row + (corner >> 1);
            double weight = ((corner & 1) == 0 ? 1 - right : right) * (corner >> 1 == 0 ? 1 - lower : lower);
            boolean inside = c >= 0 && r >= 0 && c < format.columns() && r < format.rows();
            float pixel = inside ? pixels[r * format.columns() + c] : outside;
            boolean counts = weight != 0 && !Float.isNaN(pixel);
            sum += counts ? weight * pixel : 0;
            tissue += counts ? weight : 0;
        }
        return tissue >= WHOLE ? sum : tissue >= 0.5 ? sum / tissue : Double.NaN;
    }
}
