package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lesionlens.volume.UserMessageException;

/**
 * Some pixels of a stack, by which it is known again after it was flipped, turned or cropped.
 *
 * <p>Some of them lie anywhere, some on both sides of edges, so that even small lesions of a label image pin it down. A
 * change of contrast or bit depth does not matter: a stack lies as is thought if equal samples are still equal, none that
 * was darker than another is brighter now, and some still differ. They are of the first channel and frame, and no NaN.
 *
 * @param samples by rising value
 */
record PixelSamples(List<Sample> samples) {
    private static final int ANYWHERE = 512;
    private static final int EDGES = 512;
    private static final int ENOUGH = 32;
    private static final int BYTES = 3 * Character.BYTES + Float.BYTES;

    /** A pixel, counted from 0, and its value. */
    private record Sample(int column, int row, int slice, float value) {}

    /** A way to flip a stack along its axes and to turn it by quarters. */
    private record Turn(boolean exchanged, boolean column, boolean row, boolean slice) {
        static final int COUNT = 16;
        static final Turn NONE = of(0);

        static Turn of(int bits) {
            return new Turn((bits & 8) != 0, (bits & 4) != 0, (bits & 2) != 0, (bits & 1) != 0);
        }

        /** Where a sample lies afterwards, in a stack of the size that it has then. */
        Sample apply(Sample sample, ImagePlus after) {
            int x = exchanged ? sample.row : sample.column;
            int y = exchanged ? sample.column : sample.row;
            return new Sample(
                    column ? after.getWidth() - 1 - x : x,
                    row ? after.getHeight() - 1 - y : y,
                    slice ? after.getNSlices() - 1 - sample.slice : sample.slice,
                    sample.value);
        }
    }

    /** Sees the values of samples, by rising value then. */
    private static final class Order {
        private float then = Float.NEGATIVE_INFINITY;
        private float now = Float.NEGATIVE_INFINITY;
        private float darkest = Float.NaN;
        private int brighter;

        /** Whether this one is not darker than those before; a value that is not there now fails. */
        boolean keeps(float valueThen, float valueNow) {
            boolean kept = valueThen > then ? valueNow >= now : valueNow == now;
            darkest = Float.isNaN(darkest) ? valueNow : darkest;
            then = valueThen;
            now = valueNow;
            brighter += valueNow > darkest ? 1 : 0;
            return kept;
        }

        /** How many are brighter than the darkest: where there are none, nothing is told. */
        int brighter() {
            return brighter;
        }
    }

    /** The first column and row of a cut-out, from 0. */
    record Corner(int column, int row) {}

    /** Samples of an image; of equal images the same ones. */
    static PixelSamples of(ImagePlus image) {
        SplittableRandom random = new SplittableRandom(1);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < ANYWHERE; i++) {
            int slice = random.nextInt(image.getNSlices());
            int column = random.nextInt(image.getWidth());
            samples.add(sample(image, array(image, slice), column, random.nextInt(image.getHeight()), slice));
        }
        for (Sample edge : edges(image, random)) {
            Object pixels = array(image, edge.slice);
            samples.add(edge);
            samples.add(sample(image, pixels, edge.column - 1, edge.row, edge.slice));
            samples.add(sample(image, pixels, edge.column, edge.row - 1, edge.slice));
        }
        return sorted(samples);
    }

    /** Pixels that differ from their left or upper neighbour; each has the same chance (reservoir sampling). */
    private static List<Sample> edges(ImagePlus image, SplittableRandom random) {
        List<Sample> edges = new ArrayList<>();
        int width = image.getWidth();
        int seen = 0;
        for (int slice = 0; slice < image.getNSlices(); slice++) {
            Object pixels = array(image, slice);
            for (int row = 1; row < image.getHeight(); row++) {
                for (int column = 1; column < width; column++) {
                    int index = row * width + column;
                    float value = value(pixels, index);
                    boolean edge = !Float.isNaN(value)
                            && (value != value(pixels, index - 1) || value != value(pixels, index - width));
                    int place = !edge ? EDGES : seen < EDGES ? seen : random.nextInt(seen + 1);
                    seen += edge ? 1 : 0;
                    if (place < edges.size()) {
                        edges.set(place, new Sample(column, row, slice, value));
                    } else if (place < EDGES) {
                        edges.add(new Sample(column, row, slice, value));
                    }
                }
            }
        }
        return edges;
    }

    /** NaN, which is equal to nothing, tells nothing. */
    private static PixelSamples sorted(List<Sample> samples) {
        return new PixelSamples(samples.stream()
                .filter(sample -> !Float.isNaN(sample.value))
                .sorted(Comparator.comparingDouble(Sample::value))
                .toList());
    }

    private static ImageProcessor pixels(ImagePlus image, int slice) {
        return image.getStack().getProcessor(image.getStackIndex(1, slice + 1, 1));
    }

    /** Of a slice as ImageJ keeps it: a processor of a stack of 16 bit looks at all pixels for the darkest and the brightest first. */
    private static Object array(ImagePlus image, int slice) {
        return image.getStack().getPixels(image.getStackIndex(1, slice + 1, 1));
    }

    /** As a processor gives it. */
    private static float value(Object pixels, int index) {
        if (pixels instanceof byte[] bytes) {
            return bytes[index] & 0xff;
        }
        if (pixels instanceof short[] shorts) {
            return shorts[index] & 0xffff;
        }
        return pixels instanceof int[] colors ? colors[index] : ((float[]) pixels)[index];
    }

    private static Sample sample(ImagePlus image, Object pixels, int column, int row, int slice) {
        return new Sample(column, row, slice, value(pixels, row * image.getWidth() + column));
    }

    /**
     * Those of some slices of the stack.
     *
     * @param slices which ones, from 0, in their order
     */
    PixelSamples ofSlices(List<Integer> slices) {
        return new PixelSamples(samples.stream()
                .filter(sample -> slices.contains(sample.slice))
                .map(sample -> new Sample(sample.column, sample.row, slices.indexOf(sample.slice), sample.value))
                .toList());
    }

    /** Whether an image is what these were taken from, flipped or turned by quarters, but not as it was; false of no samples. */
    boolean areTurnedIn(ImagePlus image) {
        Object[] slices = new Object[image.getNSlices()];
        return !samples.isEmpty()
                && !lie(Turn.NONE, image, slices)
                && IntStream.range(1, Turn.COUNT).anyMatch(turn -> lie(Turn.of(turn), image, slices));
    }

    /** Whether an image lies as what these were taken from; not if it is smaller. */
    boolean lieAsIn(ImagePlus image) {
        return lie(Turn.NONE, image, new Object[image.getNSlices()]);
    }

    /**
     * Whether an image is what these were taken from, turned so; no more of it is read than tells.
     *
     * @param slices that were read before, null where none was; others are put there
     */
    private boolean lie(Turn turn, ImagePlus image, Object[] slices) {
        Order order = new Order();
        for (Sample sample : samples) {
            Sample there = turn.apply(sample, image);
            boolean isInside = there.slice >= 0
                    && there.slice < slices.length
                    && isInside(there.column, there.row, image.getWidth(), image.getHeight());
            if (isInside && slices[there.slice] == null) {
                slices[there.slice] = array(image, there.slice);
            }
            int index = there.row * image.getWidth() + there.column;
            if (!isInside || !order.keeps(sample.value, value(slices[there.slice], index))) {
                return false;
            }
        }
        return order.brighter() > 0;
    }

    /**
     * Checks that an image still lies as what these were taken from.
     *
     * @param columns of the slices that these were taken from; what was turned by a quarter and is not square has its
     *     columns and rows exchanged
     * @param rows of these slices
     * @throws UserMessageException if it was flipped or turned
     */
    void requireNotTurned(ImagePlus image, long columns, long rows) {
        if (isTurned(image, columns, rows)) {
            throw new UserMessageException("the image \"" + image.getTitle() + "\" was flipped, reversed or rotated"
                    + " since it was opened, so nobody knows where its slices lie in the patient: turn it back, or open"
                    + " it again");
        }
    }

    /** Whether an image was flipped or turned, as {@link #requireNotTurned} tells. */
    boolean isTurned(ImagePlus image, long columns, long rows) {
        boolean sameSize = image.getWidth() == columns && image.getHeight() == rows;
        boolean exchanged = image.getWidth() == rows && image.getHeight() == columns;
        return exchanged && !sameSize || sameSize && areTurnedIn(image);
    }

    /**
     * Where an image was cut out of the slices that these were taken from; empty if there is no such place, or several, or
     * too few samples to tell.
     *
     * @param columns of the slices
     * @param rows of the slices
     */
    Optional<Corner> cornerOf(ImagePlus cutOut, int columns, int rows) {
        List<ImageProcessor> slices = IntStream.range(0, cutOut.getNSlices())
                .mapToObj(slice -> pixels(cutOut, slice))
                .toList();
        List<Corner> found = new ArrayList<>();
        for (int row = 0; row <= rows - cutOut.getHeight() && found.size() < 2; row++) {
            for (int column = 0; column <= columns - cutOut.getWidth() && found.size() < 2; column++) {
                Corner corner = new Corner(column, row);
                if (mayLieAt(corner, slices)) {
                    found.add(corner);
                }
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private boolean mayLieAt(Corner corner, List<ImageProcessor> slices) {
        Order order = new Order();
        for (Sample sample : samples) {
            ImageProcessor pixels = slices.get(sample.slice);
            int column = sample.column - corner.column;
            int row = sample.row - corner.row;
            if (isInside(column, row, pixels.getWidth(), pixels.getHeight())
                    && !order.keeps(sample.value, pixels.getf(column, row))) {
                return false;
            }
        }
        return order.brighter() >= ENOUGH;
    }

    private static boolean isInside(int column, int row, int width, int height) {
        return column >= 0 && row >= 0 && column < width && row < height;
    }

    /** As the text of an image property. */
    String write() {
        ByteBuffer bytes = ByteBuffer.allocate(samples.size() * BYTES);
        for (Sample sample : samples) {
            bytes.putChar((char) sample.column).putChar((char) sample.row).putChar((char) sample.slice);
            bytes.putFloat(sample.value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Reads the text of a property; none if it is not ours. */
    static PixelSamples read(String text) {
        List<Sample> samples = new ArrayList<>();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text.strip()));
            while (bytes.remaining() >= BYTES) {
                samples.add(new Sample(bytes.getChar(), bytes.getChar(), bytes.getChar(), bytes.getFloat()));
            }
        } catch (IllegalArgumentException e) {
            samples.clear(); // somebody edited it
        }
        return sorted(samples);
    }
}
