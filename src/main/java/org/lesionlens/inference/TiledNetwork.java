package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lesionlens.model.Output;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Progress;

/**
 * Sends an image through a network tile by tile, row after row of tiles along z, and puts the answers together. Only the planes
 * that the tiles of a row cover are in memory; each is handed on as soon as no later tile covers it. The result does not depend
 * on how many tiles go in at once. For one thread.
 */
final class TiledNetwork {
    private final OnnxModel model;
    private final PreparedImage image;
    private final List<Voxels> channels;
    private final TilePlan plan;
    private final int[] views;
    private final int together;
    private final float[] lowest;
    /** Planes that tiles are added to, from {@link #firstOpen} on; channel after channel each. */
    private final List<float[]> open = new ArrayList<>();

    private int firstOpen;

    /** A tile, and how it goes in. */
    private record Window(int x, int y, int z, int view) {}

    /**
     * @param views in which each tile is seen, whose answers are averaged: {@link Mirrors}
     * @param together windows that go in at once, at least 1
     */
    TiledNetwork(OnnxModel model, PreparedImage image, int[] views, int together) {
        this.model = model;
        this.image = image;
        boolean slices = model.description().network().window().dimensions() == 2;
        this.channels = slices
                ? image.channels().stream().<Voxels>map(Voxels.LastPlane::new).toList()
                : image.channels();
        this.plan = new TilePlan(image);
        this.views = views.clone();
        this.together = model.together(together);
        this.lowest = new float[channels.size()];
        Arrays.fill(lowest, Float.NaN);
    }

    /**
     * Sends all tiles; progress is reported and cancelling looked for once a run.
     *
     * @param stage what is told to be done
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    void run(AnswerGrid.Planes target, String stage, Progress progress) {
        Output output = model.description().output().orElseThrow();
        AnswerGrid answers = new AnswerGrid(image, output, plan.sizes(), target);
        try (NetworkBinding binding = model.bind(together, plan.sides())) {
            for (int z = 0; z < plan.count(2); z++) {
                open(z, Answers.channels(output) + (plan.bounded() ? 1 : 0));
                runRow(z, binding, stage, progress);
                handOn(z, answers);
            }
        }
    }

    private void runRow(int z, NetworkBinding binding, String stage, Progress progress) {
        long perRow = (long) plan.count(0) * plan.count(1);
        List<Window> windows = new ArrayList<>();
        for (int y = 0; y < plan.count(1); y++) {
            for (int x = 0; x < plan.count(0); x++) {
                for (int view : views) {
                    windows.add(new Window(x, y, z, view));
                }
            }
        }
        for (int done = 0; done < windows.size(); done += together) {
            progress.throwIfCancelled();
            progress.update(stage, z * perRow + done / views.length, perRow * plan.count(2));
            run(windows.subList(done, Math.min(done + together, windows.size())), binding, progress);
        }
    }

    private void run(List<Window> windows, NetworkBinding binding, Progress progress) {
        for (int i = 0; i < windows.size(); i++) {
            binding.put(i, input(windows.get(i)));
        }
        binding.run(progress);
        float[] answer = new float[binding.answerValues()];
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            binding.read(i, answer);
            int[] sides = plan.answered();
            add(Mirrors.view(answer, sides, new Block(0, 0, 0, sides[0], sides[1], sides[2]), window.view()), window);
        }
    }

    private float[] input(Window window) {
        Block tile = plan.tile(window.x(), window.y(), window.z());
        int voxels = tile.voxels();
        float[] input = new float[Math.multiplyExact(voxels, channels.size())];
        for (int channel = 0; channel < lowest.length; channel++) {
            int of = channel;
            Voxels voxelsOf = channels.get(channel);
            float[] values = FilledBlock.read(voxelsOf, tile, plan.fill(), () -> lowest(of, tile));
            System.arraycopy(values, 0, input, channel * voxels, voxels);
        }
        return Mirrors.view(
                input, plan.sides(), new Block(0, 0, 0, tile.width(), tile.height(), tile.depth()), window.view());
    }

    /** Of a slice where slices go in, else of the volume. */
    private float lowest(int channel, Block tile) {
        Voxels voxels = channels.get(channel);
        if (model.description().network().window().dimensions() == 2) {
            return lowest(voxels.read(voxels.plane(tile.z())));
        }
        if (Float.isNaN(lowest[channel])) {
            lowest[channel] = Statistics.lowest(voxels);
        }
        return lowest[channel];
    }

    private static float lowest(float[] values) {
        float lowest = values[0];
        for (float value : values) {
            lowest = Math.min(lowest, value);
        }
        return lowest;
    }

    /** Makes room for the planes that a row of tiles covers. */
    private void open(int z, int answered) {
        int[] sizes = plan.sizes();
        int end = Math.min(sizes[2], plan.first(2, z) + plan.answered()[2]);
        while (firstOpen + open.size() < end) {
            open.add(new float[Math.multiplyExact(Math.multiplyExact(answered, sizes[0]), sizes[1])]);
        }
    }

    private void add(float[] answer, Window window) {
        int[] sides = plan.answered();
        int[] sizes = plan.sizes();
        float[] along = plan.weights(0, window.x());
        int startX = plan.first(0, window.x());
        int startY = plan.first(1, window.y());
        int startZ = plan.first(2, window.z());
        int from = TileWeights.first(startX);
        int to = TileWeights.last(startX, sides[0], sizes[0]);
        int answered = answer.length / (sides[0] * sides[1] * sides[2]);
        for (int z = TileWeights.first(startZ); z < TileWeights.last(startZ, sides[2], sizes[2]); z++) {
            float[] plane = open.get(startZ + z - firstOpen);
            float weightZ = plan.weights(2, window.z())[z] / views.length;
            for (int y = TileWeights.first(startY); y < TileWeights.last(startY, sides[1], sizes[1]); y++) {
                float weight = weightZ * plan.weights(1, window.y())[y];
                float[] counts = along;
                if (plan.bounded()) {
                    counts = TilePlan.bounded(along, weight * views.length);
                    weight = 1f / views.length;
                    addCounts(plane, (answered * sizes[1] + startY + y) * sizes[0] + startX, counts, weight, from, to);
                }
                for (int channel = 0; channel < answered && weight != 0; channel++) {
                    int row = ((channel * sides[2] + z) * sides[1] + y) * sides[0];
                    int at = (channel * sizes[1] + startY + y) * sizes[0] + startX;
                    addRow(plane, at, answer, row, counts, weight, from, to);
                }
            }
        }
    }

    private static void addRow(
            float[] plane, int at, float[] answer, int row, float[] along, float weight, int from, int to) {
        for (int x = from; x < to; x++) {
            plane[at + x] += weight * along[x] * answer[row + x];
        }
    }

    private static void addCounts(float[] plane, int at, float[] counts, float weight, int from, int to) {
        for (int x = from; x < to; x++) {
            plane[at + x] += weight * counts[x];
        }
    }

    /** By the last channel, which is how much the tiles counted. */
    private float[] divided(float[] sums) {
        int pixels = plan.sizes()[0] * plan.sizes()[1];
        float[] values = Arrays.copyOf(sums, sums.length - pixels);
        for (int i = 0; i < values.length; i++) {
            values[i] /= sums[values.length + i % pixels];
        }
        return values;
    }

    private void handOn(int z, AnswerGrid answers) {
        int end = z + 1 < plan.count(2) ? plan.first(2, z + 1) : plan.sizes()[2];
        List<float[]> done = new ArrayList<>(open.subList(0, end - firstOpen));
        open.subList(0, end - firstOpen).clear();
        if (plan.bounded()) {
            done.replaceAll(this::divided);
        }
        if (Answers.areProbabilities(model.description().output().orElseThrow())) {
            done.stream().parallel().forEach(Answers::round);
        }
        answers.add(firstOpen, done);
        firstOpen = end;
    }
}
