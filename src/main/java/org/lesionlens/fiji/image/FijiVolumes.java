package org.lesionlens.fiji.image;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.draw.GreyWindow;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.io.file.Luminance;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;

/** Between ImageJ's images and volumes; always a copy, the image is never changed. */
public final class FijiVolumes {
    private static final int SHORTS = 65536;
    private static final int MOST_NEGATIVE = -32768;
    /** Of a frame, which nobody sees in a plot. */
    private static final double UNEQUAL = 0.5;

    private FijiVolumes() {}

    private interface Pixel {
        double at(ImageProcessor slice, int index);
    }

    /**
     * The calibrated values of a channel and frame (both from 1): Hounsfield units where the image has them, luminance
     * (Rec. 601) of colours.
     *
     * @throws UserMessageException if ImageJ misread them ({@link MisreadColours})
     */
    static Volume read(ImagePlus image, StackGrid grid, int channel, int frame) {
        MisreadColours.requireNone(image);
        Volume volume = Volume.allocate(grid.geometry());
        Calibration calibration = image.getCalibration();
        Pixel pixel = image.getType() == ImagePlus.COLOR_RGB
                ? FijiVolumes::luminance
                : (slice, index) -> value(calibration, slice, index);
        for (int slice = 0; slice < grid.slices(); slice++) {
            ImageProcessor processor = image.getStack().getProcessor(image.getStackIndex(channel, slice + 1, frame));
            fill(grid.slice(volume.voxels(), slice), processor, pixel);
        }
        return volume.with(CarriedPadding.of(image));
    }

    /** One of the colours red, green, blue (1 to 3) of a frame (from 1) of an image in colour, 0 to 255. */
    static Volume readColor(ImagePlus image, StackGrid grid, int color, int frame) {
        Volume volume = Volume.allocate(grid.geometry());
        Pixel pixel = (slice, index) -> ((int[]) slice.getPixels())[index] >> 8 * (3 - color) & 0xff;
        for (int slice = 0; slice < grid.slices(); slice++) {
            ImageProcessor processor = image.getStack().getProcessor(image.getStackIndex(1, slice + 1, frame));
            fill(grid.slice(volume.voxels(), slice), processor, pixel);
        }
        return volume;
    }

    static double value(Calibration calibration, ImageProcessor slice, int index) {
        return slice instanceof FloatProcessor || !calibration.calibrated()
                ? slice.getf(index)
                : calibration.getCValue(slice.get(index));
    }

    private static double luminance(ImageProcessor slice, int index) {
        int rgb = ((int[]) slice.getPixels())[index];
        return Luminance.of(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
    }

    private static <T extends RealType<T>> void fill(
            RandomAccessibleInterval<T> target, ImageProcessor slice, Pixel pixel) {
        int index = 0;
        for (T voxel : Views.flatIterable(target)) {
            voxel.setReal(pixel.at(slice, index++));
        }
    }

    /**
     * The labels of a frame of a label image or mask.
     *
     * @throws UserMessageException if a value is negative, no whole number, or above 65535, or the image is in colour
     *     or looks like intensities
     */
    public static LabelMap readLabels(ImagePlus image, StackGrid grid, int frame) {
        if (image.getStack().getProcessor(1) instanceof ColorProcessor) {
            throw new UserMessageException("the image \"" + image.getTitle()
                    + "\" is in colour but labels are whole numbers: choose a label image or a mask");
        }
        LabelMap labels = LabelMap.allocate(grid.geometry());
        Pixel pixel = (slice, index) -> label(image, slice.getf(index));
        for (int slice = 0; slice < grid.slices(); slice++) {
            ImageProcessor processor = image.getStack().getProcessor(image.getStackIndex(1, slice + 1, frame));
            fill(grid.slice(labels.voxels(), slice), processor, pixel);
        }
        LabelValues.requireLabels(image.getTitle(), labels);
        return labels;
    }

    private static float label(ImagePlus image, float value) {
        if (value < 0 || value >= SHORTS || value != Math.rint(value)) {
            throw new UserMessageException("the image \"" + image.getTitle() + "\" has the value " + value
                    + " but labels are whole numbers from 0 to 65535: choose a label image or a mask, or save lesions with"
                    + " numbers above 0 and all else as 0");
        }
        return value;
    }

    /**
     * A volume as an image: 16 bit where its values are whole numbers that fit (with a value calibration if some are
     * negative), else 32 bit. It carries the padding of the volume; padding that differs from slice to slice becomes NaN.
     *
     * @param shown the intensities from black to white; where it is empty the soft tissue has contrast
     */
    public static ImagePlus image(String title, Volume opened, Optional<IntensityWindow> shown) {
        Volume volume = opened.padding().isUniform() ? opened : new Volume(opened.tissue(), opened.geometry());
        StackGrid grid = StackGrid.shown(volume.geometry());
        double offset = offset(volume);
        ImageStack stack = new ImageStack(grid.columns(), grid.rows());
        for (int slice = 0; slice < grid.slices(); slice++) {
            RandomAccessibleInterval<FloatType> view = grid.slice(volume.voxels(), slice);
            stack.addSlice(grid.sliceLabel(slice), Double.isNaN(offset) ? floats(view) : shorts(view, offset));
        }
        ImagePlus image = new ImagePlus(title, stack);
        grid.attachTo(image);
        CarriedPadding.attach(volume.padding(), image);
        if (offset > 0) {
            image.getCalibration().setSigned16BitCalibration();
        }
        IntensityWindow window = shown.orElseGet(() -> {
            GreyWindow tissue = GreyWindow.of(volume);
            return new IntensityWindow(tissue.black(), tissue.white());
        });
        double shift = Double.isNaN(offset) ? 0 : offset;
        image.setDisplayRange(window.black() + shift, window.white() + shift);
        return image;
    }

    /** A picture of red, green and blue of 8 bits as an image in colour. */
    private static ImagePlus colours(String title, Image picture) {
        StackGrid grid = StackGrid.shown(picture.geometry());
        ImageStack stack = new ImageStack(grid.columns(), grid.rows());
        for (int slice = 0; slice < grid.slices(); slice++) {
            int[] rgb = new int[grid.columns() * grid.rows()];
            for (Image.Channel colour : picture.channels()) {
                int pixel = 0;
                for (FloatType value :
                        Views.flatIterable(grid.slice(colour.volume().voxels(), slice))) {
                    rgb[pixel] = rgb[pixel] << 8 | Math.max(0, Math.min(0xff, Math.round(value.get())));
                    pixel++;
                }
            }
            stack.addSlice(grid.sliceLabel(slice), new ColorProcessor(grid.columns(), grid.rows(), rgb));
        }
        ImagePlus image = new ImagePlus(title, stack);
        grid.attachTo(image);
        return image;
    }

    /** An image as it wants to be shown: that of its first channel, in its colours where it has some. */
    public static ImagePlus image(String title, LoadedImage loaded) {
        return loaded.image().isInColour()
                ? carrying(loaded.first(), colours(title, loaded.image()))
                : image(title, loaded.first());
    }

    /** An image of a file as it wants to be shown, which carries what the file says of its kind. */
    public static ImagePlus image(String title, LoadedVolume loaded) {
        return carrying(loaded, image(title, loaded.volume(), loaded.window()));
    }

    private static ImagePlus carrying(LoadedVolume loaded, ImagePlus image) {
        CarriedKind.attach(loaded.traits(), image);
        interval(loaded.seconds()).ifPresent(seconds -> {
            image.getCalibration().frameInterval = seconds;
            image.getCalibration().setTimeUnit("s");
        });
        return image;
    }

    /** From frame to frame in s; empty where nobody knows, or they follow each other in unequal times. */
    private static OptionalDouble interval(List<Double> seconds) {
        int last = seconds.size() - 1;
        double mean = last < 1 ? 0 : seconds.get(last) / last;
        boolean equal = IntStream.rangeClosed(1, last)
                .allMatch(frame -> Math.abs(seconds.get(frame) - frame * mean) < UNEQUAL * mean);
        return mean > 0 && equal ? OptionalDouble.of(mean) : OptionalDouble.empty();
    }

    /** Labels as an image, black to the largest one. */
    public static ImagePlus image(String title, LabelMap labels) {
        StackGrid grid = StackGrid.shown(labels.geometry());
        ImageStack stack = new ImageStack(grid.columns(), grid.rows());
        addLabels(stack, labels, grid);
        ImagePlus image = new ImagePlus(title, stack);
        grid.attachTo(image);
        int most = 1;
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            most = Math.max(most, voxel.get());
        }
        image.setDisplayRange(0, most);
        return image;
    }

    /** What is added to whole numbers so that they fit 16 bits without a sign; NaN if they do not. */
    private static double offset(Volume volume) {
        float least = 0;
        float most = 0;
        for (FloatType voxel : Views.flatIterable(volume.voxels())) {
            float value = voxel.get();
            if (value != Math.rint(value)) {
                return Double.NaN;
            }
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (least >= 0) {
            return most < SHORTS ? 0 : Double.NaN;
        }
        return least >= MOST_NEGATIVE && most < -MOST_NEGATIVE ? -MOST_NEGATIVE : Double.NaN;
    }

    /** The stack of a label map: one slice after the other. */
    static void addLabels(ImageStack stack, LabelMap labels, StackGrid grid) {
        for (int slice = 0; slice < grid.slices(); slice++) {
            stack.addSlice(shorts(grid.slice(labels.voxels(), slice), 0));
        }
    }

    /** The stack of a probability map. */
    static void addProbability(ImageStack stack, ProbabilityMap map, StackGrid grid) {
        for (int slice = 0; slice < grid.slices(); slice++) {
            stack.addSlice(floats(grid.slice(map.voxels(), slice)));
        }
    }

    /** One slice of labels. */
    static ShortProcessor labelSlice(RandomAccessibleInterval<UnsignedShortType> slice) {
        return shorts(slice, 0);
    }

    private static <T extends RealType<T>> ShortProcessor shorts(RandomAccessibleInterval<T> slice, double offset) {
        short[] pixels = new short[(int) slice.size()];
        Cursor<T> cursor = Views.flatIterable(slice).cursor();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (short) (int) (cursor.next().getRealDouble() + offset);
        }
        return new ShortProcessor((int) slice.dimension(0), (int) slice.dimension(1), pixels, null);
    }

    private static FloatProcessor floats(RandomAccessibleInterval<FloatType> slice) {
        float[] pixels = new float[(int) slice.size()];
        Cursor<FloatType> cursor = Views.flatIterable(slice).cursor();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = cursor.next().get();
        }
        return new FloatProcessor((int) slice.dimension(0), (int) slice.dimension(1), pixels);
    }

    /** The channel that is shown, from 1. */
    public static int shownChannel(ImagePlus image) {
        return image instanceof CompositeImage || image.getNChannels() > 1 ? image.getC() : 1;
    }
}
