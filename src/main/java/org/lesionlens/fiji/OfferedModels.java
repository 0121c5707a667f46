package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
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
import org.lesionlens.pipeline.Sequence;
import org.lesionlens.pipeline.TrainingLikeness;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.UsageException;

/** The models for a task that are there, as a dialog offers them for an image, and the one that is meant where none is named. */
final class OfferedModels {
    private final ImagePlus image;
    private final Task task;
    private final BooleanSupplier namesBox;
    private final Map<String, Model> models;
    private final TrainingLikeness likeness = new TrainingLikeness(this::voxels);
    private Function<Model, Optional<SeenImage>> seen;

    private Optional<Meant> meant = Optional.empty();

    /**
     * The model that is meant where none is named.
     *
     * @param seen as what it was found for
     */
    private record Meant(ModelSearch search, Model model, Function<Model, Optional<SeenImage>> seen) {
        String said() {
            return search.said(model, seen);
        }

        Optional<TrainingLikeness.Looks> looks() {
            return search.looks(seen);
        }
    }

    /** @param image may be null where none is open yet */
    OfferedModels(ImagePlus image, Task task) {
        this(image, task, () -> false);
    }

    /** @param namesBox whether the user writes where the finding lies: then only a model with a prompt is meant */
    OfferedModels(ImagePlus image, Task task, BooleanSupplier namesBox) {
        this(image, task, namesBox, ModelChoices.models(task));
    }

    private OfferedModels(ImagePlus image, Task task, BooleanSupplier namesBox, Map<String, Model> models) {
        this.image = image;
        this.task = task;
        this.namesBox = namesBox;
        this.models = models;
    }

    /** Segmenters, of which one is meant where none is named, and detectors. */
    static OfferedModels ofFindings(ImagePlus image) {
        Map<String, Model> models = ModelChoices.models(Task.SEGMENTATION, Task.DETECTION);
        return new OfferedModels(image, Task.SEGMENTATION, () -> false, models);
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
        return meant().model();
    }

    private Meant meant() throws IOException {
        if (meant.isEmpty()) {
            ModelSearch search = ModelSearch.of(task, likeness);
            Function<Model, Optional<SeenImage>> as = isBoxed(search) ? this::seenBoxed : this::seenAsItIs;
            meant = Optional.of(new Meant(search, search.find(as), as));
        }
        return meant.get();
    }

    /** A selection is a region of interest first, and the box where no model suits that takes none. */
    private boolean isBoxed(ModelSearch search) {
        return task == Task.SEGMENTATION
                && (namesBox.getAsBoolean()
                        || DrawnBox.isDrawn(image)
                                && search.suitable(this::seenAsItIs).isEmpty()
                                && !search.suitable(this::seenBoxed).isEmpty());
    }

    private Optional<SeenImage> seenBoxed(Model model) {
        return seenAsItIs(model).map(shown -> shown.boxed(true));
    }

    /** Of the frame that is shown. */
    private Optional<Image> voxels(Model model) {
        IJ.showStatus("LesionLens: which model has seen such images?");
        SourceImage.Channels channels = SourceImage.Channels.of(image, model, "", 0, "channels");
        return StackSuitability.ofPictures(image)
                ? Optional.of(
                        SourceImage.of(image, channels, image.getT()).images().get(0))
                : Optional.empty();
    }

    /** Which of more channels are meant nobody has said. */
    private Optional<SeenImage> seenAsItIs(Model model) {
        int wanted = model.channels().size();
        return wanted == 1 || wanted == SourceImage.Channels.count(image, model)
                ? seen().apply(model)
                : Optional.empty();
    }

    /** A segmenter likewise, with the classifier that belongs to it. */
    ChosenModels chosen(String name, boolean classify) throws IOException {
        return name.isBlank()
                ? ChosenModels.byImage(model(name), Networks.classifier(classify), meant().looks())
                : Networks.chosen(name, classify);
    }

    /** The name of the one that is meant where none is named; empty if nobody knows. */
    Optional<Object> proposal() throws IOException {
        try {
            return Optional.of(ModelChoices.nameOf(model("")));
        } catch (UsageException e) {
            return Optional.empty(); // the user chooses
        }
    }

    /** Which one is taken where none is named, and why, or why none can be; nothing where one is named. */
    List<String> said(String name) throws IOException {
        if (!name.isBlank()) {
            return List.of();
        }
        try {
            return List.of(meant().said());
        } catch (UsageException e) {
            return List.of(e.getMessage());
        }
    }

    /** What a log says before a run: which model is taken and why, and what else there is to say of it. */
    List<String> warnings(String name, Told told) throws IOException {
        List<String> warnings = new ArrayList<>(said(name));
        try {
            warnings.addAll(told.of(model(name)));
        } catch (UsageException e) {
            warnings.add(e.getMessage());
        }
        return warnings.stream().distinct().toList();
    }

    /** What a dialog says of the model that is chosen in its list. */
    List<String> notes(String name, Told told) throws IOException {
        List<String> notes = new ArrayList<>();
        Optional<Model> chosen = Optional.ofNullable(models.get(name));
        if (chosen.isPresent()) {
            doubt(name, chosen.get()).ifPresent(notes::add);
            if (chosen.get().isPrompted() && grade(chosen.get()) != Grade.OTHER && !DrawnBox.isDrawn(image)) {
                notes.add("the model " + name
                        + " outlines the finding in a box and none is drawn: cancel, draw a rectangle"
                        + " round the finding or a point in its middle, and choose the command again, or write the box"
                        + " below.");
            }
            notes.addAll(told.of(chosen.get()));
        }
        if (!ModelChoices.unreadable().isEmpty()) {
            notes.add("models that cannot be read are not in the list: " + String.join(", ", ModelChoices.unreadable())
                    + ". Install them again.");
        }
        return notes;
    }

    /** Why the chosen model may not be the one for the image, as far as the image does not say it itself. */
    private Optional<String> doubt(String name, Model chosen) throws IOException {
        Optional<SeenImage> shown = seen().apply(chosen).map(as -> as.boxed(chosen.isPrompted()));
        Optional<String> form = shown.flatMap(as -> ModelFit.ofForm(as, chosen));
        if (form.isPresent()) {
            return Optional.of("this is no image for the model " + name + ": " + form.get() + ".");
        }
        List<String> others = models.keySet().stream()
                .filter(other -> !other.equals(name) && grade(models.get(other)) == Grade.UNKNOWN)
                .filter(other -> !models.get(other).isPrompted() || DrawnBox.isDrawn(image))
                .toList();
        if (grade(chosen) != Grade.UNKNOWN || others.isEmpty()) {
            return Optional.empty();
        }
        String unsaid = "the image does not say what it is. ";
        return Optional.of(looks().map(found -> unsaid + said(name, found))
                .orElse(unsaid + "Also " + String.join(", ", others)
                        + " may suit it: choose the model that was made for such images."));
    }

    private static String said(String name, TrainingLikeness.Looks looks) {
        String like = ModelChoices.nameOf(looks.like());
        String unlike = looks.unlike().stream().map(ModelChoices::nameOf).collect(Collectors.joining(", "));
        return like.equals(name)
                ? "It looks like the images that " + like + " was trained on, and unlike those of " + unlike
                        + ": choose another model if you know better."
                : "It looks like the images that " + like + " was trained on, not like those of " + name
                        + ": choose that model, unless you know better.";
    }

    private Optional<TrainingLikeness.Looks> looks() throws IOException {
        try {
            return meant().looks();
        } catch (UsageException e) {
            return Optional.empty(); // none is proposed
        }
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

    /** Whether a model looks at the whole volume, not at slices of it; false of one that is not there. */
    boolean isOfVolumes(String name) {
        return models.containsKey(name) && isOfVolumes(models.get(name));
    }

    static boolean isOfVolumes(Model model) {
        return model.network().window().dimensions() > 2;
    }

    /** Whether some model wants one. */
    boolean hasPrompts() {
        return models.values().stream().anyMatch(Model::isPrompted);
    }

    /** Whether a model sees frames that follow each other; false of one that is not there. */
    boolean isOfSequences(String name) {
        return models.containsKey(name) && Sequence.isSeenBy(models.get(name));
    }

    /** Whether some model sees such. */
    boolean hasSequences() {
        return models.values().stream().anyMatch(Sequence::isSeenBy);
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
