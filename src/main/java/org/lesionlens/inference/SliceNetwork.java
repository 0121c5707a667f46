package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Progress;

/**
 * Sends the slices of an image whole through a network, some at a time; they are prepared, and mapped back, on all cores while
 * the network rests. For one thread.
 */
final class SliceNetwork {
    /** Runs whose slices are prepared together; bounds the memory. */
    private static final int GROUP = 16;

    private static final long GROUP_NUMBERS = 1 << 22;
    private static final String STAGE = "Segmenting slices";

    private final OnnxModel model;
    private final PreparedImage image;
    private final int[] views;
    private final int batch;

    /**
     * @param views in which each slice is seen, whose answers are averaged: {@link Mirrors}
     * @param batch slices that go in at once, at least 1
     */
    SliceNetwork(OnnxModel model, PreparedImage image, int[] views, int batch) {
        this.model = model;
        this.image = image;
        this.views = views.clone();
        this.batch = batch;
    }

    /** Whether a window holds a whole slice, and the answer has its pixels. */
    boolean fits() {
        Model description = model.description();
        Output output = description.output().orElseThrow();
        return description.network().window() instanceof Window.Whole whole
                && output.scale().stream().allMatch(scale -> scale == 1)
                && IntStream.range(0, 2)
                        .allMatch(axis -> whole.sides().get(axis).holding(image.size(axis)) >= image.size(axis));
    }

    /**
     * Sends all slices; progress is reported and cancelling looked for once a run.
     *
     * @return how unlike those of the training they are; empty if the model does not know
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    OptionalDouble run(AnswerGrid.Planes target, Progress progress) {
        SliceWindow window = SliceWindow.of(image.size(0), image.size(1), model.description());
        int count = image.size(2);
        int together = Math.min(batch, count);
        int group = together
                * group((long) together
                        * views.length
                        * window.pixels()
                        * image.channels().size());
        int[] sizes = {image.size(0), image.size(1), count};
        AnswerGrid answers = new AnswerGrid(image, model.description().output().orElseThrow(), sizes, target);
        try (NetworkBinding binding =
                model.bindTelling(model.together(together * views.length), window.width(), window.height(), 1)) {
            SliceDistances distances = new SliceDistances(model, window);
            for (int first = 0; first < count; first += group) {
                int end = Math.min(first + group, count);
                float[][][] windows = IntStream.range(first, end)
                        .parallel()
                        .mapToObj(slice -> windows(slice, window))
                        .toArray(float[][][]::new);
                predict(windows, first, binding, distances, progress);
                List<float[]> planes = IntStream.range(0, windows.length)
                        .parallel()
                        .mapToObj(slice -> answer(windows[slice], window))
                        .toList();
                answers.add(first, planes);
            }
            return distances.middle();
        }
    }

    /** Fewer where the windows are so large that {@value #GROUP} runs would take more memory than the volume. */
    private static int group(long numbers) {
        return (int) Math.max(1, Math.min(GROUP, GROUP_NUMBERS / numbers));
    }

    /** The window of a slice in each view. */
    private float[][] windows(int slice, SliceWindow window) {
        float[] all =
                new float[Math.multiplyExact(window.pixels(), image.channels().size())];
        for (int channel = 0; channel < image.channels().size(); channel++) {
            Voxels voxels = image.channels().get(channel);
            float[] one = window.around(voxels.read(voxels.plane(slice)), fill());
            if (image.channels().size() == 1) {
                all = one;
            } else {
                System.arraycopy(one, 0, all, channel * one.length, one.length);
            }
        }
        float[] straight = all;
        return Arrays.stream(views)
                .mapToObj(view -> Mirrors.view(straight, sides(window), window.content(), view))
                .toArray(float[][]::new);
    }

    private Fill fill() {
        return ((Window.Whole) model.description().network().window()).fill();
    }

    private static int[] sides(SliceWindow window) {
        return new int[] {window.width(), window.height(), 1};
    }

    /** Replaces windows by what the network says of them. */
    private void predict(
            float[][][] windows, int first, NetworkBinding binding, SliceDistances distances, Progress progress) {
        int all = windows.length * views.length;
        for (int done = 0; done < all; done += binding.windows()) {
            progress.throwIfCancelled();
            progress.update(STAGE, first + done / views.length, image.size(2));
            int end = Math.min(done + binding.windows(), all);
            for (int i = done; i < end; i++) {
                binding.put(i - done, windows[i / views.length][i % views.length]);
            }
            binding.run(progress);
            for (int i = done; i < end; i++) {
                float[] seen = windows[i / views.length][i % views.length];
                if (i % views.length == 0) {
                    distances.add(binding.told(), i - done, seen);
                }
                boolean same = seen.length == binding.answerValues() && views.length == 1;
                float[] answer = same ? seen : new float[binding.answerValues()];
                binding.read(i - done, answer);
                windows[i / views.length][i % views.length] = answer;
            }
        }
    }

    /** What was said of a slice, averaged over its views. */
    private float[] answer(float[][] answers, SliceWindow window) {
        Block content = window.content();
        float[] sum = window.cut(answers[0]);
        for (int view = 1; view < views.length; view++) {
            float[] other = window.cut(Mirrors.view(answers[view], sides(window), content, views[view]));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += other[i];
            }
        }
        for (int i = 0; i < sum.length && views.length > 1; i++) {
            sum[i] /= views.length;
        }
        if (Answers.areProbabilities(model.description().output().orElseThrow())) {
            Answers.round(sum);
        }
        return sum;
    }
}
