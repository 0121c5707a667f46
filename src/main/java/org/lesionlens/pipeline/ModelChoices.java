package org.lesionlens.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.ModelDescription;
import org.lesionlens.model.ModelDescription.Task;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.volume.UserMessageException;

/** The models that are there. */
public final class ModelChoices {
    /** What is chosen unless the user says otherwise. */
    public static final String SEGMENTER = "brain-t1ce-segmenter";

    /** What tells the kinds apart unless the user says otherwise. */
    public static final String CLASSIFIER = "brain-t1ce-classifier";

    /** What stands for no classifier. */
    public static final String NONE = "none";

    private ModelChoices() {}

    /**
     * Names of the models for a task; a model that cannot be read is left out.
     *
     * @throws UserMessageException if there is none
     */
    public static List<String> names(Task task) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Path> model : ModelFolders.all().entrySet()) {
            if (isFor(task, model.getValue())) {
                names.add(model.getKey());
            }
        }
        if (names.isEmpty()) {
            throw new UserMessageException("no model for " + task.name().toLowerCase(java.util.Locale.ROOT)
                    + " was found in " + ModelFolders.places() + ": put the folder models of the download into one of"
                    + " these (lesionlens/models in the application's folder is usual)");
        }
        return names;
    }

    private static boolean isFor(Task task, Path folder) {
        try {
            return ModelDescription.read(folder).task() == task;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** The classifier for what a segmenter finds: the first one for the same kind of image, or {@link #NONE}. */
    public static String classifierFor(ModelDescription segmenter) throws IOException {
        for (String name : names(Task.CLASSIFICATION)) {
            ModelDescription classifier = ModelFolders.find(name);
            if (classifier.modality().equals(segmenter.modality())
                    && classifier.image().equals(segmenter.image())) {
                return name;
            }
        }
        return NONE;
    }

    /** What a segmenter says of an option; empty for an option that it says nothing of. */
    public static Optional<Object> proposal(String key, String segmenter) throws IOException {
        AnalysisSettings proposed = AnalysisChoices.NONE.resolvedFor(ModelFolders.find(segmenter));
        return switch (key) {
            case "threshold" -> Optional.of(proposed.threshold());
            case "minvolume" -> Optional.of(proposed.minVolumeMl());
            case "minarea" -> Optional.of(proposed.minAreaMm2());
            case "maxflatness" -> Optional.of(proposed.maxFlatness());
            default -> Optional.empty();
        };
    }
}
