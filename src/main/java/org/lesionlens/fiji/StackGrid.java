package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.view.Views;
import org.lesionlens.io.LengthUnit;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How the slices of an ImageJ stack lie in a volume.
 *
 * <p>A volume that LesionLens opened is shown as a radiologist sees it and carries the grid of its source as a property
 * of the image, which is saved with a TIFF: what is made from it lies where the source lay. Any other stack is a volume
 * of its columns, rows and slices, calibrated if its unit is a length.
 *
 * @param geometry the grid of the volume
 * @param oriented whether the stack shows the volume in {@link DisplayOrientation}; else as stored
 */
record StackGrid(VolumeGeometry geometry, boolean oriented) {
    /** The image property that holds the grid: sizes x, y, z, then the rows of the affine to LPS mm. */
    static final String PROPERTY = "LesionLens.grid";

    /** The image property that tells whether the stack was flipped or turned since: its {@link PixelMoments}. */
    static final String MOMENTS = "LesionLens.moments";

    private static final double SAME_SPACING = 1e-3;

    /** The grid on which a volume is opened. */
    static StackGrid shown(VolumeGeometry geometry) {
        return new StackGrid(geometry, true);
    }

    /**
     * The grid of a stack: the one it carries, if that still fits its size and calibration, else by calibration.
     *
     * @throws IllegalArgumentException if the stack carries a grid but was flipped or turned since it was opened
     */
    static StackGrid of(ImagePlus image) {
        Optional<StackGrid> carried = carried(image);
        if (carried.isPresent() && carried.get().isTurned(image)) {
            throw new IllegalArgumentException("the image \"" + image.getTitle() + "\" was flipped, reversed or rotated"
                    + " since it was opened, so nobody knows where its slices lie in the patient: turn it back, or open"
                    + " it again");
        }
        return carried.filter(grid -> grid.fits(image)).orElseGet(() -> new StackGrid(calibrated(image), false));
    }

    /** By the pixels; what was turned by a quarter and is not square has its columns and rows exchanged. */
    private boolean isTurned(ImagePlus image) {
        boolean exchanged = columns() != rows()
                && image.getWidth() == rows()
                && image.getHeight() == columns()
                && image.getNSlices() == slices();
        String before = image.getProp(MOMENTS);
        return exchanged
                || before != null
                        && fits(image)
                        && PixelMoments.read(before)
                                .flatMap(moments -> PixelMoments.of(image).map(now -> now.isMirrorOf(moments)))
                                .orElse(false);
    }

    private static Optional<StackGrid> carried(ImagePlus image) {
        String property = image.getProp(PROPERTY);
        if (property == null) {
            return Optional.empty();
        }
        try {
            double[] numbers = Arrays.stream(property.strip().split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            return numbers.length == 15 ? Optional.of(shown(geometry(numbers))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not ours, or edited: the calibration counts
        }
    }

    private static VolumeGeometry geometry(double[] numbers) {
        long[] size = {(long) numbers[0], (long) numbers[1], (long) numbers[2]};
        double[][] affine = new double[3][];
        for (int row = 0; row < 3; row++) {
            affine[row] = Arrays.copyOfRange(numbers, 3 + 4 * row, 7 + 4 * row);
        }
        return VolumeGeometry.fromAffine(size, affine);
    }

    private boolean fits(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        double unit = LengthUnit.millimetres(calibration.getUnit()).orElse(Double.NaN);
        DisplayOrientation shown = orientation();
        return image.getWidth() == shown.columns()
                && image.getHeight() == shown.rows()
                && image.getNSlices() == shown.slices()
                && same(calibration.pixelWidth * unit, shown.columnSpacingMm())
                && same(calibration.pixelHeight * unit, shown.rowSpacingMm())
                && same(calibration.pixelDepth * unit, geometry.spacingMm(shown.sliceAxis()));
    }

    private static boolean same(double a, double b) {
        return Math.abs(a - b) <= SAME_SPACING * b;
    }

    private static VolumeGeometry calibrated(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        OptionalDouble unit = LengthUnit.millimetres(calibration.getUnit());
        if (unit.isEmpty()) {
            return VolumeGeometry.uncalibrated(image.getWidth(), image.getHeight(), image.getNSlices());
        }
        long[] size = {image.getWidth(), image.getHeight(), image.getNSlices()};
        return VolumeGeometry.axisAligned(
                size,
                Math.abs(calibration.pixelWidth) * unit.getAsDouble(),
                Math.abs(calibration.pixelHeight) * unit.getAsDouble(),
                Math.abs(calibration.pixelDepth) * unit.getAsDouble());
    }

    /** Gives an image of this grid's columns, rows and slices the grid and its calibration in mm. */
    void attachTo(ImagePlus image) {
        calibrate(image);
        if (geometry.calibrated() && oriented) {
            image.setProp(PROPERTY, property());
            PixelMoments.of(image).ifPresent(moments -> image.setProp(MOMENTS, moments.write()));
        }
    }

    /** Gives an image the pixel size in mm, if that is known. */
    void calibrate(ImagePlus image) {
        if (!geometry.calibrated()) {
            return;
        }
        Calibration calibration = image.getCalibration();
        calibration.setUnit("mm");
        calibration.pixelWidth = columnSpacingMm();
        calibration.pixelHeight = rowSpacingMm();
        calibration.pixelDepth = geometry.spacingMm(sliceAxis());
    }

    private String property() {
        DoubleStream sizes = Arrays.stream(geometry.size()).asDoubleStream();
        DoubleStream affine = Arrays.stream(geometry.affine()).flatMapToDouble(Arrays::stream);
        return DoubleStream.concat(sizes, affine).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }

    /** A slice of the stack (from 0) as a view (column, row) of voxels on this grid, to be read or written. */
    <T> RandomAccessibleInterval<T> slice(RandomAccessibleInterval<T> voxels, long slice) {
        return oriented ? orientation().slice(voxels, slice) : Views.hyperSlice(voxels, 2, slice);
    }

    /** The voxel x, y, z that is shown at a pixel of a slice (all from 0). */
    long[] toVoxel(int column, int row, int slice) {
        return oriented ? orientation().toVoxel(column, row, slice) : new long[] {column, row, slice};
    }

    /** Where a slice (from 0) lies along the axis that its plane stands on, LPS mm; null if nobody knows. */
    String sliceLabel(int slice) {
        int axis = switch (orientation().plane()) {
            case SAGITTAL -> 0;
            case CORONAL -> 1;
            case AXIAL -> 2;
            case UNKNOWN -> -1;
        };
        if (axis < 0) {
            return null;
        }
        double[] centre = new double[3];
        for (int i = 0; i < 3; i++) {
            centre[i] = i == sliceAxis() ? slice : (geometry.size(i) - 1) / 2.0;
        }
        String plane = orientation().plane().name().toLowerCase(Locale.ROOT);
        return String.format(Locale.ROOT, "%s %s=%.1f mm", plane, "xyz".charAt(axis), geometry.toWorld(centre)[axis]);
    }

    /** @throws IllegalArgumentException if an image does not have this grid's columns, rows and slices */
    void requireSize(ImagePlus image, ImagePlus source) {
        if (image.getWidth() != columns() || image.getHeight() != rows() || image.getNSlices() != slices()) {
            throw new IllegalArgumentException(String.format(
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

    private DisplayOrientation orientation() {
        return DisplayOrientation.of(geometry);
    }

    private int sliceAxis() {
        return oriented ? geometry.sliceAxis() : 2;
    }

    int columns() {
        return (int) (oriented ? orientation().columns() : geometry.size(0));
    }

    int rows() {
        return (int) (oriented ? orientation().rows() : geometry.size(1));
    }

    int slices() {
        return (int) geometry.size(sliceAxis());
    }

    private double columnSpacingMm() {
        return oriented ? orientation().columnSpacingMm() : geometry.spacingMm(0);
    }

    private double rowSpacingMm() {
        return oriented ? orientation().rowSpacingMm() : geometry.spacingMm(1);
    }

    /** Whether the slices that are analysed are those of the stack: not where it is finest along its slices. */
    boolean analysedAsShown() {
        return geometry.sliceAxis() == sliceAxis();
    }
}
