package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.lesionlens.model.Output;
import org.lesionlens.model.Window;
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
    private final FilledWindows filled;
    private final TileSums sums;
    private final FlatWindows flat;
    private final WindowDistances distances;
    /** The tile that was prepared last. */
    private float[] kept = new float[0];

    private int keptTile = -1;
    private int keptRow = -1;

    /** A tile, and how it goes in. */
    private record Tile(int x, int y, int z, int view) {}

    /** Windows of a row along z that are prepared together, by their numbers. */
    private record Batch(int z, int from, int end) {}

    /**
     * Sees an image.
     *
     * @param views in which each tile is seen, whose answers are averaged: {@link Mirrors}
     * @param together windows that go in at once, at least 1
     */
    TiledNetwork(OnnxModel model, PreparedImage image, int[] views, int together) {
        this.model = model;
        this.image = image;
        boolean slices = model.description().network().window().dimensions() == 2;
        this.channels = slices
                ? image.channels().stream()
                        .<Voxels>map(channel -> new Voxels.LastPlane(channel))
                        .toList()
                : image.channels();
        this.plan = new TilePlan(image, () -> Reach.of(PassPlan.tiles(model)));
        this.views = views.clone();
        this.sums = new TileSums(plan, Answers.channels(output()), views.length);
        this.together = together;
        this.flat = new FlatWindows(channels.size());
        this.filled = new FilledWindows(channels, plan.fill(), slices);
        this.distances = new WindowDistances(model, plan.sides());
    }

    /**
     * Sends all tiles; progress is reported and cancelling looked for once a run. While the network is at work, the next windows
     * are prepared and the last answers put together in another thread, in an order of which nothing depends on time.
     *
     * @param stage what is told to be done
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    SliceNetwork.Said run(AnswerGrid.Planes target, String stage, Progress progress) {
        AnswerGrid answers = new AnswerGrid(image, output(), plan.sizes(), target);
        int[] sides = plan.sides();
        WindowRuns.Form form = new WindowRuns.Form(perRow(), sides[0], sides[1], sides[2]);
        try (WindowRuns network = new WindowRuns(model, isUsual(), form, together);
                SideWork beside = new SideWork()) {
            List<Batch> batches = batches(network.together());
            CompletableFuture<float[][]> next = beside.then(() -> inputs(batches.get(0)));
            for (int i = 0; i < batches.size(); i++) {
                Batch batch = batches.get(i);
                Batch after = batches.get(Math.min(i + 1, batches.size() - 1));
                float[][] inputs = SideWork.get(next);
                next = beside.then(() -> after == batch ? new float[0][] : inputs(after));
                tell(batch, stage, progress);
                float[][] said = said(batch, inputs, network, progress);
                beside.then(() -> take(batch, said, answers));
            }
            beside.finish();
            return new SliceNetwork.Said(distances.middle(), network.note());
        }
    }

    private float[][] said(Batch batch, float[][] inputs, WindowRuns network, Progress progress) {
        float[][] said = new float[inputs.length][];
        int[] unknown = IntStream.range(0, inputs.length)
                .filter(i -> !flat.knows(inputs[i]))
                .toArray();
        for (int i = 0; i < inputs.length; i++) {
            said[i] = flat.answer(); // where it is known
        }
        network.run(
                Arrays.stream(unknown).mapToObj(i -> inputs[i]).toArray(float[][]::new),
                (window, answer, told, row) -> {
                    int number = unknown[window];
                    said[number] = answer;
                    flat.learn(inputs[number], answer);
                    look(window(batch.z(), batch.from() + number), told, row, inputs[number]);
                },
                progress);
        return said;
    }

    /** Whether the tiles are such as in the training: not parts of what should go in whole. */
    private boolean isUsual() {
        Window window = model.description().network().window();
        return window instanceof Window.Tiles
                || IntStream.range(0, window.dimensions()).allMatch(axis -> plan.count(axis) == 1);
    }

    private void look(Tile tile, Optional<Tensor> told, int row, float[] input) {
        if (tile.view() == 0) {
            distances.add(told, row, image.within(plan.tile(tile.x(), tile.y(), tile.z())), input);
        }
    }

    private int perRow() {
        return Math.multiplyExact(Math.multiplyExact(plan.count(0), plan.count(1)), views.length);
    }

    private List<Batch> batches(int size) {
        List<Batch> batches = new ArrayList<>();
        for (int z = 0; z < plan.count(2); z++) {
            for (int from = 0; from < perRow(); from += size) {
                batches.add(new Batch(z, from, Math.min(from + size, perRow())));
            }
        }
        return batches;
    }

    private void tell(Batch batch, String stage, Progress progress) {
        long tiles = perRow() / views.length;
        progress.throwIfCancelled();
        progress.update(stage, batch.z() * tiles + batch.from() / views.length, tiles * plan.count(2));
    }

    private Tile window(int z, int number) {
        int tile = number / views.length;
        return new Tile(tile % plan.count(0), tile / plan.count(0), z, views[number % views.length]);
    }

    private float[][] inputs(Batch batch) {
        int first = batch.from() / views.length;
        int last = (batch.end() - 1) / views.length;
        IntStream tiles = IntStream.rangeClosed(first, last);
        float[][] straight = (model.device().isGpu() ? tiles.parallel() : tiles)
                .mapToObj(tile -> straight(batch.z(), tile))
                .toArray(float[][]::new);
        kept = straight[last - first];
        keptTile = last;
        keptRow = batch.z();
        int[] sides = plan.sides();
        Block all = new Block(0, 0, 0, sides[0], sides[1], sides[2]);
        return IntStream.range(batch.from(), batch.end())
                .mapToObj(number ->
                        Mirrors.view(straight[number / views.length - first], sides, all, views[number % views.length]))
                .toArray(float[][]::new);
    }

    /** Puts answers together; the last ones of a row complete planes. */
    private Batch take(Batch batch, float[][] said, AnswerGrid answers) {
        if (batch.from() == 0) {
            sums.open(batch.z());
        }
        int[] sides = plan.answered();
        for (int i = 0; i < said.length; i++) {
            Tile window = window(batch.z(), batch.from() + i);
            Block all = new Block(0, 0, 0, sides[0], sides[1], sides[2]);
            sums.add(Mirrors.view(said[i], sides, all, window.view()), window.x(), window.y(), window.z());
        }
        if (batch.end() == perRow()) {
            handOn(batch.z(), answers);
        }
        return batch;
    }

    private void handOn(int row, AnswerGrid answers) {
        int first = sums.first();
        List<float[]> done = sums.complete(row);
        if (Answers.areProbabilities(output())) {
            done.stream().parallel().forEach(Answers::round);
        }
        answers.add(first, done);
    }

    private Output output() {
        return model.description().output().orElseThrow();
    }

    /** A tile as it is; the views of one may be in several batches. */
    private float[] straight(int row, int number) {
        if (row == keptRow && number == keptTile) {
            return kept;
        }
        Block tile = plan.tile(number % plan.count(0), number / plan.count(0), row);
        return filled.read(tile, channels.size());
    }
}
