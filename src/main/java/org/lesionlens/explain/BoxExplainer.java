package org.lesionlens.explain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lesionlens.inference.DetectorInput;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.inference.Tensor;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.Explanations;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;

/**
 * An image in which a detector drew boxes, each of which can be explained: it is prepared once, and the network asked once for each
 * window, however many boxes follow. For one thread at a time.
 */
public final class BoxExplainer {
    private final OnnxModel detector;
    private final PreparedSlices slices;
    private final Map<Long, List<DetectorInput>> windows = new HashMap<>();
    private final Map<DetectorInput, Map<String, Tensor>> answers = new HashMap<>();

    /**
     * Prepares an image, which must not change from then on.
     *
     * @param detector stays the caller's to close, after the last map
     * @throws UnsuitableModelException as {@link #requireExplained}, or if the detector does not see slices as they are shown
     * @throws org.lesionlens.volume.UnsuitableImageException if the image lacks a channel, is constant or not finite
     */
    public BoxExplainer(OnnxModel detector, Image image) {
        requireExplained(detector.description());
        this.detector = detector;
        slices = new PreparedSlices(image, detector.description());
    }

    /**
     * Looks whether there are maps of a detector.
     *
     * @throws UnsuitableModelException if it names none, or looks at volumes
     */
    public static void requireExplained(Model detector) {
        if (detector.explanations().classActivation().isEmpty()) {
            throw new UnsuitableModelException(
                    "the model " + detector.shownName() + " names no class_activation among its"
                            + " explanations, so there is no map of its boxes: choose a detector with class activation maps");
        }
        if (detector.network().window().dimensions() > 2) {
            throw new UnsuitableModelException("the model " + detector.shownName() + " looks at whole volumes, of whose"
                    + " boxes there are no maps: choose a detector of slices");
        }
    }

    /**
     * What spoke for a box.
     *
     * @param slice that it was found in, in stored order from 0
     * @param box in voxels of the image
     * @param middle of it before it was cut at the image's borders
     * @param kind what the detector calls it
     */
    public BoxExplanation of(long slice, RealBox box, RealBox.Corner middle, String kind) {
        DetectorInput window = windows.computeIfAbsent(slice, index -> DetectorInput.of(slices, index)).stream()
                .filter(each -> each.answersFor(middle))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("the box is " + box + " but must be one of slice " + slice));
        return new BoxExplanation(
                detector.description(), window, answers.computeIfAbsent(window, this::ask), box, kind);
    }

    private Map<String, Tensor> ask(DetectorInput window) {
        Explanations names = detector.description().explanations();
        String activation = names.classActivation().orElseThrow();
        Set<String> wanted = new LinkedHashSet<>(names.excitations());
        wanted.add(activation);
        Map<String, Tensor> answer = window.run(detector, wanted);
        requireKinds(answer.get(activation).shape());
        return answer;
    }

    /** One map a label: no other check looks at what only explains. */
    private void requireKinds(long... shape) {
        int labels = detector.description().labels().size();
        if (shape.length != 4 || shape[1] != labels) {
            throw new UnsuitableModelException("the class_activation of the model "
                    + detector.description().shownName() + " has the shape " + Arrays.toString(shape)
                    + " but must have one channel for each of its " + labels
                    + " labels, [1, " + labels + ", rows, columns]: correct its description, or choose another model");
        }
    }
}
