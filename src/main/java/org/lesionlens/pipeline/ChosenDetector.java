package org.lesionlens.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Task;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The detector of a run, found but not opened; one is taken only where it is named.
 *
 * @param model of the task {@link Task#DETECTION}
 */
public record ChosenDetector(Model model) {
    /** Whether a name or folder is that of a detector; one that is there and cannot be read says so. */
    public static boolean isNamedBy(String name) throws IOException {
        return ModelFolders.find(name).task() == Task.DETECTION;
    }

    /**
     * Looks a model up, the same for every door.
     *
     * @param name its name or folder
     * @throws UsageException if the name is unknown, or the model is for another task
     */
    public static ChosenDetector find(String name) throws IOException {
        Model found = ModelFolders.find(name);
        if (found.task() != Task.DETECTION) {
            throw new UsageException("the model " + name + " is for "
                    + found.task().name().toLowerCase(Locale.ROOT)
                    + " but one for detection is needed: the subcommand models lists them");
        }
        ModelStanding.requireNotFailed(found);
        return new ChosenDetector(found);
    }

    /**
     * Why the model may be wrong about an image, a sentence each.
     *
     * @param traits of its channels, in the order in which the model takes them
     */
    public List<String> warnings(VolumeGeometry geometry, List<ImageTraits> traits) {
        return ImageSuitability.warnings(geometry, traits, model);
    }

    /**
     * Loads the network.
     *
     * @param threads of it; 0 for one a core
     * @param progress asked whether to go on
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public OnnxModel open(Optional<Device> device, int threads, Progress progress) throws IOException {
        return OnnxModel.open(model, device, threads, progress);
    }
}
