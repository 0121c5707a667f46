package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Progress;

/**
 * Sends the slices of an image whole through a network, some at a time. A slice is seen in further views only if something was
 * seen in the first one. For one thread.
 */
final class SliceNetwork {
    /** Runs whose slices are prepared together; bounds the memory. */
    private static final int GROUP = 8;

    private static final long GROUP_NUMBERS = 1 << 21;
    /** Where nothing is as probable as this, other views are not looked at. */
    private static final float SEEN = 0.05f;

    /**
     * What came of it besides the planes.
     *
     * @param distance how unlike those of the training the slices are; empty if the model does not know
     * @param note what happened to the device, for people
     */
    record Said(OptionalDouble distance, Optional<String> note) {}

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
     * Sends all slices; progress is reported and cancelling looked for once a run. While the network is at work, the next slices
     * are prepared and the last ones mapped back in another thread.
     *
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    Said run(AnswerGrid.Planes target, Progress progress) {
        SliceWindow window = SliceWindow.of(image.size(0), image.size(1), model.description());
        int count = image.size(2);
        int[] sizes = {image.size(0), image.size(1), count};
        AnswerGrid answers = new AnswerGrid(image, model.description().output().orElseThrow(), sizes, target);
        WindowRuns.Form form = new WindowRuns.Form(count, window.width(), window.height(), 1);
        try (WindowRuns network = new WindowRuns(model, true, form, batch);
                SideWork beside = new SideWork()) {
            WindowDistances distances = new WindowDistances(model, window.width(), window.height(), 1);
            int step = group(network.together(), window);
            Group spare = new Group(step, window, distances);
            CompletableFuture<Group> next = prepared(new Group(step, window, distances), 0, network, beside);
            for (int first = 0; first < count; first += step) {
                Group group = SideWork.get(next);
                if (!network.take(group.ahead)) {
                    group.recall();
                }
                next = prepared(spare, first + step, network, beside);
                int at = first;
                List<float[]> planes = planes(group, network, progress);
                beside.then(() -> add(answers, at, planes, network));
                spare = group; // the network has seen it
            }
            beside.finish();
            return new Said(distances.middle(), network.note());
        }
    }

    private List<float[]> add(AnswerGrid answers, int first, List<float[]> planes, WindowRuns network) {
        if (Answers.areProbabilities(model.description().output().orElseThrow())) {
            planes.stream().parallel().forEach(Answers::round);
        }
        List<float[]> done = answers.add(first, planes);
        done.forEach(network::giveBack);
        return done;
    }

    /** Slices from one on, in the room of a group; of the first ones, and of none, nothing is put ahead: that takes memory. */
    private CompletableFuture<Group> prepared(Group group, int first, WindowRuns network, SideWork beside) {
        boolean isLater = 0 < first && first < image.size(2);
        group.ahead = isLater ? network.ahead(group.windows.length) : Optional.empty();
        return beside.then(() -> {
            group.first = first;
            group.count = Math.max(0, Math.min(group.windows.length, image.size(2) - first));
            if (group.ahead.isPresent() && !isAlone() && group.window.isFull() && views.length == 1) {
                lay(group, group.ahead.get());
            } else {
                fill(group);
            }
            return group;
        });
    }

    /** Kept frames go into the network's memory as they are; nothing of them is needed here. */
    private void lay(Group group, NetworkBinding.Ahead ahead) {
        List<Voxels> channels = image.channels();
        int pixels = group.window.pixels();
        for (int place = 0; place < group.count; place++) {
            int at = place;
            group.windows[place] = null;
            for (int channel = 0; channel < channels.size(); channel++) {
                int from = channel * pixels;
                channels.get(channel).lend(group.first + place, frame -> ahead.put(at, from, frame));
            }
            if (model.suitability().isPresent()) {
                group.deviations[place] = WindowDistances.deviation(own(group, place));
            }
        }
    }

    /** A slice itself, channel after channel. */
    private float[] own(Group group, int place) {
        int[] own = NeighbourPlanes.own(model.description());
        int pixels = group.window.pixels();
        if (group.own.length == 0) {
            group.own = new float[own.length * pixels];
        }
        for (int i = 0; i < own.length; i++) {
            int from = i * pixels;
            Voxels channel = image.channels().get(own[i]);
            channel.lend(group.first + place, plane -> System.arraycopy(plane, 0, group.own, from, pixels));
        }
        return group.own;
    }

    private void fill(Group group) {
        IntStream places = places(group);
        (model.device().isGpu() && isAlone() ? places.parallel() : places).forEach(place -> {
            straight(group.first + place, group.window, group.room(place));
            if (model.suitability().isPresent()) {
                group.deviations[place] = group.distances.deviation(group.windows[place], group.window.content());
            }
        });
        group.ahead.ifPresent(ahead -> places(group).forEach(place -> ahead.put(place, group.windows[place])));
    }

    private static IntStream places(Group group) {
        return IntStream.range(0, group.count);
    }

    /** Runs that are prepared together: fewer where the windows are so large that they would take more memory than the volume. */
    private int group(int together, SliceWindow window) {
        long numbers = (long) together
                * views.length
                * window.pixels()
                * image.channels().size();
        return together * (int) Math.max(1, Math.min(GROUP, GROUP_NUMBERS / numbers));
    }

    /** Puts a slice into its window, channel after channel. */
    private void straight(int slice, SliceWindow window, float[] into) {
        List<Voxels> channels = image.channels();
        for (int channel = 0; channel < channels.size(); channel++) {
            Voxels voxels = channels.get(channel);
            int from = channel * window.pixels();
            if (window.isFull()) {
                voxels.read(voxels.plane(slice), into, from);
            } else {
                window.putAround(voxels.read(voxels.plane(slice)), fill(), into, from);
            }
        }
    }

    /** Neighbours are prepared once where slices are read in their order. */
    private boolean isAlone() {
        return model.description().network().context().isEmpty();
    }

    private Fill fill() {
        return ((Window.Whole) model.description().network().window()).fill();
    }

    /** What is said of each slice of a group, averaged over the views that it is seen in. */
    private List<float[]> planes(Group group, WindowRuns network, Progress progress) {
        Output output = model.description().output().orElseThrow();
        int[] all = IntStream.range(0, group.count).toArray();
        WindowRuns.Taker first = (slice, answer, told, row) ->
                group.distances.add(told, row, group.window.content(), group.deviations[slice]);
        float[][] said = new Look(group, all, 0, first).through(network, progress);
        int[] again = views.length == 1
                ? new int[0]
                : Arrays.stream(all)
                        .parallel()
                        .filter(slice -> Answers.largest(output, said[slice]) >= SEEN)
                        .toArray();
        for (int view = 1; view < views.length && again.length > 0; view++) {
            float[][] other = new Look(group, again, view, (slice, answer, told, row) -> {}).through(network, progress);
            for (int i = 0; i < again.length; i++) {
                add(other[i], said[again[i]]);
            }
        }
        Arrays.stream(again).parallel().forEach(slice -> divide(said[slice], views.length));
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

    /** Some slices of a group in a view. */
    private final class Look {
        private final Group group;
        private final int[] which;
        private final int view;
        private final WindowRuns.Taker besides;

        /** @param besides is told of each answer, by the number of its slice in the group */
        Look(Group group, int[] which, int view, WindowRuns.Taker besides) {
            this.group = group;
            this.which = which;
            this.view = view;
            this.besides = besides;
        }

        private float[] cut(float[] answer, WindowRuns network) {
            float[] slice = group.window.cut(answer);
            network.giveBack(answer);
            return slice;
        }

        /** What the network says of them. */
        float[][] through(WindowRuns network, Progress progress) {
            float[][] seen = Arrays.stream(which)
                    .parallel()
                    .mapToObj(slice -> group.view(group.windows[slice], views[view]))
                    .toArray(float[][]::new);
            for (int done = 0; done < seen.length; ) {
                int start = done;
                int end = Math.min(start + network.together(), seen.length);
                progress.throwIfCancelled();
                int before = (view * group.count + which[start]) / views.length;
                progress.update(STAGE, group.first + before, image.size(2));
                network.run(
                        Arrays.copyOfRange(seen, start, end),
                        (window, answer, told, row) -> {
                            seen[start + window] = answer;
                            besides.take(which[start + window], answer, told, row);
                        },
                        progress);
                done = end;
            }
            return Arrays.stream(seen)
                    .parallel()
                    .map(answer -> group.view(answer, views[view]))
                    .map(answer -> group.window.isFull() ? answer : cut(answer, network))
                    .toArray(float[][]::new);
        }
    }

    /** Room for slices that are prepared together, used again for later ones. */
    private final class Group {
        /** Null where slices were only put ahead. */
        private final float[][] windows;

        private final SliceWindow window;
        private final WindowDistances distances;
        /** How much each slice varies, where that is looked at, and room for one to find that. */
        private final double[] deviations;

        private float[] own = new float[0];

        private int first;
        private int count;
        /** Where the network sees them, if they go in in one run. */
        private Optional<NetworkBinding.Ahead> ahead = Optional.empty();

        /** @param most slices at once */
        Group(int most, SliceWindow window, WindowDistances distances) {
            this.windows = new float[Math.min(most, image.size(2))][];
            this.window = window;
            this.distances = distances;
            this.deviations = new double[windows.length];
        }

        /** The window of a slice that is filled here, by its place in the group; what was in it is overwritten. */
        float[] room(int place) {
            if (windows[place] == null) {
                windows[place] = new float
                        [Math.multiplyExact(window.pixels(), image.channels().size())];
            }
            return windows[place];
        }

        /** Windows that were only put ahead. */
        void recall() {
            for (int place = 0; place < count; place++) {
                windows[place] = windows[place] == null ? ahead.orElseThrow().window(place) : windows[place];
            }
        }

        /** A window, or what was said of it, mirrored; what surrounds the slice stays. */
        float[] view(float[] values, int view) {
            return Mirrors.view(values, new int[] {window.width(), window.height(), 1}, window.content(), view);
        }
    }
}
