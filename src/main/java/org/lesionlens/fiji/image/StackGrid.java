package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.LengthUnit;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Position;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How the slices of an ImageJ stack lie in a volume.
 *
 * <p>A volume that LesionLens opened is shown as a radiologist sees it and carries the grid of its source: what is made
 * from it lies where the source lay ({@link CarriedGrid}). So does DICOM that ImageJ opened ({@link ImportedStack}). Any
 * other stack is a volume of its columns, rows and slices that lies nobody knows where, calibrated if its unit is a length.
 *
 * @param geometry the grid of the volume
 * @param oriented whether the stack shows the volume in {@link DisplayOrientation}; else as stored
 * @param lost why nobody knows any more where the stack lies in the patient, as the end of a sentence that begins with
 *     the image; empty if it is known, or its source does not say it either
 */
public record StackGrid(VolumeGeometry geometry, boolean oriented, String lost) {
    private static final String UNTRACKED = "was not opened by LesionLens and has no DICOM header";

    /** The grid on which a volume is opened. */
    static StackGrid shown(VolumeGeometry geometry) {
        return new StackGrid(geometry, true, "");
    }

    /** The grid of a stack of a volume's columns, rows and slices as they are stored. */
    static StackGrid stored(VolumeGeometry geometry) {
        return new StackGrid(geometry, false, "");
    }

    /** The grid of a stack that its calibration tells. */
    static StackGrid calibrated(ImagePlus image, String lost) {
        return new StackGrid(calibrated(image), false, lost);
    }

    /**
     * The grid of a stack: the one it carries, or of the part of it that is left; that of the DICOM headers in its labels;
     * else by calibration, as lost.
     *
     * @throws UserMessageException if the stack carries a grid but was flipped or turned since it was opened, or its
     *     DICOM headers tell of uneven or tilted slices
     */
    public static StackGrid of(ImagePlus image) {
        return CarriedGrid.of(image)
                .map(CarriedGrid::find)
                .or(() -> ImportedStack.of(image).map(ImportedStack::find))
                .map(grid -> CarriedDepth.applied(grid, image))
                .orElseGet(() -> calibrated(image, UNTRACKED));
    }

    /** The grid that a stack was cut out of; empty if it was not, or that is unknown. */
    static Optional<WholeGrid> whole(ImagePlus image) {
        Optional<CarriedGrid> carried = CarriedGrid.of(image);
        return carried.isPresent()
                ? carried.flatMap(CarriedGrid::whole)
                : ImportedStack.of(image).flatMap(ImportedStack::whole);
    }

    private static VolumeGeometry calibrated(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        OptionalDouble unit = LengthUnit.millimetres(calibration.getUnit());
        if (unit.isEmpty()) {
            return VolumeGeometry.uncalibrated(image.getWidth(), image.getHeight(), image.getNSlices());
        }
        long[] size = {image.getWidth(), image.getHeight(), image.getNSlices()};
        double[] spacing = DoubleStream.of(calibration.pixelWidth, calibration.pixelHeight, calibration.pixelDepth)
                .map(length -> Math.abs(length) * unit.getAsDouble())
                .toArray();
        requireSpacing(image, spacing);
        VolumeGeometry grid = VolumeGeometry.unplaced(size, spacing);
        return CarriedDepth.isNeverSet(image) ? grid.withoutDepth() : grid;
    }

    private static void requireSpacing(ImagePlus image, double[] spacingMm) {
        if (!Arrays.stream(spacingMm).allMatch(length -> length > 0 && Double.isFinite(length))) {
            throw new UserMessageException(
                    "the image \"" + image.getTitle() + "\" has pixels of " + spacingMm[0] + " x "
                            + spacingMm[1] + " x " + spacingMm[2]
                            + " mm but each length must be finite and above 0: correct the"
                            + " pixel size (Image > Properties...)");
        }
    }

    /** Gives an image of this grid's columns, rows and slices the grid and its calibration in mm. */
    public void attachTo(ImagePlus image) {
        calibrate(image);
        CarriedGrid.attach(this, image);
        CarriedDepth.attach(geometry, image);
    }

    /** Gives an image the pixel size in mm, if that is known. */
    public void calibrate(ImagePlus image) {
        if (!geometry.calibrated()) {
            return;
        }
        Calibration calibration = image.getCalibration();
        calibration.setUnit("mm");
        calibration.pixelWidth = columnSpacingMm();
        calibration.pixelHeight = rowSpacingMm();
        calibration.pixelDepth = geometry.spacingMm(sliceAxis());
    }

    /** What a command says of an image whose place is lost, before it goes on; empty if it is not. */
    public List<String> warnings() {
        if (lost.isEmpty()) {
            return geometry.placed() || !geometry.calibrated()
                    ? List.of()
                    : List.of("the image does not say where it lies in the patient, nor which side is left.");
        }
        String sizes = geometry.calibrated() ? "sizes rest on Image > Properties..., positions" : "positions";
        String place = "the image " + lost + ", so nobody knows where it lies in the patient: " + sizes
                + " in the patient stay empty (Plugins > LesionLens > Open Medical Volume... opens images in their place).";
        String depth = slices() == 1 || !geometry.calibrated() ? "" : depthWarning();
        return depth.isEmpty() ? List.of(place) : List.of(place, depth);
    }

    private String depthWarning() {
        String remedy =
                " ImageJ calculates it right for axial DICOM only, Plugins > LesionLens > Open Medical Volume..."
                        + " reads it from the files.";
        if (!geometry.depthKnown()) {
            return "nobody knows how far the slices are apart, so volumes in ml stay empty, whatever Image >"
                    + " Properties... says:" + remedy;
        }
        return lost.equals(UNTRACKED)
                ? "if it was made from DICOM that ImageJ opened (Reslice, Bin, Z Project), the distance of its slices, and so"
                        + " every volume in ml, may be wrong:" + remedy
                : "";
    }

    /** A slice of the stack (from 0) as a view (column, row) of voxels on this grid, to be read or written. */
    public <T> RandomAccessibleInterval<T> slice(RandomAccessibleInterval<T> voxels, long slice) {
        return oriented ? orientation().slice(voxels, slice) : Views.hyperSlice(voxels, 2, slice);
    }

    /** The number of labels on this grid that is shown at a pixel of a slice (all from 0). */
    public int label(LabelMap labels, int column, int row, int slice) {
        return labels.voxels().getAt(toVoxel(column, row, slice)).get();
    }

    /** Reads the numbers that a part of a slice (from 0) shows into a picture of all columns and rows, row by row. */
    public void readLabels(LabelMap labels, int slice, Rectangle part, int... picture) {
        RandomAccess<UnsignedShortType> label = slice(labels.voxels(), slice).randomAccess();
        int columns = columns();
        for (int y = part.y; y < part.y + part.height; y++) {
            for (int x = part.x; x < part.x + part.width; x++) {
                picture[x + columns * y] = label.setPositionAndGet(x, y).get();
            }
        }
    }

    /** The voxel x, y, z that is shown at a pixel of a slice (all from 0). */
    public long[] toVoxel(int column, int row, int slice) {
        return oriented ? orientation().toVoxel(column, row, slice) : new long[] {column, row, slice};
    }

    /**
     * Where a place in the volume is shown: column, row and slice, continuous, whole numbers at the centres of pixels.
     *
     * @param voxel a continuous voxel index
     */
    public double[] toPixel(Position voxel) {
        long[] origin = toVoxel(0, 0, 0);
        double[] pixel = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            long[] step = toVoxel(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
            pixel[axis] = (voxel.x() - origin[0]) * (step[0] - origin[0])
                    + (voxel.y() - origin[1]) * (step[1] - origin[1])
                    + (voxel.z() - origin[2]) * (step[2] - origin[2]);
        }
        return pixel;
    }

    /** Columns and rows that a box of voxels covers. */
    public Rectangle area(BoundingBox box) {
        double[] one = toPixel(first(box));
        double[] other = toPixel(last(box));
        Rectangle area = new Rectangle((int) Math.min(one[0], other[0]), (int) Math.min(one[1], other[1]), 1, 1);
        area.add(Math.max(one[0], other[0]) + 1, Math.max(one[1], other[1]) + 1);
        return area;
    }

    /** The first and the last slice (from 0) that a box of voxels covers. */
    public int[] slices(BoundingBox box) {
        double one = toPixel(first(box))[2];
        double other = toPixel(last(box))[2];
        return new int[] {(int) Math.min(one, other), (int) Math.max(one, other)};
    }

    private static Position first(BoundingBox box) {
        return new Position(box.xMin(), box.yMin(), box.zMin());
    }

    private static Position last(BoundingBox box) {
        return new Position(box.xMax() - 1.0, box.yMax() - 1.0, box.zMax() - 1.0);
    }

    /** The place that is shown at a pixel, as {@link #toPixel} has it: its inverse. */
    public Position toPlace(double column, double row, double slice) {
        long[] origin = toVoxel(0, 0, 0);
        double[] place = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            place[axis] = origin[axis]
                    + column * (toVoxel(1, 0, 0)[axis] - origin[axis])
                    + row * (toVoxel(0, 1, 0)[axis] - origin[axis])
                    + slice * (toVoxel(0, 0, 1)[axis] - origin[axis]);
        }
        return new Position(place[0], place[1], place[2]);
    }

    /** Where a slice (from 0) lies along the axis that its plane stands on, LPS mm; null if nobody knows. */
    String sliceLabel(int slice) {
        if (!geometry.placed()) {
            return null;
        }
        int axis = 2;
        for (int other = 1; other >= 0; other--) {
            axis = along(other) > along(axis) ? other : axis;
        }
        double[] centre = new double[3];
        for (int i = 0; i < 3; i++) {
            centre[i] = i == sliceAxis() ? slice : (geometry.size(i) - 1) / 2.0;
        }
        String plane = List.of("sagittal", "coronal", "axial").get(axis);
        return String.format(Locale.ROOT, "%s %s=%.1f mm", plane, "xyz".charAt(axis), geometry.toWorld(centre)[axis]);
    }

    /** How much the slices stand on an axis of the patient. */
    private double along(int axis) {
        return Math.abs(geometry.direction(axis, sliceAxis()));
    }

    boolean hasSizeOf(ImagePlus image) {
        return image.getWidth() == columns() && image.getHeight() == rows() && image.getNSlices() == slices();
    }

    /** @throws UserMessageException if an image does not have this grid's columns, rows and slices */
    public void requireSize(ImagePlus image, ImagePlus source) {
        if (!hasSizeOf(image)) {
            throw new UserMessageException(String.format(
                    Locale.ROOT,
                    "the image \"%s\" has %d x %d x %d pixels but \"%s\" has %d x %d x %d: choose images of one source",
                    image.getTitle(),
                    image.getWidth(),
                    image.getHeight(),
                    image.getNSlices(),
                    source.getTitle(),
                    columns(),
                    rows(),
                    slices()));
        }
    }

    DisplayOrientation orientation() {
        return DisplayOrientation.of(geometry);
    }

    /** The index axis (0 to 2) of the volume that stands across the slices. */
    public int sliceAxis() {
        return oriented ? geometry.sliceAxis() : 2;
    }

    public int columns() {
        return (int) (oriented ? orientation().columns() : geometry.size(0));
    }

    public int rows() {
        return (int) (oriented ? orientation().rows() : geometry.size(1));
    }

    public int slices() {
        return (int) geometry.size(sliceAxis());
    }

    /** How far columns (0), rows (1) or slices (2) lie apart, in mm; 1 if it is not known. */
    public double spacingMm(int axis) {
        return axis == 0 ? columnSpacingMm() : axis == 1 ? rowSpacingMm() : geometry.spacingMm(sliceAxis());
    }

    double columnSpacingMm() {
        return oriented ? orientation().columnSpacingMm() : geometry.spacingMm(0);
    }

    double rowSpacingMm() {
        return oriented ? orientation().rowSpacingMm() : geometry.spacingMm(1);
    }

    /** Whether the pixels are as large as those of another grid. */
    boolean hasSpacingOf(StackGrid other) {
        return CarriedGrid.same(columnSpacingMm(), other.columnSpacingMm())
                && CarriedGrid.same(rowSpacingMm(), other.rowSpacingMm())
                && CarriedGrid.same(geometry.spacingMm(sliceAxis()), other.geometry.spacingMm(other.sliceAxis()));
    }

    /** The size of a pixel, for people. */
    String spacing() {
        return String.format(
                Locale.ROOT,
                "%.4g x %.4g x %.4g mm",
                columnSpacingMm(),
                rowSpacingMm(),
                geometry.spacingMm(sliceAxis()));
    }

    /** Whether the slices that are analysed are those of the stack: not where it is finest along its slices. */
    public boolean analysedAsShown() {
        return geometry.sliceAxis() == sliceAxis();
    }
}
