package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.lesionlens.inference.SliceNetwork.Said;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.PlaneWriter;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * From an image to the probability of lesion, and the label that holds, at every voxel, on the image's own grid.
 *
 * <p>The image is prepared as the model says, sent through the network (slice by slice or as a volume, whole or in tiles), and
 * what the network says is mapped back. For one thread at a time.
 */
public final class LesionSegmenter {
    private static final int OF_SLICES = 2;
    private static final String BOXES = "Segmenting boxes";

    private final OnnxModel model;
    private final int batch;
    private final boolean mirror;
    private final long mostVoxels;

    /**
     * Uses a network, which stays the caller's to close.
     *
     * @param batch windows that go through the network at once, at least 1; it changes speed and memory, not the result
     * @param mirror whether to segment each window also mirrored along the axes that the model names, and average: up to twice the
     *     time for each axis, less for slices, of which those are seen once where the first look saw nothing; whether it is more accurate stands in the card of the model
     * @throws UnsuitableModelException if the model does not segment
     * @throws IllegalArgumentException if the batch is out of range
     */
    public LesionSegmenter(OnnxModel model, int batch, boolean mirror) {
        this(model, batch, mirror, PassPlan.MOST_VOXELS);
    }

    /** @param mostVoxels of a window that holds a whole slice or volume: larger ones are seen in tiles, by passes */
    LesionSegmenter(OnnxModel model, int batch, boolean mirror, long mostVoxels) {
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
        this.mostVoxels = mostVoxels;
    }

    /** Segments an image with the threshold that the model proposes. */
    public Segmentation segment(Image image, Progress progress) {
        AnalysisSettings settings = model.description().settings().orElseThrow();
        return segment(image, settings.threshold(), progress);
    }

    /**
     * Segments an image; progress is reported and cancelling looked for once a window.
     *
     * @param image of the model's channels, by their names, or as many in the same order
     * @param threshold least probability of a lesion, which decides where labels hold; 0 for the most probable label
     * @throws UnsuitableImageException if the image lacks a channel, is constant or has voxels that are not finite
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Segmentation segment(Image image, double threshold, Progress progress) {
        model.description().requirePrompt(List.of());
        Answers answers = new Answers(model.description(), threshold);
        PreparedImage prepared = prepared(image);
        SegmentedPlanes planes = new SegmentedPlanes(prepared, answers, image.geometry());
        Said said = predict(prepared, planes, progress);
        return planes.finished(said.distance(), said.note());
    }

    /**
     * Asks what lies in boxes, of a model that has such a prompt.
     *
     * @param boxes at least one, in voxels of the image as it is stored
     * @throws UnsuitableImageException also if a box reaches beyond the image, or none of the voxels that the network sees lies in it
     * @throws org.lesionlens.volume.UsageException if the model takes no box
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public PromptedSegmentation segment(Image image, List<Box> boxes, Progress progress) {
        model.description().requirePrompt(boxes);
        boxes.forEach(box -> box.requireIn(image.geometry()));
        PromptedNetwork network = new PromptedNetwork(
                model,
                prepared(image),
                views(model.description().network().window().dimensions()));
        List<BoxAnswer> answers = new ArrayList<>();
        for (Box box : boxes) {
            progress.throwIfCancelled();
            progress.update(BOXES, answers.size(), boxes.size());
            answers.add(network.answer(box, progress));
        }
        progress.update(BOXES, boxes.size(), boxes.size());
        Said said = network.said();
        return new PromptedSegmentation(answers, said.distance(), said.note());
    }

    /**
     * What the network says, after its activation, in a map for each channel; 0 where it did not look.
     *
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    List<ProbabilityMap> channels(Image image, Progress progress) {
        model.description().requirePrompt(List.of());
        List<ProbabilityMap> maps = IntStream.range(0, Answers.channels(output()))
                .mapToObj(channel -> ProbabilityMap.allocate(image.geometry()))
                .toList();
        PreparedImage prepared = prepared(image);
        List<PlaneWriter> writers = maps.stream().map(prepared::writer).toList();
        predict(
                prepared,
                (z, plane) -> {
                    Answers.complete(output(), plane);
                    int pixels = plane.length / maps.size();
                    for (int channel = 0; channel < maps.size(); channel++) {
                        float[] one = new float[pixels];
                        System.arraycopy(plane, channel * pixels, one, 0, pixels);
                        prepared.write(writers.get(channel), z, one);
                    }
                },
                progress);
        writers.forEach(PlaneWriter::finish);
        return maps;
    }

    private Output output() {
        return model.description().output().orElseThrow();
    }

    /** What the network will see of an image. */
    PreparedImage prepared(Image image) {
        return new PreparedImage(ModelChannels.of(image, model.description()), model.description());
    }

    private Said predict(PreparedImage image, AnswerGrid.Planes target, Progress progress) {
        int dimensions = model.description().network().window().dimensions();
        String stage = dimensions == OF_SLICES ? "Segmenting slices" : "Segmenting the volume";
        int[] views = views(dimensions);
        Optional<PassPlan> passes = PassPlan.of(model, image, mostVoxels);
        SliceNetwork slices = new SliceNetwork(model, image, views, batch);
        Said said;
        if (passes.isPresent()) {
            PassedImage passed = new PassedImage(model, image, views, passes.get());
            said = new Said(OptionalDouble.empty(), passed.run(target, stage, progress));
        } else if (dimensions == OF_SLICES && slices.fits()) {
            said = slices.run(target, progress);
        } else {
            said = new TiledNetwork(model, image, views, batch).run(target, stage, progress);
        }
        progress.update(stage, 1, 1);
        return said;
    }

    private int[] views(int dimensions) {
        Model description = model.description();
        boolean labels = output().answer() == Answer.LABELS;
        if (mirror && labels) {
            throw new UnsuitableModelException("the model " + description.shownName()
                    + " answers labels, of which there is no average: segment without mirroring");
        }
        NetworkAxes axes = NetworkAxes.of(description.network());
        Set<Character> mirrored = mirror ? description.network().mirrorAxes() : Set.of();
        return Mirrors.views(mirrored, axes, dimensions);
    }
}
