package org.lesionlens.pipeline;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.ModelDescription;
import org.lesionlens.model.ModelDescription.Task;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;

/**
 * The models of a run, found but not opened.
 *
 * @param segmenter finds lesions
 * @param classifier tells their kind; empty if the user wants none
 */
public record ChosenModels(ModelDescription segmenter, Optional<ModelDescription> classifier) {
    /**
     * Looks the models up.
     *
     * @param classifier its name, or {@value AnalysisModels#NONE}
     * @throws UsageException if a name is unknown or a model is for another task
     */
    public static ChosenModels find(String segmenter, String classifier) throws IOException {
        return new ChosenModels(
                find(segmenter, Task.SEGMENTATION, "--model"),
                classifier.equals(AnalysisModels.NONE)
                        ? Optional.empty()
                        : Optional.of(find(classifier, Task.CLASSIFICATION, "--classifier")));
    }

    private static ModelDescription find(String name, Task task, String option) throws IOException {
        ModelDescription description = ModelFolders.find(name);
        if (description.task() != task) {
            throw new UsageException("the model " + name + " is for " + lower(description.task()) + " but " + option
                    + " needs one for " + lower(task) + ": the subcommand models lists them");
        }
        return description;
    }

    private static String lower(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Loads the networks.
     *
     * @param threads of each network; 0 for one a core
     * @param progress asked whether to go on
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public AnalysisModels open(Optional<Device> device, int threads, Progress progress) throws IOException {
        OnnxModel first = OnnxModel.open(segmenter, device, threads, progress);
        try {
            Optional<OnnxModel> second = classifier.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OnnxModel.open(classifier.get(), device, threads, progress));
            return new AnalysisModels(first, second);
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }
}
