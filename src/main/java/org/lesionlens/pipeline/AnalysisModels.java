package org.lesionlens.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The networks of a run.
 *
 * @param segmenter finds lesions
 * @param classifier tells their kind; empty if the user wants none
 */
public record AnalysisModels(OnnxModel segmenter, Optional<OnnxModel> classifier) implements AutoCloseable {
    /** What stands for no classifier on the command line. */
    public static final String NONE = "none";

    /**
     * Loads the networks.
     *
     * @param classifier its name, or {@code none}
     * @param threads of each network; 0 for one a core
     * @param progress asked whether to go on
     * @throws RuntimeException with a sentence for the user if a name is unknown or a model is for another task
     */
    public static AnalysisModels open(
            String segmenter, String classifier, Optional<Device> device, int threads, Progress progress)
            throws IOException {
        return ChosenModels.find(segmenter, classifier).open(device, threads, progress);
    }

    /** Why the networks may be wrong about an image on a grid, a sentence each. */
    public List<String> warnings(VolumeGeometry geometry) {
        return FieldOfView.warnings(geometry, segmenter.description());
    }

    /** Which device was passed over and why, a sentence each; empty if the wanted one is used. */
    public List<String> notes() {
        return segmenter.notes().stream()
                .map(note -> "runs on " + segmenter.device() + "; " + note)
                .toList();
    }

    public ChosenModels chosen() {
        return new ChosenModels(segmenter.description(), classifier.map(OnnxModel::description));
    }

    @Override
    public void close() {
        segmenter.close();
        classifier.ifPresent(OnnxModel::close);
    }
}
