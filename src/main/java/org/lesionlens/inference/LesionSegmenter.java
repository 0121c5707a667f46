package org.lesionlens.inference;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * From a volume to the probability of lesion at every voxel, on the volume's own grid.
 *
 * <p>Slice by slice: seen as a radiologist sees it, normalised, resampled to the model's pixel spacing, sent through the
 * network (whole, or in blended tiles, as the model says), and mapped back. For one thread at a time.
 */
public final class LesionSegmenter {
    private static final String OUTPUT = Model.PROBABILITY;
    /** Batches whose slices are prepared, and mapped back, on all cores while the network rests; bounds the memory. */
    private static final int GROUP = 16;

    private static final long GROUP_NUMBERS = 1 << 22;
    /** The network's probabilities are rounded to 1 / 65536: noise far below any threshold would not compress. */
    private static final float STEPS = 65536;

    private final OnnxModel model;
    private final int batch;
    private final boolean mirror;

    /**
     * Uses a network, which stays the caller's to close.
     *
     * @param batch windows that go through the network at once, at least 1; it changes speed and memory, not the result
     * @param mirror whether to segment each whole slice mirrored too and average the two: twice the time; whether it is more
     *     accurate stands in the card of the model
     * @throws UnsuitableModelException if the model does not segment
     * @throws IllegalArgumentException if the batch is out of range
     */
    public LesionSegmenter(OnnxModel model, int batch, boolean mirror) {
        if (model.description().task() != Task.SEGMENTATION) {
            throw new UnsuitableModelException(
                    "the model " + model.description().name()
                            + " does not segment lesions: choose one of the task segmentation (see the subcommand models)");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("batch is " + batch + " but must be at least 1");
        }
        this.model = model;
        this.batch = batch;
        this.mirror = mirror;
    }

    /**
     * Segments a volume; progress is reported and cancelling looked for once a window.
     *
     * @throws org.lesionlens.volume.UnsuitableImageException if the volume is constant or has voxels that are not finite
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Segmentation segment(Image image, Progress progress) {
        PreparedSlices slices = new PreparedSlices(image.first(), model.description());
        ProbabilityMap probabilities = ProbabilityMap.allocate(image.geometry());
        if (model.description().network().window() instanceof Window.Tiles) {
            segmentTiled(slices, probabilities, progress);
        } else {
            segmentWhole(slices, probabilities, progress);
        }
        progress.update("Segmenting slices", slices.count(), slices.count());
        return new Segmentation(probabilities, Optional.empty());
    }

    private void segmentWhole(PreparedSlices slices, ProbabilityMap probabilities, Progress progress) {
        SliceWindow window = SliceWindow.of(slices.columns(), slices.rows(), model.description());
        int together = (int) Math.min(batch, slices.count());
        long[] shape = {(mirror ? 2L : 1L) * together, 1, window.height(), window.width()};
        long group = (long) together * group(shape);
        try (OnnxModel.Binding binding = model.bind(shape, OUTPUT, shape)) {
            for (long start = 0; start < slices.count(); start += group) {
                long first = start;
                long end = Math.min(first + group, slices.count());
                float[][] windows = LongStream.range(first, end)
                        .parallel()
                        .mapToObj(slice -> window(slices.slice(slice), window))
                        .toArray(float[][]::new);
                for (int done = 0; done < windows.length; done += together) {
                    progress.throwIfCancelled();
                    progress.update("Segmenting slices", first + done, slices.count());
                    predict(windows, done, Math.min(done + together, windows.length), binding, progress);
                }
                LongStream.range(first, end)
                        .parallel()
                        .forEach(slice -> write(
                                probability(windows[(int) (slice - first)], window), slices, slice, probabilities));
            }
        }
    }

    /** Fewer where the windows are so large that {@value #GROUP} batches would take more memory than the volume. */
    private static int group(long[] shape) {
        long numbers = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return (int) Math.max(1, Math.min(GROUP, GROUP_NUMBERS / numbers));
    }

    /** Replaces windows by their probabilities. */
    private static void predict(float[][] windows, int from, int to, OnnxModel.Binding binding, Progress progress) {
        for (int i = from; i < to; i++) {
            binding.input().put((i - from) * windows[i].length, windows[i]);
        }
        binding.run(progress);
        for (int i = from; i < to; i++) {
            binding.read((i - from) * windows[i].length, windows[i]);
        }
    }

    /** The window of a slice; followed, where it counts, by that of the slice with left and right exchanged. */
    private float[] window(float[] slice, SliceWindow window) {
        float[] once = window.around(slice);
        if (!mirror) {
            return once;
        }
        float[] twice = Arrays.copyOf(once, 2 * once.length);
        float[] other = window.around(mirrored(slice, window.columns()));
        System.arraycopy(other, 0, twice, once.length, other.length);
        return twice;
    }

    private float[] probability(float[] windows, SliceWindow window) {
        float[] probability = window.cut(windows);
        if (mirror) {
            float[] second = Arrays.copyOfRange(windows, window.pixels(), windows.length);
            float[] other = mirrored(window.cut(second), window.columns());
            for (int i = 0; i < probability.length; i++) {
                probability[i] = (probability[i] + other[i]) / 2;
            }
        }
        return probability;
    }

    /** Left and right exchanged. */
    private static float[] mirrored(float[] slice, int columns) {
        float[] mirrored = new float[slice.length];
        for (int i = 0; i < slice.length; i++) {
            mirrored[i] = slice[i - i % columns + columns - 1 - i % columns];
        }
        return mirrored;
    }

    private void segmentTiled(PreparedSlices slices, ProbabilityMap probabilities, Progress progress) {
        Window.Tiles window = (Window.Tiles) model.description().network().window();
        int side = window.sides().get(0);
        SlidingWindow tiles = new SlidingWindow(new int[] {side, side, 1}, 1 - window.step(), batch);
        AtomicLong slice = new AtomicLong();
        Progress bySlice = new Progress() {
            @Override
            public void update(String stage, long done, long total) {
                progress.update("Segmenting slices", slice.get(), slices.count());
            }

            @Override
            public boolean isCancelled() {
                return progress.isCancelled();
            }
        };
        VolumeGeometry grid = VolumeGeometry.uncalibrated(slices.columns(), slices.rows());
        for (; slice.get() < slices.count(); slice.incrementAndGet()) {
            Volume shown = new Volume(ArrayImgs.floats(slices.slice(slice.get()), grid.size()), grid);
            ProbabilityMap blended = tiles.run(shown, (windows, count) -> predict(windows, count, progress), bySlice);
            write(values(blended), slices, slice.get(), probabilities);
        }
    }

    private float[] predict(float[] tiles, int count, Progress progress) {
        int side =
                ((Window.Tiles) model.description().network().window()).sides().get(0);
        Tensor input = new Tensor(tiles, new long[] {count, 1, side, side});
        return model.run(input, Set.of(OUTPUT), progress).get(OUTPUT).values();
    }

    private static float[] values(ProbabilityMap map) {
        float[] values = new float[Math.toIntExact(map.geometry().voxelCount())];
        int index = 0;
        for (FloatType voxel : Views.flatIterable(map.voxels())) {
            values[index++] = voxel.get();
        }
        return values;
    }

    /** Rounds a slice's probabilities, to 0 to 1 too, and maps them back to the volume's own grid. */
    private static void write(float[] values, PreparedSlices slices, long index, ProbabilityMap probabilities) {
        for (int i = 0; i < values.length; i++) {
            float probability = Math.max(0, Math.min(1, values[i]));
            values[i] = (int) (probability * STEPS + 0.5f) / STEPS; // several times as fast as Math.round
        }
        slices.write(values, index, probabilities);
    }
}
