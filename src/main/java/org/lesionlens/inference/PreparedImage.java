package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.AxisTurn;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.PlaneWriter;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * An image as a network sees it, block by block on demand, and the way back onto the image's own grid.
 *
 * <p>The steps of the model's preparation are taken in their order; statistics are found when it is made, in passes over the
 * image, which must not change from then on. A network of slices sees x and y of it, and z is across the slices. Voxels of no
 * tissue are as dark as the darkest tissue of their channel. For any number of threads.
 */
final class PreparedImage {
    private static final int AXES = 3;
    /** mm; a spacing that differs by no more is the same to MONAI's Spacing. */
    private static final double SAME_SPACING = 1e-3;

    private static final int LEAST_PIXELS = 16;
    /** Slices of more than this many fields of view are taken for a wrong spacing: the window would fill the memory. */
    private static final double MOST_FIELDS = 3;

    private static final long MOST_PIXELS = 1 << 28;
    /** Voxels along an axis after resampling: more come from a wrong spacing. */
    private static final long MOST_VOXELS = 1 << 16;

    private final Model model;
    private final NetworkAxes axes;
    private final VolumeGeometry geometry;
    private final AxisTurn turn;
    private List<Voxels> channels;
    /** Colours that a picture does not have. */
    private final List<Volume> blank;
    /** The channels on this grid before any intensity was changed; empty until one is. */
    private List<Voxels> untouched = List.of();

    /** What was done to the grid. */
    private final List<UnaryOperator<Voxels>> moves = new ArrayList<>();

    private final PlaceMap[] places = new PlaceMap[AXES];
    private final Interpolation[] back = new Interpolation[AXES];

    /**
     * Takes the statistics of an image.
     *
     * @param volumes one for each channel of the model, all on one grid
     * @throws UnsuitableImageException if a channel shows nothing, has infinite voxels, or its spacing is not known but wanted
     * @throws UnsuitableModelException if the steps are not those that can be taken
     */
    PreparedImage(List<Volume> volumes, Model model) {
        this.model = model;
        this.axes = NetworkAxes.of(model.network());
        this.geometry = NeighbourPlanes.grid(volumes.get(0).geometry(), model);
        this.turn = NewGrid.turn(geometry, model).reordered(axes.toArray());
        for (int axis = 0; axis < AXES; axis++) {
            places[axis] = PlaceMap.identity(turn.size(axis));
            back[axis] = Interpolation.NEAREST;
        }
        requireSize();
        this.blank = ModelChannels.blankColours(volumes, model);
        this.channels = volumes.stream()
                .<Voxels>map(volume -> new Voxels.Stored(volume, turn))
                .toList();
        model.preparation().forEach(this::take);
        lightUp(IntStream.range(0, channels.size()).boxed().toList());
        model.network()
                .context()
                .ifPresent(context -> channels =
                        NeighbourPlanes.of(channels, context, NewGrid.isBeforeStoredAfter(context, turn, model)));
    }

    private void requireSize() {
        if (model.network().window().dimensions() == 3) {
            if (geometry.isPlanar()) {
                throw new UnsuitableImageException("the image is a single slice but the model " + model.shownName()
                        + " sees volumes: choose a volume, or a model of slices");
            }
            return;
        }
        if (Math.min(turn.size(0), turn.size(1)) < LEAST_PIXELS) {
            throw new UnsuitableImageException("a slice has " + turn.size(0) + " x " + turn.size(1)
                    + " pixels but must have at least " + LEAST_PIXELS + " x " + LEAST_PIXELS
                    + ": choose a larger image");
        }
        double pixel = model.purpose().nominalPixelMm(geometry);
        double width = pixel * turn.size(0) * turn.spacingMm(0);
        double height = pixel * turn.size(1) * turn.spacingMm(1);
        double field = model.purpose().fieldOfViewMm().orElse(Double.POSITIVE_INFINITY);
        if (Math.max(width, height) > MOST_FIELDS * field) {
            throw new UnsuitableImageException(String.format(
                    Locale.ROOT,
                    "a slice is %.0f x %.0f mm large but the model is made for %.0f mm: check the pixel spacing, or crop",
                    width,
                    height,
                    field));
        }
    }

    private void take(Preparation step) {
        if (step instanceof Preparation.Reorient) {
            return;
        }
        if (step instanceof Preparation.ForChannel one) {
            take(one.step(), List.of(requireChannel(one.channel())));
            return;
        }
        List<Integer> all = IntStream.range(0, channels.size()).boxed().toList();
        if (NewGrid.isMadeBy(step)) {
            lightUp(all);
            untouched = List.of();
        }
        if (step instanceof Preparation.Joint joint) {
            take(joint.step(), all);
        } else if (step instanceof Preparation.Resample resample) {
            resample(resample);
        } else if (step instanceof Preparation.Resize resize) {
            resize(resize);
        } else if (step instanceof Preparation.FitLongSide fit) {
            fit(fit);
        } else if (step instanceof Preparation.CropToNonzero crop) {
            crop(NonzeroMask.box(channels, crop.positive()));
        } else {
            all.forEach(channel -> take(step, List.of(channel)));
        }
    }

    private int requireChannel(int channel) {
        if (channel >= channels.size()) {
            throw new UnsuitableModelException("the model " + model.shownName() + " prepares channel " + channel
                    + " (counted from 0) but has " + channels.size() + ": install it again");
        }
        return channel;
    }

    private void take(Preparation step, List<Integer> together) {
        if (!IntensitySteps.knowsTissue(step) || together.size() > 1) {
            lightUp(together);
        }
        if (untouched.isEmpty()) {
            untouched = channels;
        }
        IntensitySteps steps = new IntensitySteps(untouched, channels, together);
        if (step instanceof Preparation.ZScore score) {
            channels = steps.after(score);
        } else if (step instanceof Preparation.PercentileRange range) {
            channels = steps.after(range);
        } else if (step instanceof Preparation.PercentileClip clip) {
            channels = steps.after(clip);
        } else {
            together.forEach(channel -> set(channel, new Voxels.Changed(channels.get(channel), PointSteps.of(step))));
        }
    }

    private void set(int channel, Voxels voxels) {
        List<Voxels> changed = new ArrayList<>(channels);
        changed.set(channel, voxels);
        channels = List.copyOf(changed);
    }

    /** Puts the lowest intensity where there is no tissue, in channels that are still as stored. */
    private void lightUp(List<Integer> which) {
        for (int channel : which) {
            if (channels.get(channel) instanceof Voxels.Stored stored && !blank.contains(stored.volume())) {
                set(channel, PointSteps.lit(stored));
            }
        }
    }

    private void crop(Block box) {
        for (int axis = 0; axis < AXES; axis++) {
            places[axis] = places[axis].cropped(box.first(axis), box.side(axis));
        }
        move(inner -> new Voxels.Cropped(inner, box));
    }

    private void move(UnaryOperator<Voxels> step) {
        channels = channels.stream().map(step).toList();
        moves.add(step);
    }

    /**
     * Something else on the image's own grid, brought onto that of the channels; its numbers are not changed on the way but
     * interpolated as the image's.
     */
    Voxels alike(Volume volume) {
        Voxels moved = new Voxels.Stored(volume, turn);
        for (UnaryOperator<Voxels> step : moves) {
            moved = step.apply(moved);
        }
        return moved;
    }

    private void resample(Preparation.Resample step) {
        double pixel = model.purpose().nominalPixelMm(geometry);
        double[] before = new double[AXES];
        double[] after = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            before[axis] = pixel * turn.spacingMm(axis) / Math.abs(places[axis].scale());
            double wanted = step.spacingMm().get(axes.order().get(axis));
            after[axis] = wanted == 0 ? before[axis] : wanted;
            requireSpacing(axis, wanted);
        }
        int apart = NewGrid.across(before, after, step.apartAbove());
        int apartBack = NewGrid.across(after, before, step.apartAbove());
        AxisFilter[] filters = new AxisFilter[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            filters[axis] = filter(axis, step, before[axis], after[axis], axis == apart);
            back[axis] = NewGrid.backwards(axis == apartBack ? step.across() : step.within(), filters[axis]);
        }
        requirePixels(filters);
        boolean triangle = step.within() == Interpolation.TRIANGLE;
        move(inner -> new Voxels.Resampled(inner, new GridFilter(filters, apart, triangle, inner)));
    }

    private void resize(Preparation.Resize step) {
        AxisFilter[] filters = new AxisFilter[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            int wanted = step.sides().get(axes.order().get(axis));
            int size = channels.get(0).size(axis);
            filters[axis] = edgeToEdge(axis, step.within(), wanted == 0 ? size : wanted);
            back[axis] = NewGrid.backwards(step.within(), filters[axis]);
        }
        requirePixels(filters);
        move(inner -> new Voxels.Resampled(inner, new GridFilter(filters, -1, false, inner)));
    }

    private void fit(Preparation.FitLongSide step) {
        long longer = Math.max(channels.get(0).size(0), channels.get(0).size(1));
        AxisFilter[] filters = new AxisFilter[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            int size = channels.get(0).size(axis);
            filters[axis] = edgeToEdge(axis, Interpolation.TRIANGLE, axis == 2 ? size : step.side(size, longer));
            back[axis] = Interpolation.TRIANGLE;
        }
        channels = channels.stream()
                .<Voxels>map(inner -> new Voxels.Resampled(inner, new GridFilter(filters, -1, true, inner)))
                .toList();
    }

    private void requirePixels(AxisFilter... filters) {
        if ((long) filters[0].target() * filters[1].target() > MOST_PIXELS) {
            throw new UnsuitableImageException("a slice has " + filters[0].target() + " x " + filters[1].target()
                    + " pixels at the pixel spacing of the model " + model.shownName()
                    + ", which would fill the memory: check the pixel spacing, or crop");
        }
    }

    private AxisFilter filter(int axis, Preparation.Resample step, double before, double after, boolean across) {
        int size = channels.get(0).size(axis);
        int target = requireFew(axis, NewGrid.size(step, size, before, after));
        Interpolation kind = across ? step.across() : step.within();
        double ratio = after / before;
        if (step.centres()) {
            if (Math.abs(after - before) <= SAME_SPACING) {
                return AxisFilter.identity(size);
            }
            places[axis] = places[axis].spaced(1 / ratio);
            return AxisFilter.of(kind, size, target, ratio, 0);
        }
        return edgeToEdge(axis, kind, target);
    }

    private AxisFilter edgeToEdge(int axis, Interpolation kind, int target) {
        int size = channels.get(0).size(axis);
        places[axis] = places[axis].resized(size, target);
        double scale = (double) size / target;
        return AxisFilter.of(kind, size, target, scale, 0.5 * scale - 0.5);
    }

    private int requireFew(int axis, double size) {
        if (size > MOST_VOXELS) {
            throw new UnsuitableImageException("the image would have " + (long) size + " voxels along "
                    + "xyz".charAt(axis) + " at the spacing of the model " + model.shownName()
                    + ", which would fill the memory: check its spacing, or crop");
        }
        return (int) Math.max(1, size);
    }

    private void requireSpacing(int axis, double wanted) {
        boolean known = geometry.calibrated() || model.purpose().fieldOfViewMm().isPresent();
        boolean deep = axis == 2 && !geometry.depthKnown();
        if (wanted != 0 && (!known || deep)) {
            throw new UnsuitableImageException("the spacing of the image along " + "xyz".charAt(axis)
                    + " is not known but the model " + model.shownName() + " sees voxels of " + wanted
                    + " mm: give the image its pixel size and slice distance");
        }
    }

    Model model() {
        return model;
    }

    NetworkAxes axes() {
        return axes;
    }

    /** The grid of the image itself. */
    VolumeGeometry geometry() {
        return geometry;
    }

    /** How the image's own axes run along those in here. */
    AxisTurn turn() {
        return turn;
    }

    /** One for each input channel of the network; of one that sees neighbours as an axis, for each place along it. */
    List<Voxels> channels() {
        return channels;
    }

    /** Voxels along an axis (0 to 2) as the network sees them. */
    int size(int axis) {
        return channels.get(0).size(axis);
    }

    /** What takes planes for a map on the image's own grid. */
    PlaneWriter writer(ProbabilityMap map) {
        return new PlaneWriter(map, turn);
    }

    /** Writes a plane of the image's own grid, as it is turned in here, to where it is stored; 0 where the network did not look. */
    void write(PlaneWriter writer, int z, float[] plane) {
        eachOutside(i -> plane[i] = 0);
        writer.write(z, plane);
    }

    /** The same for labels. */
    void write(LabelMap map, int z, int[] plane) {
        eachOutside(i -> plane[i] = 0);
        turn.write(map, z, plane);
    }

    private void eachOutside(IntConsumer pixel) {
        int width = turn.size(0);
        for (int y = 0; y < turn.size(1); y++) {
            boolean row = y >= places[1].first() && y < places[1].end();
            for (int x = 0; x < (row ? places[0].first() : width); x++) {
                pixel.accept(y * width + x);
            }
            for (int x = row ? places[0].end() : width; x < width; x++) {
                pixel.accept(y * width + x);
            }
        }
    }

    /** The first faces of a box along x, y, z, in what the network sees: its first voxel reaches from 0 to 1. */
    double[] low(Box box) {
        Block turned = turn.turned(box);
        return IntStream.range(0, AXES)
                .mapToDouble(axis -> places[axis].face(turned.first(axis)))
                .toArray();
    }

    /** The last faces likewise. */
    double[] high(Box box) {
        Block turned = turn.turned(box);
        return IntStream.range(0, AXES)
                .mapToDouble(axis -> places[axis].face(turned.first(axis) + turned.side(axis)))
                .toArray();
    }

    /** The part of a window that is image, counted from the window's first voxel. */
    Block within(Block window) {
        Block within = window;
        for (int axis = 0; axis < AXES; axis++) {
            int before = window.first(axis);
            int first = Math.max(0, -before);
            int end = Math.min(window.side(axis), size(axis) - before);
            within = within.with(axis, first, end - first);
        }
        return within;
    }

    /** Where the image's voxels lie among those that the network sees, along an axis. */
    PlaceMap place(int axis) {
        return places[axis];
    }

    /** How answers are brought back along an axis. */
    Interpolation back(int axis) {
        return back[axis];
    }
}
