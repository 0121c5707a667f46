package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Progress;

/**
 * Sends the slices of an image whole through a network, some at a time; they are prepared, and mapped back, on all cores while
 * the network rests. A slice is seen in further views only if something was seen in the first one. For one thread.
 */
final class SliceNetwork {
    /** Runs whose slices are prepared together; bounds the memory. */
    private static final int GROUP = 16;

    private static final long GROUP_NUMBERS = 1 << 22;
    /** Where nothing is as probable as this, other views are not looked at. */
    private static final float SEEN = 0.05f;

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
        try (NetworkBinding binding = model.bindTelling(model.together(together), window.width(), window.height(), 1)) {
            SliceDistances distances = new SliceDistances(model, window);
            for (int first = 0; first < count; first += group) {
                int end = Math.min(first + group, count);
                float[][] windows = IntStream.range(first, end)
                        .parallel()
                        .mapToObj(slice -> straight(slice, window))
                        .toArray(float[][]::new);
                answers.add(first, planes(new Group(first, windows, window, distances), binding, progress));
            }
            return distances.middle();
        }
    }

    /** Fewer where the windows are so large that {@value #GROUP} runs would take more memory than the volume. */
    private static int group(long numbers) {
        return (int) Math.max(1, Math.min(GROUP, GROUP_NUMBERS / numbers));
    }

    /** The window of a slice, channel after channel. */
    private float[] straight(int slice, SliceWindow window) {
        float[] all =
                new float[Math.multiplyExact(window.pixels(), image.channels().size())];
        for (int channel = 0; channel < image.channels().size(); channel++) {
            Voxels voxels = image.channels().get(channel);
            float[] one = window.around(voxels.read(voxels.plane(slice)), fill());
            if (image.channels().size() == 1) {
                return one;
            }
            System.arraycopy(one, 0, all, channel * one.length, one.length);
        }
        return all;
    }

    private Fill fill() {
        return ((Window.Whole) model.description().network().window()).fill();
    }

    /** What is said of each slice of a group, averaged over the views that it is seen in. */
    private List<float[]> planes(Group group, NetworkBinding binding, Progress progress) {
        Output output = model.description().output().orElseThrow();
        int[] all = IntStream.range(0, group.windows.length).toArray();
        float[][] said = look(group, all, 0, binding, progress);
        int[] again = views.length == 1
                ? new int[0]
                : Arrays.stream(all)
                        .parallel()
                        .filter(slice -> Answers.largest(output, said[slice]) >= SEEN)
                        .toArray();
        for (int view = 1; view < views.length && again.length > 0; view++) {
            float[][] other = look(group, again, view, binding, progress);
            for (int i = 0; i < again.length; i++) {
                add(other[i], said[again[i]]);
            }
        }
        Arrays.stream(again).parallel().forEach(slice -> divide(said[slice], views.length));
        if (Answers.areProbabilities(output)) {
            Arrays.stream(said).parallel().forEach(Answers::round);
        }
        return List.of(said);
    }

    private static void add(float[] other, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
    }

    private static void divide(float[] sum, int count) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= count;
        }
    }

    /** What the network says of some slices in a view. */
    private float[][] look(Group group, int[] which, int view, NetworkBinding binding, Progress progress) {
        float[][] seen = Arrays.stream(which)
                .parallel()
                .mapToObj(slice -> group.view(group.windows[slice], views[view]))
                .toArray(float[][]::new);
        for (int done = 0; done < seen.length; done += binding.windows()) {
            progress.throwIfCancelled();
            int before = (view * group.windows.length + which[done]) / views.length;
            progress.update(STAGE, group.first + before, image.size(2));
            int end = Math.min(done + binding.windows(), seen.length);
            for (int i = done; i < end; i++) {
                binding.put(i - done, seen[i]);
            }
            binding.run(progress);
            for (int i = done; i < end; i++) {
                if (view == 0) {
                    group.distances.add(binding.told(), i - done, seen[i]);
                }
                seen[i] = new float[binding.answerValues()];
                binding.read(i - done, seen[i]);
            }
        }
        return Arrays.stream(seen)
                .parallel()
                .map(answer -> group.window.cut(group.view(answer, views[view])))
                .toArray(float[][]::new);
    }

    /** Slices that are prepared together. */
    private static final class Group {
        private final int first;
        private final float[][] windows;
        private final SliceWindow window;
        private final SliceDistances distances;

        Group(int first, float[][] windows, SliceWindow window, SliceDistances distances) {
            this.first = first;
            this.windows = windows;
            this.window = window;
            this.distances = distances;
        }

        /** A window, or what was said of it, mirrored; what surrounds the slice stays. */
        float[] view(float[] values, int view) {
            return Mirrors.view(values, new int[] {window.width(), window.height(), 1}, window.content(), view);
        }
    }
}
