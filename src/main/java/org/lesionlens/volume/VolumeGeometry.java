package org.lesionlens.volume;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where the voxels of a volume lie in the patient: size, spacing, origin and direction.
 *
 * <p>World coordinates are LPS in mm; the origin is the centre of the first voxel. The columns of the direction are the
 * unit vectors of the index axes x, y, z; they are orthogonal within {@value #ORTHONORMAL_TOLERANCE} and may be
 * left-handed. A grid whose place in the patient is unknown (a stack of images with nothing but a pixel size, a NIfTI file
 * without codes) is not placed: sizes in mm hold, but nothing may be said of positions, of left and right. An image whose
 * pixel size is unknown is not calibrated either: its "spacing" is 1 pixel and nothing in mm may be said of it. Where the
 * distance along z is unknown (one slice of unknown thickness, frames that follow each other in time) areas and lengths in
 * the slices hold, but no volumes. Immutable.
 *
 * <p>A grid may remember how its file said all this ({@link StoredForms}); two grids are equal if they lie alike, whatever
 * they remember.
 */
public final class VolumeGeometry {
    private static final double ORTHONORMAL_TOLERANCE = 1e-3;
    private static final int DIMENSIONS = 3;

    private final long[] size;
    private final double[] spacing;
    private final double[] origin;
    private final double[][] direction;
    private final double[][] inverse;
    private final Known known;
    private final boolean inSlices;
    private final Optional<StoredForms> forms;

    /** What is known: the spacing in the slices only, all of it, and the same with the place. */
    private enum Known {
        PIXELS,
        SLICE_SPACING,
        SPACING,
        SLICE_PLACE,
        PLACE
    }

    private VolumeGeometry(long[] size, double[] spacing, double[] origin, double[][] direction, Known known) {
        this.forms = Optional.empty();
        this.inSlices = false;
        this.size = size.clone();
        this.spacing = spacing.clone();
        this.origin = origin.clone();
        this.direction = Arrays.stream(direction).map(double[]::clone).toArray(double[][]::new);
        this.known = known;
        GeometryChecks.requireSize(this.size);
        GeometryChecks.requireSpacing(this.spacing);
        GeometryChecks.requireFinite("origin", this.origin);
        GeometryChecks.requireOrthonormal(this.direction, ORTHONORMAL_TOLERANCE);
        this.inverse = invert(this.direction);
    }

    /** The same grid with other knowledge of it. */
    private VolumeGeometry(VolumeGeometry grid, Known known, boolean inSlices, Optional<StoredForms> forms) {
        this.inSlices = inSlices;
        this.size = grid.size;
        this.spacing = grid.spacing;
        this.origin = grid.origin;
        this.direction = grid.direction;
        this.inverse = grid.inverse;
        this.known = known;
        this.forms = forms;
    }

    /**
     * A calibrated grid.
     *
     * @param size voxels along x, y, z, each at least 1
     * @param spacingMm distance of voxel centres along x, y, z, in mm
     * @param origin LPS position of the first voxel's centre, in mm
     * @param direction three rows of three; column {@code a} is the unit vector of index axis {@code a}
     * @throws IllegalArgumentException if a value is out of its range or the direction is sheared or not of unit length
     * @throws ArithmeticException if the number of voxels does not fit a {@code long}
     */
    public static VolumeGeometry of(long[] size, double[] spacingMm, double[] origin, double[][] direction) {
        return new VolumeGeometry(size, spacingMm, origin, direction, Known.PLACE);
    }

    /** A calibrated grid along the patient's axes (direction identity, origin 0), spacing in mm. */
    public static VolumeGeometry axisAligned(long[] size, double... spacingMm) {
        return of(size, spacingMm, new double[DIMENSIONS], identity());
    }

    /**
     * A calibrated grid from an affine.
     *
     * @param affineLps three rows of four that take (x, y, z, 1) in voxels to LPS mm
     * @throws IllegalArgumentException if the affine is singular or sheared, or the size out of range
     */
    public static VolumeGeometry fromAffine(long[] size, double[][] affineLps) {
        GeometryChecks.requireShape("affine", affineLps, DIMENSIONS, DIMENSIONS + 1);
        double[] spacing = new double[DIMENSIONS];
        double[] origin = new double[DIMENSIONS];
        double[][] direction = new double[DIMENSIONS][DIMENSIONS];
        for (int axis = 0; axis < DIMENSIONS; axis++) {
            spacing[axis] = Math.hypot(Math.hypot(affineLps[0][axis], affineLps[1][axis]), affineLps[2][axis]);
            origin[axis] = affineLps[axis][DIMENSIONS];
        }
        GeometryChecks.requireSpacing(spacing);
        for (int row = 0; row < DIMENSIONS; row++) {
            for (int axis = 0; axis < DIMENSIONS; axis++) {
                direction[row][axis] = affineLps[row][axis] / spacing[axis];
            }
        }
        return of(size, spacing, origin, direction);
    }

    /** A grid of known spacing, in mm, that lies nobody knows where; its axes are taken for the patient's. */
    public static VolumeGeometry unplaced(long[] size, double... spacingMm) {
        return axisAligned(size, spacingMm).withoutPlace();
    }

    /** The same grid as one of which nobody knows where it lies in the patient, nor which side is left. */
    public VolumeGeometry withoutPlace() {
        Known left = depthKnown() ? Known.SPACING : Known.SLICE_SPACING;
        return placed() ? new VolumeGeometry(this, left, inSlices, forms) : this;
    }

    /** The same grid as one of which nobody knows how thick its slice is, or whose slices follow each other in time. */
    public VolumeGeometry withoutDepth() {
        Known left = placed() ? Known.SLICE_PLACE : Known.SLICE_SPACING;
        return depthKnown() ? new VolumeGeometry(this, left, inSlices, forms) : this;
    }

    /** The grid of frames that follow each other in time, each where this grid of one slice along z lies. */
    public VolumeGeometry inTime(long frames) {
        Known left = placed() ? Known.SLICE_PLACE : calibrated() ? Known.SLICE_SPACING : Known.PIXELS;
        return new VolumeGeometry(new long[] {size[0], size[1], frames}, spacing, origin, direction, left);
    }

    /** The same grid, which remembers how its file says where it lies. */
    public VolumeGeometry withForms(StoredForms stored) {
        return new VolumeGeometry(this, known, inSlices, Optional.of(stored));
    }

    /** The same grid as one that was acquired slice by slice along z, as series of DICOM are. */
    public VolumeGeometry acquiredInSlices() {
        return new VolumeGeometry(this, known, true, forms);
    }

    /** Whether it is known to be acquired slice by slice along z. */
    public boolean inSlices() {
        return inSlices;
    }

    /** How the file says where this grid lies; empty if that is not remembered. */
    public Optional<StoredForms> forms() {
        return forms;
    }

    private VolumeGeometry withFormsOf(VolumeGeometry whole, long[] first, long[] steps) {
        return new VolumeGeometry(
                this, whole.known, whole.inSlices, whole.forms.map(stored -> stored.part(first, steps)));
    }

    /** A planar image whose pixel size is unknown. */
    public static VolumeGeometry uncalibrated(long width, long height) {
        return uncalibrated(width, height, 1);
    }

    /** A stack of images whose pixel size is unknown. */
    public static VolumeGeometry uncalibrated(long width, long height, long depth) {
        double[] pixels = {1, 1, 1};
        long[] size = {width, height, depth};
        return new VolumeGeometry(size, pixels, new double[DIMENSIONS], identity(), Known.PIXELS);
    }

    /** Whether the spacing is known, in mm; at least that of x and y. */
    public boolean calibrated() {
        return known != Known.PIXELS;
    }

    /** Whether origin and direction are known too: where the volume lies in the patient. */
    public boolean placed() {
        return known == Known.PLACE || known == Known.SLICE_PLACE;
    }

    /** Whether the spacing along z is known too, so that volumes are. */
    public boolean depthKnown() {
        return known == Known.PLACE || known == Known.SPACING;
    }

    /** Voxels along x, y, z; a copy. */
    public long[] size() {
        return size.clone();
    }

    /** Voxels along an axis (0 to 2). */
    public long size(int axis) {
        return size[axis];
    }

    /** The number of voxels. */
    public long voxelCount() {
        return size[0] * size[1] * size[2];
    }

    /** Whether the volume is a single slice along some axis. */
    public boolean isPlanar() {
        return Arrays.stream(size).anyMatch(n -> n == 1);
    }

    /** Distance of voxel centres along an index axis (0 to 2), in mm; 1 if it is not known. */
    public double spacingMm(int axis) {
        return spacing[axis];
    }

    /** A coordinate (LPS, 0 to 2) of the first voxel's centre, in mm. */
    public double origin(int axis) {
        return origin[axis];
    }

    /** Component {@code row} (LPS, 0 to 2) of the unit vector of index axis {@code axis} (0 to 2). */
    public double direction(int row, int axis) {
        return direction[row][axis];
    }

    /** The volume of a voxel in ml; NaN if not calibrated or of unknown depth. */
    public double voxelVolumeMl() {
        return depthKnown() ? spacing[0] * spacing[1] * spacing[2] / 1000 : Double.NaN;
    }

    /** LPS position in mm of a continuous voxel index x, y, z (whole numbers are voxel centres). */
    public double[] toWorld(double... index) {
        double[] world = origin.clone();
        for (int row = 0; row < DIMENSIONS; row++) {
            for (int axis = 0; axis < DIMENSIONS; axis++) {
                world[row] += direction[row][axis] * spacing[axis] * index[axis];
            }
        }
        return world;
    }

    /** Continuous voxel index x, y, z of an LPS position in mm: the inverse of {@link #toWorld}. */
    public double[] toIndex(double... world) {
        double[] index = new double[DIMENSIONS];
        for (int axis = 0; axis < DIMENSIONS; axis++) {
            for (int row = 0; row < DIMENSIONS; row++) {
                index[axis] += inverse[axis][row] * (world[row] - origin[row]);
            }
            index[axis] /= spacing[axis];
        }
        return index;
    }

    /** Three rows of four that take (x, y, z, 1) in voxels to LPS mm; a copy. */
    public double[][] affine() {
        double[][] affine = new double[DIMENSIONS][DIMENSIONS + 1];
        for (int row = 0; row < DIMENSIONS; row++) {
            for (int axis = 0; axis < DIMENSIONS; axis++) {
                affine[row][axis] = direction[row][axis] * spacing[axis];
            }
            affine[row][DIMENSIONS] = origin[row];
        }
        return affine;
    }

    /** The index axis (0 to 2) across the slices: {@link SliceAxis}. */
    public int sliceAxis() {
        return SliceAxis.of(this);
    }

    /**
     * The grid of one slice, where it lies in the volume.
     *
     * @param index 0 to size - 1 along {@link #sliceAxis()}
     * @throws IllegalArgumentException if there is no such slice
     */
    public VolumeGeometry slice(long index) {
        int axis = sliceAxis();
        if (index < 0 || index >= size[axis]) {
            throw new IllegalArgumentException("slice is " + index + " but must be 0 to " + (size[axis] - 1));
        }
        long[] planar = size();
        planar[axis] = 1;
        long[] first = new long[DIMENSIONS];
        first[axis] = index;
        double[] start = toWorld(Arrays.stream(first).asDoubleStream().toArray());
        return new VolumeGeometry(planar, spacing, start, direction, known)
                .withFormsOf(this, first, new long[] {1, 1, 1});
    }

    /**
     * The grid of some of the voxels, where they lie in the volume.
     *
     * @param first the voxel x, y, z that becomes the first one
     * @param counts voxels along x, y, z, each at least 1
     * @param steps from one to the next along x, y, z, in voxels of this grid; negative for falling ones
     * @throws IllegalArgumentException if one of them is not in the volume or a step is 0
     */
    public VolumeGeometry part(long[] first, long[] counts, long[] steps) {
        double[][] affine = affine();
        double[] start = new double[DIMENSIONS];
        for (int axis = 0; axis < DIMENSIONS; axis++) {
            long last = first[axis] + (counts[axis] - 1) * steps[axis];
            if (steps[axis] == 0 || Math.min(first[axis], last) < 0 || Math.max(first[axis], last) >= size[axis]) {
                throw new IllegalArgumentException("axis " + axis + " goes from " + first[axis] + " to " + last
                        + " in steps of " + steps[axis] + " but must stay within 0 to " + (size[axis] - 1));
            }
            start[axis] = first[axis];
            for (double[] row : affine) {
                row[axis] *= steps[axis];
            }
        }
        double[] world = toWorld(start);
        for (int row = 0; row < DIMENSIONS; row++) {
            affine[row][DIMENSIONS] = world[row];
        }
        VolumeGeometry part = calibrated() ? fromAffine(counts, affine) : uncalibrated(counts[0], counts[1], counts[2]);
        return part.withFormsOf(this, first, steps);
    }

    /** Whether the other grid has the same size, as much is known of it, and all its corner voxels within a distance in mm. */
    public boolean sameGrid(VolumeGeometry other, double toleranceMm) {
        if (known != other.known || !Arrays.equals(size, other.size)) {
            return false;
        }
        for (int corner = 0; corner < 8; corner++) {
            double[] index = new double[DIMENSIONS];
            for (int axis = 0; axis < DIMENSIONS; axis++) {
                index[axis] = (corner >> axis & 1) * (size[axis] - 1);
            }
            if (distance(toWorld(index), other.toWorld(index)) > toleranceMm) {
                return false;
            }
        }
        return true;
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }

    private static double[][] identity() {
        return new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    }

    /** Inverse by cofactors; the cyclic indices carry the signs. */
    private static double[][] invert(double[][] m) {
        double[][] inverse = new double[DIMENSIONS][DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            for (int j = 0; j < DIMENSIONS; j++) {
                int p = (j + 1) % 3;
                int q = (j + 2) % 3;
                int r = (i + 1) % 3;
                int s = (i + 2) % 3;
                inverse[i][j] = m[p][r] * m[q][s] - m[p][s] * m[q][r];
            }
        }
        double determinant = m[0][0] * inverse[0][0] + m[0][1] * inverse[1][0] + m[0][2] * inverse[2][0];
        return Arrays.stream(inverse)
                .map(row -> Arrays.stream(row).map(v -> v / determinant).toArray())
                .toArray(double[][]::new);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof VolumeGeometry other
                && known == other.known
                && Arrays.equals(size, other.size)
                && Arrays.equals(spacing, other.spacing)
                && Arrays.equals(origin, other.origin)
                && Arrays.deepEquals(direction, other.direction);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(new Object[] {size, spacing, origin, direction, known});
    }

    @Override
    public String toString() {
        String unit = switch (known) {
            case PIXELS -> " pixel, not calibrated";
            case SLICE_SPACING -> " mm, of unknown depth and place";
            case SPACING -> " mm, of unknown place";
            case SLICE_PLACE -> " mm, of unknown depth, origin " + Arrays.toString(origin);
            case PLACE -> " mm, origin " + Arrays.toString(origin);
        };
        return "size " + Arrays.toString(size) + ", spacing " + Arrays.toString(spacing) + unit + ", direction "
                + Arrays.deepToString(direction);
    }
}
