package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.model.Output;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Progress;

/**
 * Sends windows round a user's boxes through a network whose last channel is the box: of a network of volumes one, of slices one for
 * each slice that the box spans. For one thread.
 */
final class PromptedNetwork {
    private final OnnxModel model;
    private final PreparedImage image;
    private final int[] views;
    private final FilledWindows windows;
    private final List<WindowDistances> distances = new ArrayList<>();
    private Optional<String> note = Optional.empty();

    /**
     * Sees an image.
     *
     * @param views in which each window is seen, whose answers are averaged: {@link Mirrors}
     */
    PromptedNetwork(OnnxModel model, PreparedImage image, int... views) {
        this.model = model;
        this.image = image;
        this.views = views.clone();
        Window.Whole window = (Window.Whole) model.description().network().window();
        this.windows = new FilledWindows(image.channels(), window.fill(), window.dimensions() == 2);
    }

    /**
     * Asks what lies in a box.
     *
     * @throws org.lesionlens.volume.UnsuitableImageException if the box is too large for the memory, or holds no voxel of the prepared image
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    BoxAnswer answer(Box box, Progress progress) {
        List<PromptWindow> placed = PromptWindow.round(image, box);
        Block first = placed.get(0).block();
        Block all = first.with(2, first.z(), depth(placed));
        PartPlanes planes = new PartPlanes(image, AnswerGrid.reach(image, output(), all));
        AnswerGrid answers = new AnswerGrid(image, output(), all, planes);
        WindowRuns.Form form = new WindowRuns.Form(views.length, first.width(), first.height(), first.depth());
        WindowDistances unlike = new WindowDistances(model, first.width(), first.height(), first.depth());
        try (WindowRuns network = new WindowRuns(model, true, form, 1)) {
            for (PromptWindow each : placed) {
                progress.throwIfCancelled();
                add(image, each.block(), said(each, network, unlike, progress), answers);
            }
            note = note.or(network::note);
        }
        answers.finish();
        distances.add(unlike);
        return planes.answer(box);
    }

    /** What came of all boxes besides the planes. */
    SliceNetwork.Said said() {
        return new SliceNetwork.Said(WindowDistances.middle(distances), note);
    }

    private static int depth(List<PromptWindow> placed) {
        Block first = placed.get(0).block();
        Block last = placed.get(placed.size() - 1).block();
        return last.z() + last.depth() - first.z();
    }

    private Output output() {
        return model.description().output().orElseThrow();
    }

    /** The mean over the views. */
    private float[] said(PromptWindow placed, WindowRuns network, WindowDistances unlike, Progress progress) {
        Block block = placed.block();
        float[] input = placed.read(windows, InputShapes.channels(model.description()));
        int[] sides = {block.width(), block.height(), block.depth()};
        Block all = new Block(0, 0, 0, block.width(), block.height(), block.depth());
        float[][] inputs = Arrays.stream(views)
                .mapToObj(view -> Mirrors.view(input, sides, all, view))
                .toArray(float[][]::new);
        float[] mean = new float[block.voxels()];
        network.run(
                inputs,
                (number, answer, told, row) -> {
                    float[] straight = Mirrors.view(answer, sides, all, views[number]);
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] += straight[i] / views.length;
                    }
                    if (number == 0) {
                        unlike.add(told, row, image.within(block), image(input, block.voxels()));
                    }
                },
                progress);
        Answers.round(mean);
        return mean;
    }

    /** Without the box, which does not tell what the image is like. */
    private static float[] image(float[] input, int box) {
        return Arrays.copyOf(input, input.length - box);
    }

    /** Hands planes on of what lies in the image, 0 round it. */
    static void add(PreparedImage image, Block block, float[] said, AnswerGrid answers) {
        int width = image.size(0);
        Block within = image.within(block);
        List<float[]> planes = IntStream.range(within.z(), within.z() + within.depth())
                .mapToObj(z -> {
                    float[] plane = new float[Math.multiplyExact(width, image.size(1))];
                    for (int y = within.y(); y < within.y() + within.height(); y++) {
                        int from = (z * block.height() + y) * block.width() + within.x();
                        int to = (block.y() + y) * width + block.x() + within.x();
                        System.arraycopy(said, from, plane, to, within.width());
                    }
                    return plane;
                })
                .toList();
        answers.add(block.z() + within.z(), planes);
    }
}
