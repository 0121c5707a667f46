package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.lesionlens.inference.BoxDetector;
import org.lesionlens.inference.DetectedBox;
import org.lesionlens.inference.DetectedBoxes;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Detection;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/** Detect, choose, number: the same line for menus, macros and batches. For one thread at a time. */
public final class DetectionPipeline {
    /**
     * The version of all that lies between an image and its boxes. Raise it with every change by which the same image, model and
     * settings give other boxes: older results are not mixed with new ones.
     */
    public static final int ALGORITHM = 2;

    private final OnnxModel detector;

    /**
     * Uses a network, which stays the caller's to close.
     *
     * @throws org.lesionlens.model.UnsuitableModelException if it does not detect
     */
    public DetectionPipeline(OnnxModel detector) {
        new BoxDetector(detector); // says so if it is none
        this.detector = detector;
    }

    /**
     * Finds the boxes of an image.
     *
     * @throws UsageException if the detector looks at slices, the image has several and none is chosen; if there are none of those
     *     that are; or if slices are chosen for a detector of volumes
     * @throws org.lesionlens.volume.UnsuitableImageException if the image is constant, has voxels that are not finite or does not
     *     fit the model
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public DetectionAnalysis analyze(Image image, DetectionSettings settings, Progress progress) {
        List<Long> slices = slices(image.geometry(), detector.description(), settings);
        requireReached(detector.description(), settings);
        Map<String, Double> seconds = new LinkedHashMap<>();
        long start = System.nanoTime();
        DetectedBoxes said = new BoxDetector(detector).detect(image, slices, progress);
        seconds.put("detect", (System.nanoTime() - start) / 1e9);
        return new DetectionAnalysis(
                image.geometry(),
                numbered(said.boxes(), settings),
                said.note().stream().toList(),
                settings,
                seconds);
    }

    /**
     * Looks whether a threshold can hold.
     *
     * @throws UsageException if it is below the least score of the model, from which on alone there are boxes
     */
    public static void requireReached(Model detector, DetectionSettings settings) {
        double least = detector.detection().orElseThrow().leastScore();
        settings.threshold()
                .filter(threshold -> threshold.floatValue() < (float) least)
                .ifPresent(threshold -> {
                    throw new UsageException("the threshold is " + threshold + " but the model " + detector.shownName()
                            + " has no boxes below the score " + least + ": give that, or a higher one");
                });
    }

    /**
     * The slices that a detector is to look at, in stored order from 0.
     *
     * @throws UsageException as {@link #analyze}
     */
    public static List<Long> slices(VolumeGeometry geometry, Model detector, DetectionSettings settings) {
        long count = BoxDetector.slices(geometry, detector);
        List<Long> chosen = settings.slices();
        if (detector.network().window().dimensions() > 2 && !chosen.isEmpty()) {
            throw new UsageException(
                    "slices are chosen but the model " + detector.shownName()
                            + " looks at the whole volume: leave --slices out (slices in a macro), or choose a detector of slices");
        }
        if (chosen.isEmpty() && count > 1) {
            throw new UsageException("the model " + detector.shownName() + " looks at single slices and the image has "
                    + count + ", of which none is chosen: choose some with --slices, as --slices 0-" + (count - 1)
                    + " for all (in Fiji slices, as 1-" + count + " or all)");
        }
        chosen.stream().filter(slice -> slice >= count).findFirst().ifPresent(slice -> {
            throw new UsageException("the slice " + slice + " is chosen but the image has " + count + ", 0 to "
                    + (count - 1) + " (in Fiji 1 to " + count + "): choose some of these");
        });
        return chosen.isEmpty() ? LongStream.range(0, count).boxed().toList() : chosen;
    }

    private List<FoundBox> numbered(List<DetectedBox> boxes, DetectionSettings settings) {
        Model model = detector.description();
        Detection detection = model.detection().orElseThrow();
        List<DetectedBox> shown = new ArrayList<>(boxes.stream()
                .filter(box -> (float) box.score() // as networks say it: 0.7 is 0.7, though it is 0.69999999
                        >= settings.threshold()
                                .orElseGet(() -> detection.thresholds().get(box.label()))
                                .floatValue())
                .toList());
        shown.sort((a, b) ->
                Double.compare(b.score(), a.score())); // stable: of equal ones that of the earlier slice first
        return IntStream.range(0, shown.size())
                .mapToObj(i -> found(i + 1, shown.get(i), model.labels()))
                .toList();
    }

    private static FoundBox found(int number, DetectedBox said, List<Label> labels) {
        return new FoundBox(number, said.box(), labels.get(said.label()), said.score(), said.middle());
    }
}
