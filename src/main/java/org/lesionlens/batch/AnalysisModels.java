package org.lesionlens.batch;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.ModelDescription;
import org.lesionlens.inference.ModelDescription.Task;
import org.lesionlens.inference.ModelFolders;
import org.lesionlens.inference.OnnxModel;

/**
 * The networks of a run.
 *
 * @param segmenter finds lesions
 * @param classifier tells their kind; empty if the user wants none
 */
public record AnalysisModels(OnnxModel segmenter, Optional<OnnxModel> classifier) implements AutoCloseable {
    /** What stands for no classifier on the command line. */
    static final String NONE = "none";

    /**
     * Loads the networks.
     *
     * @param classifier its name, or {@code none}
     * @param threads of each network; 0 for one a core
     * @throws RuntimeException with a sentence for the user if a name is unknown or a model is for another task
     */
    public static AnalysisModels open(String segmenter, String classifier, Optional<Device> device, int threads)
            throws IOException {
        ModelDescription finds = find(segmenter, Task.SEGMENTATION, "--model");
        Optional<ModelDescription> tells = classifier.equals(NONE)
                ? Optional.empty()
                : Optional.of(find(classifier, Task.CLASSIFICATION, "--classifier"));
        OnnxModel first = OnnxModel.open(finds, device, threads);
        try {
            Optional<OnnxModel> second =
                    tells.isEmpty() ? Optional.empty() : Optional.of(OnnxModel.open(tells.get(), device, threads));
            return new AnalysisModels(first, second);
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }

    private static ModelDescription find(String name, Task task, String option) throws IOException {
        ModelDescription description;
        try {
            description = ModelFolders.find(name);
        } catch (IllegalArgumentException e) {
            throw new Errors.UsageException(e.getMessage());
        }
        if (description.task() != task) {
            throw new Errors.UsageException("the model " + name + " is for " + lower(description.task()) + " but "
                    + option + " needs one for " + lower(task) + ": the subcommand models lists them");
        }
        return description;
    }

    private static String lower(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        segmenter.close();
        classifier.ifPresent(OnnxModel::close);
    }
}
