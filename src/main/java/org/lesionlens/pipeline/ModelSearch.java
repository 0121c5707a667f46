package org.lesionlens.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.ModelFit.Grade;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.UsageException;

/**
 * Finds the model of a task that is meant for an image where nobody names one: of the first place of models that has some which
 * suit.
 *
 * <p>One that was made for images of its modality goes before one of which nobody knows; where several of these are left, the only one
 * whose training images the image is like ({@link TrainingLikeness}), else the place's default, if it is among them. A model of another
 * program that was added, and one that says that it is a demonstration, are meant only where they are named.
 */
public final class ModelSearch {
    private static final int MOST_NAMED = 6;

    private final List<Place> places = new ArrayList<>();
    private final List<Model> all;
    private final List<Model> demonstrations;

    private final Task task;
    private final TrainingLikeness likeness;

    /** Models that go before those of later places, and the default among them. */
    private record Place(List<Model> models, Optional<Model> byDefault) {}

    private ModelSearch(Task task, TrainingLikeness likeness) throws IOException {
        this.task = task;
        this.likeness = likeness;
        Map<String, Model> known = ModelChoices.readable(task);
        for (Path folder : ModelFolders.places()) {
            Optional<Model> byDefault = byDefault(folder, known);
            List<Model> models = new ArrayList<>(known.values().stream()
                    .filter(model -> DefaultModel.counts(model, folder))
                    .toList());
            byDefault
                    .filter(model -> !models.contains(model) && !DefaultModel.isDemonstration(model))
                    .ifPresent(models::add);
            places.add(new Place(models, byDefault));
        }
        this.all = places.stream()
                .flatMap(place -> place.models().stream())
                .distinct()
                .toList();
        this.demonstrations =
                known.values().stream().filter(DefaultModel::isDemonstration).toList();
    }

    /** The default of a place, if it is for the task; of classifiers the one that belongs to it. */
    private Optional<Model> byDefault(Path folder, Map<String, Model> known) throws IOException {
        Optional<String> named = ModelFolders.defaultOf(folder).map(DefaultModel::existing);
        named.ifPresent(DefaultModel::requireReadable);
        return task != Task.CLASSIFICATION || named.isEmpty()
                ? named.map(known::get)
                : ModelPairing.classifierFor(ModelFolders.find(named.get()));
    }

    /**
     * Among the models that are there.
     *
     * @throws UsageException if a default is named that is not there or cannot be read
     */
    public static ModelSearch of(Task task) throws IOException {
        return of(task, TrainingLikeness.unknown());
    }

    /**
     * The same of an image that networks may see.
     *
     * @param likeness of the image that a model is searched for
     */
    public static ModelSearch of(Task task, TrainingLikeness likeness) throws IOException {
        return new ModelSearch(task, likeness);
    }

    /** What else the places offer that a model is taken from. */
    List<Model> beside(Model taken) {
        Path folder = taken.identity().folder();
        return places.stream()
                .map(Place::models)
                .filter(models -> models.stream()
                        .anyMatch(model -> model.identity().folder().equals(folder)))
                .flatMap(List::stream)
                .filter(model -> !model.identity().folder().equals(folder))
                .distinct()
                .toList();
    }

    /** All that may be meant, those of the first place first. */
    public List<Model> models() {
        return all;
    }

    /**
     * Those between which nothing but a default can decide.
     *
     * @param seen the image as a model sees it; empty where its channels are others
     */
    public List<Model> suitable(Function<Model, Optional<SeenImage>> seen) {
        return places.stream()
                .map(place -> best(place.models(), seen))
                .filter(models -> !models.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<Model> best(List<Model> models, Function<Model, Optional<SeenImage>> seen) {
        List<Model> made = of(Grade.MADE_FOR, models, seen);
        List<Model> best = made.isEmpty() ? of(Grade.UNKNOWN, models, seen) : made;
        List<Model> ofItsSize = best.stream()
                .filter(model -> FieldOfView.warnings(
                                seen.apply(model).orElseThrow().geometry(), model)
                        .isEmpty())
                .toList();
        return ofItsSize.isEmpty() ? best : ofItsSize;
    }

    private static List<Model> of(Grade grade, List<Model> models, Function<Model, Optional<SeenImage>> seen) {
        return models.stream()
                .filter(model -> seen.apply(model)
                        .filter(image -> ModelFit.of(image, model).grade() == grade)
                        .isPresent())
                .toList();
    }

    /**
     * The one that is meant.
     *
     * @param seen as in {@link #suitable}
     * @throws UsageException if none suits, or several do, the image is not like the training images of one alone and none is the
     *     default
     */
    public Model find(Function<Model, Optional<SeenImage>> seen) {
        List<Model> suitable = suitable(seen);
        if (suitable.isEmpty()) {
            throw none(seen);
        }
        if (suitable.size() == 1) {
            return suitable.get(0);
        }
        return looks(suitable, seen)
                .map(TrainingLikeness.Looks::like)
                .or(() -> places.stream()
                        .filter(place -> place.models().containsAll(suitable))
                        .flatMap(place -> place.byDefault().stream())
                        .filter(suitable::contains)
                        .findFirst())
                .orElseThrow(() -> several(suitable, seen));
    }

    /**
     * What told which model is meant where nothing but the looks of the image did.
     *
     * @param seen as in {@link #suitable}
     */
    public Optional<TrainingLikeness.Looks> looks(Function<Model, Optional<SeenImage>> seen) {
        return looks(suitable(seen), seen);
    }

    private Optional<TrainingLikeness.Looks> looks(List<Model> suitable, Function<Model, Optional<SeenImage>> seen) {
        boolean isUnknown = suitable.size() > 1
                && suitable.stream()
                        .allMatch(model -> ModelFit.of(seen.apply(model).orElseThrow(), model)
                                        .grade()
                                == Grade.UNKNOWN);
        return isUnknown ? likeness.only(suitable) : Optional.empty();
    }

    private static UsageException several(List<Model> suitable, Function<Model, Optional<SeenImage>> seen) {
        String why = ModelFit.of(seen.apply(suitable.get(0)).orElseThrow(), suitable.get(0))
                .why();
        return new UsageException("no model is named and several may suit the image"
                + (why.isEmpty() ? "" : ", since " + why) + ": choose one of "
                + suitable.stream().map(ModelSearch::described).collect(Collectors.joining(", "))
                + " with --model (model in a macro), or write the name of one into a file " + ModelFolders.DEFAULT
                + " in the folder of the models");
    }

    private UsageException none(Function<Model, Optional<SeenImage>> seen) {
        if (all.isEmpty() && demonstrations.isEmpty()) {
            return ModelChoices.none(task);
        }
        Stream<String> reasons = Stream.concat(
                all.stream()
                        .limit(MOST_NAMED)
                        .map(model -> described(model) + ", but "
                                + seen.apply(model)
                                        .map(image -> ModelFit.of(image, model).why())
                                        .orElse("the channels of the image are others")),
                demonstrations.stream()
                        .limit(MOST_NAMED)
                        .map(model -> described(model) + ", but it is a demonstration, "
                                + ForeignText.shown(
                                        model.purpose().demonstration().orElseThrow())));
        return new UsageException("no model is named and none is made for the image: there is "
                + reasons.collect(Collectors.joining("; "))
                + (all.size() > MOST_NAMED ? "; and others" : "")
                + ". To use one all the same name it with --model (model in a macro)"
                + (all.stream()
                                .anyMatch(model -> seen.apply(model)
                                        .filter(image -> suitsWithABox(image, model))
                                        .isPresent())
                        ? "; one that wants a box is taken where one is given (--box, in Fiji a selection)"
                        : "")
                + suitableDetectors(seen)
                + unreadable());
    }

    private String suitableDetectors(Function<Model, Optional<SeenImage>> seen) {
        if (task != Task.SEGMENTATION) {
            return "";
        }
        List<String> suitable = ModelChoices.readable(Task.DETECTION).values().stream()
                .filter(model -> seen.apply(model)
                        .filter(image -> ModelFit.of(image, model).grade() != Grade.OTHER)
                        .isPresent())
                .map(ModelSearch::described)
                .toList();
        return suitable.isEmpty()
                ? ""
                : "; boxes round lesions and no outlines are drawn by "
                        + String.join(", ", suitable.stream().limit(MOST_NAMED).toList())
                        + (suitable.size() > MOST_NAMED ? " and others" : "")
                        + ", where it is named (in Fiji by Detect Lesions...)";
    }

    /** Whether nothing is against a model but that there is no box. */
    static boolean suitsWithABox(SeenImage image, Model model) {
        return !image.boxed()
                && model.isPrompted()
                && ModelFit.of(image.boxed(true), model).grade() != Grade.OTHER;
    }

    /** A name and what the model is for. */
    static String described(Model model) {
        String purpose = ModelChoices.purpose(model);
        return ModelChoices.nameOf(model) + (purpose.isEmpty() ? "" : " (" + purpose + ")");
    }

    /** That there is no choice, for people. */
    public static String saidOfTheOnly(Model taken) {
        return "no model is named: " + described(taken) + " is taken, the only one" + unreadable();
    }

    /** Which one was taken, and why, for people. */
    public String said(Model taken, Function<Model, Optional<SeenImage>> seen) {
        List<Model> suitable = suitable(seen);
        String why =
                seen.apply(taken).map(image -> ModelFit.of(image, taken).why()).orElse("");
        String suits = why.isEmpty() ? "suits" : "may suit";
        Optional<String> looks = looks(suitable, seen).map(TrainingLikeness.Looks::why);
        List<String> later = places.stream()
                .flatMap(place -> best(place.models(), seen).stream())
                .filter(model -> !suitable.contains(model))
                .distinct()
                .map(ModelSearch::described)
                .toList();
        return "no model is named: " + described(taken) + " is taken, "
                + looks.map(told -> "one of several that " + suits + ", since " + told)
                        .orElse((suitable.size() > 1 ? "the default of several that " : "the only one that ") + suits)
                + (later.isEmpty()
                        ? ""
                        : " in the first place of models that has any (later: " + String.join(", ", later) + ")")
                + ": " + (why.isEmpty() ? "it is made for images like this one" : why) + unreadable();
    }

    private static String unreadable() {
        Set<String> broken = ModelChoices.unreadable();
        return broken.isEmpty()
                ? ""
                : "; what cannot be read does not count: " + String.join(", ", broken)
                        + " (the subcommand models says why)";
    }
}
