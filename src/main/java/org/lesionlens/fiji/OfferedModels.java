package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.lesionlens.cases.InputReading;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.pipeline.ModelFit;
import org.lesionlens.pipeline.ModelFit.Grade;
import org.lesionlens.pipeline.ModelSearch;
import org.lesionlens.pipeline.SeenImage;
import org.lesionlens.volume.UsageException;

/** The models for a task that are there, as a dialog offers them for an image, and the one that is meant where none is named. */
final class OfferedModels {
    private final ImagePlus image;
    private final Task task;
    private final Map<String, Model> models;
    private Function<Model, Optional<SeenImage>> seen;

    private Model taken;

    /** @param image may be null where none is open yet */
    OfferedModels(ImagePlus image, Task task) {
        this.image = image;
        this.task = task;
        this.models = ModelChoices.models(task);
    }

    /** Whether they are offered for an image: a macro may name it after the command was made. */
    boolean isFor(ImagePlus other) {
        return image == other;
    }

    /** Those that suit the image first. */
    List<String> names() {
        List<String> names = new ArrayList<>(models.keySet());
        if (image != null) {
            names.sort(Comparator.comparing(name -> grade(models.get(name))));
        }
        return names;
    }

    private Function<Model, Optional<SeenImage>> seen() {
        seen = seen == null ? StackSuitability.seen(image) : seen;
        return seen;
    }

    /** A box can still be drawn. */
    private Grade grade(Model model) {
        return seen().apply(model)
                .map(shown -> ModelFit.ofSize(shown.boxed(model.isPrompted()), model))
                .orElse(Grade.OTHER);
    }

    /** A name with what its model is for, and whether it suits the image. */
    String shown(String name) {
        return Optional.ofNullable(models.get(name))
                .map(model -> name + " (" + ModelChoices.purpose(model)
                        + (model.isPrompted() ? ", wants a box round the lesion" : "") + mark(grade(model)))
                .orElse(name);
    }

    private static String mark(Grade grade) {
        return switch (grade) {
            case MADE_FOR -> "; suits this image)";
            case UNKNOWN -> "; may suit this image)";
            case OTHER -> "; not made for this image)";
        };
    }

    /**
     * The model of a name, or the one that is meant for the image.
     *
     * @param name blank where none is named
     * @throws org.lesionlens.volume.UsageException if none is named and none suits, or several do
     */
    Model model(String name) throws IOException {
        if (!name.isBlank()) {
            return ModelFolders.find(name);
        }
        taken = taken == null ? ModelSearch.of(task).find(this::seenAsItIs) : taken;
        return taken;
    }

    /** Which of more channels are meant nobody has said. */
    private Optional<SeenImage> seenAsItIs(Model model) {
        int wanted = model.channels().size();
        return wanted == 1 || wanted == SourceImage.Channels.count(image) ? seen().apply(model) : Optional.empty();
    }

    /** A segmenter likewise, with the classifier that belongs to it. */
    ChosenModels chosen(String name, boolean classify) throws IOException {
        return name.isBlank()
                ? ChosenModels.byImage(model(name), Networks.classifier(classify))
                : Networks.chosen(name, classify);
    }

    /** The name of the one that is meant where none is named; empty if nobody knows. */
    Optional<Object> proposal() throws IOException {
        try {
            return Optional.of(ModelChoices.nameOf(model("")));
        } catch (UsageException e) {
            return Optional.empty(); // told in the warnings
        }
    }

    /** Which one is taken where none is named, and why, or why none can be; nothing where one is named. */
    List<String> said(String name) throws IOException {
        if (!name.isBlank()) {
            return List.of();
        }
        try {
            Model meant = model(name);
            return List.of(ModelSearch.of(task).said(meant, this::seenAsItIs));
        } catch (UsageException e) {
            return List.of(e.getMessage());
        }
    }

    /** What a dialog or a log says before a run: which model is taken and why, and what else there is to say of it. */
    List<String> warnings(String name, Told told) throws IOException {
        List<String> warnings = new ArrayList<>(said(name));
        try {
            warnings.addAll(told.of(model(name)));
        } catch (UsageException e) {
            warnings.add(e.getMessage());
        }
        return warnings.stream().distinct().toList();
    }

    /** What a command has to say of a model. */
    interface Told {
        List<String> of(Model model) throws IOException;
    }

    /** A channel of the image for each of a model's, in their order; none for a model of one. */
    LesionCommand.Parts parts(String name) {
        int count = SourceImage.Channels.count(image);
        List<String> numbers =
                IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
        List<String> wanted = Optional.ofNullable(models.get(name))
                .map(InputReading::names)
                .filter(names -> names.size() > 1)
                .orElse(List.of());
        return new LesionCommand.Parts(wanted, numbers, mostChannels());
    }

    /** Whether a model wants a box; false of one that is not there. */
    boolean isPrompted(String name) {
        return models.containsKey(name) && models.get(name).isPrompted();
    }

    /** Whether some model wants one. */
    boolean hasPrompts() {
        return models.values().stream().anyMatch(Model::isPrompted);
    }

    /** Whether channels of the image may be asked for. */
    boolean hasParts() {
        return SourceImage.Channels.count(image) > 1 && mostChannels() > 0;
    }

    private int mostChannels() {
        return models.values().stream()
                .mapToInt(known -> known.channels().size())
                .filter(count -> count > 1)
                .max()
                .orElse(0);
    }
}
