package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.model.Detection;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * From an image to the boxes that a detector draws in it.
 *
 * <p>The image is prepared as the model says and sent through the network, a slice or the volume, whole or in tiles; what the network
 * says is decoded, suppressed over all tiles, brought back onto the image's own grid and cut at its borders. Boxes do not depend on
 * how many windows go together. For one thread at a time.
 */
public final class BoxDetector {
    private static final String STAGE = "Detecting lesions";
    private static final int VOLUMES = 3;
    /** Voxels that go into a GPU at once: with fewer it has too little to do. */
    private static final int GPU_VOXELS = 1 << 20;
    /** Boxes of a slice, or a volume, before the suppression: more are no boxes round lesions. */
    private static final int MOST_CANDIDATES = 1 << 17;

    private final OnnxModel model;
    private final Detection detection;
    private final int batch;
    private BatchRetreat now;
    private Optional<String> note = Optional.empty();

    /**
     * Uses a network, which stays the caller's to close.
     *
     * @throws UnsuitableModelException if the model does not detect
     */
    public BoxDetector(OnnxModel model) {
        this(model, 1);
    }

    /** @param batch windows that go in at once, at least; more do on a GPU */
    BoxDetector(OnnxModel model, int batch) {
        if (model.description().task() != Task.DETECTION) {
            throw new UnsuitableModelException(
                    "the model " + model.description().shownName()
                            + " draws no boxes: choose one of the task detection (see the subcommand models)");
        }
        this.model = model;
        this.detection = model.description().detection().orElseThrow();
        this.batch = batch;
        this.now = new BatchRetreat(model.device(), Integer.MAX_VALUE);
    }

    /** How many slices an image has in which a model looks; 1 of a model of volumes. */
    public static long slices(VolumeGeometry geometry, Model model) {
        return model.network().window().dimensions() == VOLUMES
                ? 1
                : NewGrid.turn(geometry, model)
                        .reordered(NetworkAxes.of(model.network()).toArray())
                        .size(2);
    }

    /**
     * Looks at slices, or at the volume; progress is reported and cancelling looked for once a window.
     *
     * @param slices in stored order from 0, of those that {@link #slices} counts; 0 for a model of volumes
     * @throws UnsuitableImageException if the image lacks a channel, is constant, not finite, of a size that the model is not made
     *     for, or the network sees lesions everywhere in it
     * @throws UnsuitableModelException if the network answers what it must not
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public DetectedBoxes detect(Image image, List<Long> slices, Progress progress) {
        Model description = model.description();
        PreparedImage prepared = new PreparedImage(ModelChannels.of(image, description), description);
        DetectorTiles tiles = new DetectorTiles(prepared);
        FilledWindows windows = new FilledWindows(
                prepared.channels(),
                tiles.fill(),
                description.network().window().dimensions() != VOLUMES);
        List<DetectedBox> boxes = new ArrayList<>();
        for (int done = 0; done < slices.size(); done++) {
            Part part = new Part(tiles.of(slice(prepared, slices.get(done))), tiles.sides(), windows);
            Share share = new Share(done, slices.size(), progress);
            boxes.addAll(BoxesBack.of(found(part, share), prepared));
        }
        progress.update(STAGE, 1, 1);
        return new DetectedBoxes(boxes, note);
    }

    /** Where a slice lies in what the network sees. */
    private static int slice(PreparedImage image, long stored) {
        return Math.toIntExact(image.turn().isBackwards(2) ? image.size(2) - 1 - stored : stored);
    }

    /** What is looked at together. */
    private record Part(List<DetectorTile> tiles, Sides sides, FilledWindows windows) {
        Part(List<DetectorTile> tiles, int[] sides, FilledWindows windows) {
            this(tiles, new Sides(sides[0], sides[1], sides[2]), windows);
        }
    }

    private record Sides(int width, int height, int depth) {
        long voxels() {
            return (long) width * height * depth;
        }
    }

    /** How far the work is. */
    private record Share(int done, int parts, Progress progress) {
        void tell(int tile, int tiles) {
            progress.throwIfCancelled();
            progress.update(STAGE, (long) done * tiles + tile, (long) parts * tiles);
        }
    }

    private List<DetectedBox> found(Part part, Share share) {
        BoxDecoding decoding = new BoxDecoding(model.description());
        List<DetectedBox> candidates = new ArrayList<>();
        for (int done = 0; done < part.tiles.size(); ) {
            share.tell(done, part.tiles.size());
            List<DetectorTile> together = part.tiles.subList(done, Math.min(done + together(part), part.tiles.size()));
            try {
                Map<String, Tensor> answer = answer(together, part, share.progress);
                for (int row = 0; row < together.size(); row++) {
                    decoding.add(answer, row, together.get(row), candidates);
                }
                done += together.size();
            } catch (DeviceFailedException e) {
                retreat(e, together.size());
            }
            requireFew(candidates.size());
        }
        return new BoxSuppression(detection, share.progress)
                .of(candidates, model.description().labels().size());
    }

    private void requireFew(int candidates) {
        if (candidates > MOST_CANDIDATES) {
            throw new UnsuitableImageException(
                    "the model " + model.description().shownName()
                            + " sees more than " + MOST_CANDIDATES
                            + " boxes in the image before any is suppressed, so it is not"
                            + " made for it: choose another model, crop the image, or raise least_score ("
                            + detection.leastScore() + ") in the model's description");
        }
    }

    private int together(Part part) {
        int wanted = now.device().isGpu() ? (int) Math.max(batch, GPU_VOXELS / part.sides.voxels()) : batch;
        return on(Progress.NONE).together(Math.min(wanted, now.batch()));
    }

    private OnnxModel on(Progress progress) {
        return now.device() == model.device() ? model : model.onCpu(progress);
    }

    private void retreat(DeviceFailedException failure, int together) {
        Device before = now.device();
        now = new BatchRetreat(before, together).next(failure).orElseThrow(() -> failure);
        note = Optional.of(now.note(before, failure));
    }

    /** Where a network wants a fixed number of windows, the rest are zeros. */
    private Map<String, Tensor> answer(List<DetectorTile> tiles, Part part, Progress progress) {
        int channels = model.description().inputChannels();
        OnnxModel network = on(progress);
        int rows = Math.max(tiles.size(), network.together(1));
        int numbers = Math.multiplyExact(channels, (int) part.sides.voxels());
        float[] all = new float[Math.multiplyExact(rows, numbers)];
        for (int row = 0; row < tiles.size(); row++) {
            float[] window = part.windows.read(tiles.get(row).window(), channels);
            System.arraycopy(window, 0, all, row * numbers, numbers);
        }
        long[] sizes = {rows, channels, part.sides.depth, part.sides.height, part.sides.width};
        TensorLayout layout = network.layout();
        return network.run(
                new Tensor(layout.toTensor(all, sizes), layout.shape(sizes)),
                model.description().answers(),
                progress);
    }
}
