package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.measure.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.fiji.PixelSamples.Corner;
import org.lesionlens.io.LengthUnit;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The grid that an image carries since LesionLens opened or made it, and what part of it the image still shows.
 *
 * <p>ImageJ hands the properties of an image on to copies, crops and substacks, and the labels of slices with the slices,
 * and saves both with a TIFF. So slices are known by their labels, and what was cut out of them by {@link PixelSamples}.
 *
 * @param image the image
 * @param carried the grid on which it was opened or made
 */
record CarriedGrid(ImagePlus image, StackGrid carried) {
    /** The image property of the grid ({@link GridProperty}), or why it is lost. */
    static final String PROPERTY = "LesionLens.grid";

    private static final String SAMPLES = "LesionLens.pixels";
    private static final String LOST = "lost: ";
    private static final double SAME_SPACING = 1e-3;

    /** Which slices of the carried grid the image has. */
    private record Slices(int first, int count, int step) {}

    /** What an image carries; empty if LesionLens neither opened nor made it. */
    static Optional<CarriedGrid> of(ImagePlus image) {
        Optional<String> property = property(image, PROPERTY);
        if (property.isEmpty()) {
            return Optional.empty();
        }
        if (property.get().startsWith(LOST)) {
            String why = property.get().substring(LOST.length());
            return Optional.of(new CarriedGrid(image, StackGrid.calibrated(image, why)));
        }
        return GridProperty.read(property.get())
                .filter(geometry -> geometry.calibrated() || !hasLength(image))
                .map(geometry -> new CarriedGrid(image, StackGrid.shown(geometry)));
    }

    /** Whether somebody gave the image a pixel size. */
    private static boolean hasLength(ImagePlus image) {
        return LengthUnit.millimetres(image.getCalibration().getUnit()).isPresent();
    }

    /** Virtual stacks have their properties only in the description of their file. */
    static Optional<String> property(ImagePlus image, String key) {
        FileInfo file = image.getOriginalFileInfo();
        String value = image.getProp(key);
        if (value == null && file != null && file.properties != null) {
            int at = Arrays.asList(file.properties).indexOf(key);
            return at < 0 ? Optional.empty() : Optional.of(file.properties[at + 1]);
        }
        return Optional.ofNullable(value);
    }

    /** Lets an image of a grid's columns, rows and slices carry it. */
    static void attach(StackGrid grid, ImagePlus image) {
        VolumeGeometry geometry = grid.geometry();
        if (grid.oriented() && (geometry.calibrated() || geometry.forms().isPresent())) {
            image.setProp(PROPERTY, GridProperty.write(geometry));
            image.setProp(SAMPLES, PixelSamples.of(image).write());
        } else if (!grid.lost().isEmpty()) {
            image.setProp(PROPERTY, LOST + grid.lost());
        }
    }

    /**
     * The grid of the image: the part of the carried one that it shows, else by its calibration, as lost.
     *
     * @throws IllegalArgumentException if it was flipped or turned
     */
    StackGrid find() {
        if (!carried.oriented()) {
            return carried;
        }
        Optional<Slices> slices = slices();
        if (!carried.geometry().calibrated()) {
            return slices.filter(this::isAsOpened).map(same -> carried).orElseGet(() -> lost(""));
        }
        if (slices.isEmpty()) {
            return lost("has other slices than when it was opened");
        }
        PixelSamples samples = samples(slices.get());
        requireNotTurned(samples);
        if (!hasSpacing(slices.get())) {
            return lost("has another pixel size than when it was opened");
        }
        boolean whole = hasSizeOfCarried();
        Optional<Corner> corner =
                whole ? Optional.of(new Corner(0, 0)) : samples.cornerOf(image, carried.columns(), carried.rows());
        return corner.map(found -> part(found, slices.get()))
                .filter(this::isShown)
                .orElseGet(() -> lost("was changed in width or height since it was opened"));
    }

    private boolean hasSizeOfCarried() {
        return image.getWidth() == carried.columns() && image.getHeight() == carried.rows();
    }

    private boolean isAsOpened(Slices slices) {
        return hasSizeOfCarried() && !samples(slices).areTurnedIn(image);
    }

    private StackGrid lost(String why) {
        return StackGrid.calibrated(image, why);
    }

    private PixelSamples samples(Slices slices) {
        List<Integer> kept = IntStream.range(0, slices.count())
                .mapToObj(i -> slices.first() + i * slices.step())
                .toList();
        return PixelSamples.read(property(image, SAMPLES).orElse("")).ofSlices(kept);
    }

    /** What was turned by a quarter and is not square has its columns and rows exchanged. */
    private void requireNotTurned(PixelSamples samples) {
        boolean sameSize = hasSizeOfCarried();
        boolean exchanged = image.getWidth() == carried.rows() && image.getHeight() == carried.columns();
        if (exchanged && !sameSize || sameSize && samples.areTurnedIn(image)) {
            throw new IllegalArgumentException("the image \"" + image.getTitle() + "\" was flipped, reversed or rotated"
                    + " since it was opened, so nobody knows where its slices lie in the patient: turn it back, or open"
                    + " it again");
        }
    }

    /** By their labels; where nobody knows these, all of them. */
    private Optional<Slices> slices() {
        List<String> all = IntStream.range(0, carried.slices())
                .mapToObj(carried::sliceLabel)
                .toList();
        List<Integer> places = new ArrayList<>();
        for (int slice = 1; slice <= image.getNSlices(); slice++) {
            places.add(all.indexOf(label(slice)));
        }
        boolean known = !places.contains(-1) && all.stream().distinct().count() == all.size();
        if (!known) {
            return image.getNSlices() == all.size() ? Optional.of(new Slices(0, all.size(), 1)) : Optional.empty();
        }
        int step = places.size() > 1 ? places.get(1) - places.get(0) : 1;
        boolean even =
                step != 0 && IntStream.range(0, places.size()).allMatch(i -> places.get(i) == places.get(0) + i * step);
        return even ? Optional.of(new Slices(places.get(0), places.size(), step)) : Optional.empty();
    }

    /** The label that a slice has in all channels and frames; empty if there is no such. */
    private String label(int slice) {
        int channels = image.getNChannels();
        List<String> labels = IntStream.range(0, channels * image.getNFrames())
                .map(i -> image.getStackIndex(i % channels + 1, slice, Math.floorDiv(i, channels) + 1))
                .mapToObj(index -> Objects.requireNonNullElse(image.getStack().getSliceLabel(index), ""))
                .distinct()
                .toList();
        return labels.size() == 1 ? labels.get(0) : "";
    }

    /** ImageJ keeps the distance of the slices where it takes every second one. */
    private boolean hasSpacing(Slices slices) {
        Calibration calibration = image.getCalibration();
        double unit = LengthUnit.millimetres(calibration.getUnit()).orElse(Double.NaN);
        double depth = carried.geometry().spacingMm(carried.sliceAxis());
        return same(calibration.pixelWidth * unit, carried.columnSpacingMm())
                && same(calibration.pixelHeight * unit, carried.rowSpacingMm())
                && (same(calibration.pixelDepth * unit, depth)
                        || same(calibration.pixelDepth * unit, depth * Math.abs(slices.step())));
    }

    /** Whether two spacings are the same but for rounding. */
    static boolean same(double a, double b) {
        return Math.abs(a - b) <= SAME_SPACING * b;
    }

    private StackGrid part(Corner corner, Slices slices) {
        DisplayOrientation shown = carried.orientation();
        long[] first = shown.toVoxel(corner.column(), corner.row(), slices.first());
        long[] last = shown.toVoxel(
                corner.column() + image.getWidth() - 1L, corner.row() + image.getHeight() - 1L, slices.first());
        long[] counts = new long[first.length];
        long[] steps = {1, 1, 1};
        for (int axis = 0; axis < counts.length; axis++) {
            counts[axis] = Math.abs(last[axis] - first[axis]) + 1;
            first[axis] = Math.min(first[axis], last[axis]);
        }
        counts[carried.sliceAxis()] = slices.count();
        steps[carried.sliceAxis()] = slices.step();
        return StackGrid.shown(carried.geometry().part(first, counts, steps));
    }

    /** A cut-out so thin that its slices would be taken across those of the image is none. */
    private boolean isShown(StackGrid part) {
        return part.sliceAxis() == carried.sliceAxis()
                && part.columns() == image.getWidth()
                && part.rows() == image.getHeight();
    }
}
