package org.lesionlens.volume;

import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * How the slices of a volume are shown to a radiologist, whatever the order in which they are stored.
 *
 * <p>Columns run along the viewer's x, rows along the viewer's y downwards:
 *
 * <ul>
 *   <li>axial: columns to the patient's left (right is on the viewer's left), rows to posterior (anterior is up);
 *   <li>coronal: columns to the patient's left, rows to inferior;
 *   <li>sagittal: columns to posterior (the nose is on the left), rows to inferior.
 * </ul>
 *
 * <p>Oblique volumes go by their nearest axes; volumes that are not calibrated are shown as stored. Slices are counted
 * in stored order along {@link VolumeGeometry#sliceAxis()}. Nothing is resampled. Immutable.
 */
public final class DisplayOrientation {
    /** The anatomical plane of the slices. */
    public enum Plane {
        AXIAL,
        CORONAL,
        SAGITTAL,
        /** Not calibrated: nobody knows. */
        UNKNOWN
    }

    /** A display axis: the stored axis it runs along, and whether against it. */
    private record Axis(int stored, boolean flipped) {}

    private static final int X = 0;
    private static final int Y = 1;
    private static final int Z = 2;

    private final VolumeGeometry geometry;
    private final Plane plane;
    private final int sliceAxis;
    private final Axis columnAxis;
    private final Axis rowAxis;

    private DisplayOrientation(VolumeGeometry geometry, Plane plane, Axis columnAxis, Axis rowAxis) {
        this.geometry = geometry;
        this.plane = plane;
        this.sliceAxis = geometry.sliceAxis();
        this.columnAxis = columnAxis;
        this.rowAxis = rowAxis;
    }

    /** The display orientation of a volume. */
    public static DisplayOrientation of(VolumeGeometry geometry) {
        Plane plane = planeOf(geometry);
        return switch (plane) {
            case AXIAL -> oriented(geometry, plane, X, Y);
            case CORONAL -> oriented(geometry, plane, X, Z);
            case SAGITTAL -> oriented(geometry, plane, Y, Z);
            case UNKNOWN -> new DisplayOrientation(geometry, plane, new Axis(0, false), new Axis(1, false));
        };
    }

    /** The grid with its axes turned this way: x along the columns, y along the rows, z across. */
    AxisTurn turn() {
        int[] stored = {columnAxis.stored(), rowAxis.stored(), sliceAxis};
        return new AxisTurn(geometry, stored, columnAxis.flipped(), rowAxis.flipped(), false);
    }

    private static Plane planeOf(VolumeGeometry geometry) {
        if (!geometry.calibrated()) {
            return Plane.UNKNOWN;
        }
        int axis = geometry.sliceAxis();
        double x = Math.abs(geometry.direction(X, axis));
        double y = Math.abs(geometry.direction(Y, axis));
        double z = Math.abs(geometry.direction(Z, axis));
        if (z >= x && z >= y) {
            return Plane.AXIAL;
        }
        return y >= x ? Plane.CORONAL : Plane.SAGITTAL;
    }

    /** Gives the two in-plane stored axes to the two world axes so that they fit best; rows along z run downwards. */
    private static DisplayOrientation oriented(VolumeGeometry g, Plane plane, int columnWorld, int rowWorld) {
        int first = g.sliceAxis() == 0 ? 1 : 0;
        int second = g.sliceAxis() == 2 ? 1 : 2;
        double straight = Math.abs(g.direction(columnWorld, first)) + Math.abs(g.direction(rowWorld, second));
        double swapped = Math.abs(g.direction(columnWorld, second)) + Math.abs(g.direction(rowWorld, first));
        int column = straight >= swapped ? first : second;
        int row = straight >= swapped ? second : first;
        boolean columnFlipped = g.direction(columnWorld, column) < 0;
        boolean rowFlipped = rowWorld == Z ? g.direction(Z, row) > 0 : g.direction(rowWorld, row) < 0;
        return new DisplayOrientation(g, plane, new Axis(column, columnFlipped), new Axis(row, rowFlipped));
    }

    /**
     * A slice as shown: a 2D view (column, row) of the stored data that starts at 0, 0.
     *
     * <p>Writing through the view writes the stored data, so results are mapped back by the same call.
     *
     * @param voxels voxels on the grid of this orientation
     * @param slice 0 to {@link #slices()} - 1, in stored order
     * @throws IllegalArgumentException if the voxels have another size or the slice is out of range
     */
    public <T> RandomAccessibleInterval<T> slice(RandomAccessibleInterval<T> voxels, long slice) {
        VoxelStorage.requireOnGrid(voxels, geometry);
        if (slice < 0 || slice >= slices()) {
            throw new IllegalArgumentException("slice is " + slice + " but must be 0 to " + (slices() - 1));
        }
        RandomAccessibleInterval<T> view = Views.hyperSlice(voxels, sliceAxis, slice);
        if (columnAxis.stored() > rowAxis.stored()) {
            view = Views.permute(view, 0, 1);
        }
        view = columnAxis.flipped() ? Views.invertAxis(view, 0) : view;
        view = rowAxis.flipped() ? Views.invertAxis(view, 1) : view;
        return Views.zeroMin(view);
    }

    /**
     * The pixels of a slice as shown, in row-major order, {@link #columns()} x {@link #rows()}; a new array.
     *
     * @param voxels voxels on the grid of this orientation
     * @param slice 0 to {@link #slices()} - 1, in stored order
     * @throws IllegalArgumentException if the voxels have another size or the slice is out of range
     */
    public float[] pixels(RandomAccessibleInterval<FloatType> voxels, long slice) {
        RandomAccessibleInterval<FloatType> view = slice(voxels, slice);
        float[] pixels = new float[Math.toIntExact(view.size())];
        float[] stored = VoxelStorage.array(voxels);
        if (stored != null) {
            walk(slice * stride(sliceAxis)).read(stored, pixels);
            return pixels;
        }
        if (sliceAxis == Z && PagedFloats.of(voxels) != null) {
            float[] plane = new float[pixels.length];
            FlatVoxels.read(voxels, slice * plane.length, plane);
            walk(0).read(plane, pixels);
            return pixels;
        }
        eachStored(voxels, slice, (pixel, voxel) -> pixels[pixel] = voxel.get());
        return pixels;
    }

    /**
     * Writes the pixels of a slice as shown, in row-major order, to where they are stored.
     *
     * @param voxels voxels on the grid of this orientation, written to
     * @param slice 0 to {@link #slices()} - 1, in stored order
     * @throws IllegalArgumentException if the voxels have another size, the slice is out of range, or there are not
     *     {@link #columns()} x {@link #rows()} pixels
     */
    public void setPixels(RandomAccessibleInterval<FloatType> voxels, long slice, float[] pixels) {
        RandomAccessibleInterval<FloatType> view = slice(voxels, slice);
        if (pixels.length != view.size()) {
            throw new IllegalArgumentException(
                    "there are " + pixels.length + " pixels but a slice has " + columns() + " x " + rows());
        }
        float[] stored = VoxelStorage.array(voxels);
        if (stored != null) {
            walk(slice * stride(sliceAxis)).write(pixels, stored);
            return;
        }
        if (sliceAxis == Z && PagedFloats.of(voxels) != null) {
            float[] plane = new float[pixels.length];
            walk(0).write(pixels, plane);
            FlatVoxels.write(voxels, slice * plane.length, plane, plane.length);
            return;
        }
        eachStored(voxels, slice, (pixel, voxel) -> voxel.set(pixels[pixel]));
    }

    private interface PixelAction {
        void at(int pixel, FloatType voxel);
    }

    /** Goes through a slice in the order in which its voxels are stored, so that each page is touched but once. */
    private void eachStored(RandomAccessibleInterval<FloatType> voxels, long slice, PixelAction action) {
        boolean columnsFirst = columnAxis.stored() < rowAxis.stored();
        Axis fast = columnsFirst ? columnAxis : rowAxis;
        Axis slow = columnsFirst ? rowAxis : columnAxis;
        Cursor<FloatType> voxel =
                Views.flatIterable(Views.hyperSlice(voxels, sliceAxis, slice)).cursor();
        for (long i = 0; i < geometry.size(slow.stored()); i++) {
            for (long j = 0; j < geometry.size(fast.stored()); j++) {
                long across = along(columnsFirst ? fast : slow, columnsFirst ? j : i);
                long down = along(columnsFirst ? slow : fast, columnsFirst ? i : j);
                action.at((int) (down * columns() + across), voxel.next());
            }
        }
    }

    private PixelWalk walk(long from) {
        int start = Math.toIntExact(from + first(columnAxis) + first(rowAxis));
        return new PixelWalk(start, (int) columns(), step(columnAxis), step(rowAxis));
    }

    private long first(Axis axis) {
        return axis.flipped() ? (geometry.size(axis.stored()) - 1) * stride(axis.stored()) : 0;
    }

    private int step(Axis axis) {
        int stride = Math.toIntExact(stride(axis.stored()));
        return axis.flipped() ? -stride : stride;
    }

    private long stride(int stored) {
        long stride = 1;
        for (int axis = 0; axis < stored; axis++) {
            stride *= geometry.size(axis);
        }
        return stride;
    }

    /**
     * Where a point is shown, in pixel corners: pixel i reaches from i to i + 1.
     *
     * @param index continuous voxel index x, y, z (whole numbers are voxel centres)
     * @return column, row
     */
    public double[] toDisplayCorner(double... index) {
        return new double[] {cornerAlong(columnAxis, index), cornerAlong(rowAxis, index)};
    }

    private double cornerAlong(Axis axis, double[] index) {
        double corner = index[axis.stored()] + 0.5;
        return axis.flipped() ? geometry.size(axis.stored()) - corner : corner;
    }

    /**
     * The voxel that is shown at a pixel.
     *
     * @param column 0 to {@link #columns()} - 1
     * @param row 0 to {@link #rows()} - 1
     * @param slice 0 to {@link #slices()} - 1
     * @return x, y, z
     */
    public long[] toVoxel(long column, long row, long slice) {
        long[] voxel = new long[geometry.size().length];
        voxel[sliceAxis] = slice;
        voxel[columnAxis.stored()] = along(columnAxis, column);
        voxel[rowAxis.stored()] = along(rowAxis, row);
        return voxel;
    }

    private long along(Axis axis, long pixel) {
        return axis.flipped() ? geometry.size(axis.stored()) - 1 - pixel : pixel;
    }

    /** The anatomical plane of the slices (the nearest one, if they are oblique). */
    public Plane plane() {
        return plane;
    }

    /** The stored axis (0 to 2) across the slices. */
    public int sliceAxis() {
        return sliceAxis;
    }

    /** Pixels along a row of a slice as shown. */
    public long columns() {
        return geometry.size(columnAxis.stored());
    }

    /** Pixels along a column of a slice as shown. */
    public long rows() {
        return geometry.size(rowAxis.stored());
    }

    /** The number of slices. */
    public long slices() {
        return geometry.size(sliceAxis);
    }

    /** Distance of neighbouring columns, in mm; 1 (a pixel) if not calibrated. */
    public double columnSpacingMm() {
        return geometry.spacingMm(columnAxis.stored());
    }

    /** Distance of neighbouring rows, in mm; 1 (a pixel) if not calibrated. */
    public double rowSpacingMm() {
        return geometry.spacingMm(rowAxis.stored());
    }

    /** Distance of neighbouring slices, in mm; 1 if not calibrated. */
    public double sliceSpacingMm() {
        return geometry.spacingMm(sliceAxis);
    }
}
