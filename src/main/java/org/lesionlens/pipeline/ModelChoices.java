package org.lesionlens.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Task;
import org.lesionlens.volume.UsageException;

/** The models that are there. */
public final class ModelChoices {
    private ModelChoices() {}

    /**
     * Names of the models for a task; a model that cannot be read is left out.
     *
     * @throws UsageException if there is none
     */
    public static List<String> names(Task task) {
        Set<String> names = readable(task).keySet();
        if (names.isEmpty()) {
            throw none(task);
        }
        return List.copyOf(names);
    }

    static UsageException none(Task task) {
        return new UsageException("no model for " + task.name().toLowerCase(Locale.ROOT) + " was found in "
                + ModelFolders.places() + ": put the folder models of the download into one of"
                + " these (lesionlens/models in the application's folder is usual)");
    }

    /** The models for a task by name, those of the first place first; without those that cannot be read. */
    static Map<String, Model> readable(Task task) {
        Map<String, Model> models = new LinkedHashMap<>();
        ModelFolders.all()
                .forEach((name, folder) -> description(folder)
                        .filter(model -> model.task() == task)
                        .ifPresent(model -> models.put(name, model)));
        return models;
    }

    private static Optional<Model> description(Path folder) {
        try {
            return Optional.of(Model.read(folder));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** What a segmenter says of an option; empty for an option that it says nothing of, and where none is named yet. */
    public static Optional<Object> proposal(String key, String segmenter) throws IOException {
        if (segmenter.isBlank()) {
            return Optional.empty();
        }
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
