package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.measure.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.fiji.image.PixelSamples.Corner;
import org.lesionlens.io.file.LengthUnit;
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
    private static final String OTHER_SIZE = "has another pixel size than when it was opened";
    /** The image property of stacks that show a volume as it is stored, not as a radiologist sees it. */
    private static final String VIEW = "LesionLens.view";

    private static final String STORED = "stored";
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
        return GridProperty.read(property.get()).map(geometry -> new CarriedGrid(image, carried(image, geometry)));
    }

    private static StackGrid carried(ImagePlus image, VolumeGeometry geometry) {
        if (!geometry.calibrated() && hasLength(image)) {
            return StackGrid.calibrated(image, OTHER_SIZE);
        }
        boolean stored = property(image, VIEW)
                .filter(view -> view.strip().equals(STORED))
                .isPresent();
        return stored ? StackGrid.stored(geometry) : StackGrid.shown(geometry);
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
        if (!grid.lost().isEmpty()) {
            image.setProp(PROPERTY, LOST + grid.lost());
        } else {
            image.setProp(PROPERTY, GridProperty.write(grid.geometry()));
            image.setProp(VIEW, grid.oriented() ? null : STORED);
            image.setProp(SAMPLES, PixelSamples.of(image).write());
        }
    }

    /**
     * The grid of the image: the part of the carried one that it shows, else by its calibration, as lost.
     *
     * @throws org.lesionlens.volume.UserMessageException if it was flipped or turned; of a grid without pixel sizes it is lost then, since
     *     nothing is told of its place
     */
    StackGrid find() {
        if (!carried.lost().isEmpty()) {
            return carried;
        }
        Optional<Slices> slices = slices();
        if (slices.isEmpty()) {
            return lost("has other slices than when it was opened");
        }
        PixelSamples samples = samples(slices.get());
        if (!carried.geometry().calibrated()) {
            if (samples.isTurned(image, carried.columns(), carried.rows())) {
                return lost("was flipped, reversed or rotated since it was opened");
            }
        } else {
            samples.requireNotTurned(image, carried.columns(), carried.rows());
            if (!hasSpacing(slices.get())) {
                return lost(OTHER_SIZE);
            }
        }
        boolean whole = hasSizeOfCarried();
        Optional<Corner> corner =
                whole ? Optional.of(new Corner(0, 0)) : samples.cornerOf(image, carried.columns(), carried.rows());
        return corner.map(found -> part(found, image.getWidth(), image.getHeight(), slices.get()))
                .filter(this::isShown)
                .orElseGet(
                        () -> lost("was changed in width or height, or cropped and then edited, since it was opened"));
    }

    private boolean hasSizeOfCarried() {
        return image.getWidth() == carried.columns() && image.getHeight() == carried.rows();
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
            boolean same = image.getNSlices() == all.size() && !mixesPlaces();
            return same ? Optional.of(new Slices(0, carried.slices(), 1)) : Optional.empty();
        }
        int step = places.size() > 1 ? places.get(1) - places.get(0) : 1;
        boolean even =
                step != 0 && IntStream.range(0, places.size()).allMatch(i -> places.get(i) == places.get(0) + i * step);
        return even ? Optional.of(new Slices(places.get(0), places.size(), step)) : Optional.empty();
    }

    /** The label that a slice has in all channels and frames; empty if there is no such. */
    private String label(int slice) {
        List<String> labels = labels(slice);
        return labels.size() == 1 ? labels.get(0) : "";
    }

    /** The labels of a slice in all channels and frames, each once. */
    private List<String> labels(int slice) {
        int channels = image.getNChannels();
        return IntStream.range(0, channels * image.getNFrames())
                .map(i -> image.getStackIndex(i % channels + 1, slice, Math.floorDiv(i, channels) + 1))
                .mapToObj(index -> Objects.requireNonNullElse(image.getStack().getSliceLabel(index), ""))
                .distinct()
                .toList();
    }

    /** Whether channels or frames were put together that do not say the same of their place. */
    private boolean mixesPlaces() {
        return IntStream.rangeClosed(1, image.getNSlices())
                .anyMatch(slice -> labels(slice).size() > 1);
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

    /** The grid that the image was cut out of, of the slices that it has; empty if it was not, or that is unknown. */
    Optional<WholeGrid> whole() {
        boolean isWhole = image.getWidth() == carried.columns() && image.getHeight() == carried.rows();
        Optional<Slices> slices = isWhole || !carried.lost().isEmpty() ? Optional.empty() : slices();
        return slices.flatMap(found -> samples(found).cornerOf(image, carried.columns(), carried.rows()))
                .map(corner -> {
                    long[] first = first(corner, image.getWidth(), image.getHeight(), slices.get());
                    first[carried.sliceAxis()] = 0;
                    StackGrid whole = part(new Corner(0, 0), carried.columns(), carried.rows(), slices.get());
                    return new WholeGrid(
                            whole.geometry(), Arrays.stream(first).boxed().toList(), Optional.empty());
                });
    }

    /** The first voxel of a part along x, y, z; along the slices the one of its first slice. */
    private long[] first(Corner corner, int columns, int rows, Slices slices) {
        long[] first = carried.toVoxel(corner.column(), corner.row(), slices.first());
        long[] last = carried.toVoxel(corner.column() + columns - 1, corner.row() + rows - 1, slices.first());
        Arrays.setAll(first, axis -> Math.min(first[axis], last[axis]));
        return first;
    }

    private StackGrid part(Corner corner, int columns, int rows, Slices slices) {
        long[] counts = carried.toVoxel(0, 0, 0);
        long[] last = carried.toVoxel(columns - 1, rows - 1, 0);
        Arrays.setAll(counts, axis -> Math.abs(last[axis] - counts[axis]) + 1);
        long[] steps = {1, 1, 1};
        counts[carried.sliceAxis()] = slices.count();
        steps[carried.sliceAxis()] = slices.step();
        VolumeGeometry part = carried.geometry().part(first(corner, columns, rows, slices), counts, steps);
        return carried.oriented() ? StackGrid.shown(part) : StackGrid.stored(part);
    }

    /** A cut-out so thin that its slices would be taken across those of the image is none. */
    private boolean isShown(StackGrid part) {
        return part.sliceAxis() == carried.sliceAxis()
                && part.columns() == image.getWidth()
                && part.rows() == image.getHeight();
    }
}
