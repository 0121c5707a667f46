package org.lesionlens.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Task;
import org.lesionlens.volume.ForeignText;
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
        return List.copyOf(models(task).keySet());
    }

    /**
     * The models for a task by name; a model that cannot be read is left out.
     *
     * @throws UsageException if there is none
     */
    public static Map<String, Model> models(Task task) {
        Map<String, Model> models = readable(task);
        if (models.isEmpty()) {
            throw none(task);
        }
        return models;
    }

    /**
     * The models for either of two tasks by name, those for the first one first; likewise.
     *
     * @throws UsageException if there is none for either
     */
    public static Map<String, Model> models(Task task, Task other) {
        Map<String, Model> models = new LinkedHashMap<>(readable(task));
        readable(other).forEach(models::putIfAbsent);
        if (models.isEmpty()) {
            throw none(task);
        }
        return models;
    }

    /** What a model is for, for a list: as {@code contrast-enhanced T1 MR, Brain}; empty if nobody says. */
    public static String purpose(Model model) {
        List<String> parts = new ArrayList<>();
        parts.add(model.purpose().words());
        model.purpose().bodyPart().ifPresent(part -> parts.add(part.meaning()));
        if (model.seesColour()) {
            parts.add("in colour");
        } else if (model.channels().size() > 1) {
            parts.add("channels "
                    + String.join(
                            " + ", model.channels().stream().map(Channel::name).toList()));
        }
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }

    /** What a model takes and does, for a list: as {@code slices of contrast-enhanced T1 MR, Brain; outlines}. */
    public static String use(Model model) {
        String purpose = ForeignText.shown(purpose(model));
        return form(model)
                + (purpose.isEmpty() ? " of images that nobody names" : " of " + purpose)
                + switch (model.task()) {
                    case SEGMENTATION -> "; outlines";
                    case CLASSIFICATION -> "; tells outlined lesions apart";
                    case DETECTION -> "; draws boxes round lesions";
                }
                + ModelFit.box(model).map(wants -> "; " + wants).orElse("")
                + (model.purpose().demonstration().isPresent() ? "; a demonstration" : "");
    }

    private static String form(Model model) {
        Optional<Context> context = model.network().context();
        if (context.isPresent()) {
            return context.get().axis() == Context.Axis.TIME
                    ? "sequences of frames"
                    : "volumes, slice by slice with their neighbours,";
        }
        boolean pictures = model.preparation().stream().anyMatch(Preparation.FitLongSide.class::isInstance);
        return model.network().window().dimensions() == 3
                ? "volumes"
                : pictures ? "single pictures, whatever their pixel size," : "slices";
    }

    /** By which a model is named: its folder's name. */
    public static String nameOf(Model model) {
        return model.identity().folder().getFileName().toString();
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

    /** Names of what lies among the models and cannot be read. */
    public static Set<String> unreadable() {
        Set<String> names = new TreeSet<>(ModelFolders.all().keySet());
        for (Task task : Task.values()) {
            names.removeAll(readable(task).keySet());
        }
        return names;
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
        Model model = ModelFolders.find(segmenter);
        if (model.settings().isEmpty()) {
            return Optional.empty(); // that it is no segmenter is told when it is asked for
        }
        AnalysisSettings proposed = AnalysisChoices.NONE.resolvedFor(model);
        return switch (key) {
            case "threshold" -> Optional.of(proposed.threshold());
            case "minvolume" -> Optional.of(proposed.minVolumeMl());
            case "minarea" -> Optional.of(proposed.minAreaMm2());
            case "maxflatness" -> Optional.of(proposed.maxFlatness());
            default -> Optional.empty();
        };
    }
}
