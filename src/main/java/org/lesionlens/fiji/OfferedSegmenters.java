package org.lesionlens.fiji;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.lesionlens.cases.InputReading;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.ModelChoices;

/** The segmenters that are there, as a dialog offers them for an image. */
final class OfferedSegmenters {
    private final ImagePlus image;
    private final Map<String, Model> models;
    private Predicate<Model> suits;

    /** @param image may be null where none is open yet */
    OfferedSegmenters(ImagePlus image) {
        this.image = image;
        this.models = ModelChoices.models(Task.SEGMENTATION);
    }

    /** Those that suit the image first. */
    List<String> names() {
        List<String> names = new ArrayList<>(models.keySet());
        if (image != null) {
            names.sort(Comparator.comparing(name -> !suits(models.get(name))));
        }
        return names;
    }

    private boolean suits(Model model) {
        suits = suits == null ? StackSuitability.suits(image) : suits;
        return suits.test(model);
    }

    /** A name with what its model is for, and whether it suits the image. */
    String shown(String name) {
        return Optional.ofNullable(models.get(name))
                .map(model -> name + " (" + ModelChoices.purpose(model)
                        + (suits(model) ? "; suits this image)" : "; not made for this image)"))
                .orElse(name);
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
