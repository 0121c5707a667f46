package org.lesionlens.cohort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.ModelFit;
import org.lesionlens.pipeline.ModelSearch;
import org.lesionlens.pipeline.SeenImage;
import org.lesionlens.pipeline.TrainingLikeness;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.UserMessageException;

/**
 * The models that are meant for the cases of a run where nobody names one: those for the first case that one suits. A case that
 * is something else fails when its turn comes.
 *
 * <p>Headers are looked at first; voxels only where several models are left. For one thread.
 */
final class CohortModels {
    /** Cases of which none suits, or none can be read, before that is taken for all. */
    private static final int MOST_LOOKED_AT = 50;

    /** Cases that a server does not give before no further one is asked for. */
    private static final int MOST_NOT_FETCHED = 5;

    private final ModelSearch search;
    private final Cohort.Source source;
    private final Function<List<String>, InputReading> readings;
    private final Map<List<String>, Optional<Found>> firsts = new HashMap<>();
    /** Of cases that could not be read. */
    private final List<Exception> faults = new ArrayList<>();

    private int notFetched;

    /**
     * The first case that can be read.
     *
     * @param alone whether there is no other
     */
    private record Found(Case item, SeenImage image, boolean alone) {}

    private CohortModels(Cohort.Source source, Function<List<String>, InputReading> readings) throws IOException {
        this.search = ModelSearch.of(Task.SEGMENTATION, new TrainingLikeness(this::voxels, this::example));
        this.source = source;
        this.readings = readings;
    }

    /** As {@link Cohort#models} says. */
    static ChosenModels find(
            Cohort.Source source,
            Function<List<String>, InputReading> readings,
            Optional<String> classifier,
            Consumer<String> listener)
            throws IOException {
        CohortModels cohort = new CohortModels(source, readings);
        ModelSearch search = cohort.search;
        if (search.models().size() == 1) {
            listener.accept(ModelSearch.saidOfTheOnly(search.models().get(0)));
        }
        boolean chooses = search.models().size() > 1
                && search.models().stream()
                        .anyMatch(model -> cohort.seenBy(model).isPresent());
        if (!chooses) {
            cohort.requireReadable();
            return ChosenModels.find(Optional.empty(), classifier).byImage();
        }
        if (search.suitable(cohort::seenBy).size() > 1) {
            cohort.firsts.replaceAll((channels, found) -> found.map(first -> withVoxels(first, channels)));
        }
        Model taken = search.find(cohort::seenBy);
        listener.accept(search.said(taken, cohort::seenBy));
        return ChosenModels.byImage(taken, classifier, search.looks(cohort::seenBy));
    }

    /** Without a default nobody can say a model for what cannot be read: what is wrong with it comes first. */
    private void requireReadable() throws IOException {
        if (faults.isEmpty() || !DefaultModel.proposal(Task.SEGMENTATION).isEmpty()) {
            return;
        }
        if (faults.get(0) instanceof IOException read) {
            throw read;
        }
        throw (UserMessageException) faults.get(0);
    }

    private Optional<SeenImage> seenBy(Model model) {
        return firsts.computeIfAbsent(InputReading.names(model), this::first).map(Found::image);
    }

    /** The case that was looked at, where there are others. */
    private Optional<String> example(Model model) {
        return firsts.getOrDefault(InputReading.names(model), Optional.empty())
                .filter(found -> !found.alone())
                .map(found -> ForeignText.shown(found.item().name()));
    }

    private Optional<Image> voxels(Model model) throws IOException {
        List<String> channels = InputReading.names(model);
        Optional<Found> first = firsts.getOrDefault(channels, Optional.empty());
        return first.isEmpty() || first.get().image().boxed()
                ? Optional.empty()
                : Optional.of(
                        ImageFiles.read(first.get().item().inputs(), channels).image());
    }

    private Optional<Found> first(List<String> channels) {
        List<Model> models = search.models().stream()
                .filter(model -> InputReading.names(model).equals(channels))
                .toList();
        try {
            List<Found> looked = new ArrayList<>();
            List<Case> cases = source.read(readings.apply(channels)).cases();
            int most = models.isEmpty() ? 1 : MOST_LOOKED_AT; // of what a refusal names besides the first case tells
            for (Case item : cases.subList(0, Math.min(most, cases.size()))) {
                if (notFetched == MOST_NOT_FETCHED) {
                    break;
                }
                sketch(item, channels)
                        .map(image -> new Found(item, image, cases.size() == 1))
                        .ifPresent(looked::add);
                boolean suits = !looked.isEmpty()
                        && isForOneOf(models, looked.get(looked.size() - 1).image());
                if (suits) {
                    return kept(looked, looked.size() - 1);
                }
            }
            return kept(looked, 0);
        } catch (IOException | UserMessageException e) {
            note(e, channels);
            return Optional.empty(); // of other channels, or told when the cases are listed
        }
    }

    /** The one that counts; what was fetched of the others is taken away until their turn. */
    private static Optional<Found> kept(List<Found> looked, int one) {
        for (int i = 0; i < looked.size(); i++) {
            if (i != one) {
                looked.get(i).item().release();
            }
        }
        return looked.stream().skip(one).findFirst();
    }

    private static boolean isForOneOf(List<Model> models, SeenImage image) {
        return models.stream().anyMatch(model -> ModelFit.of(image, model).grade() != ModelFit.Grade.OTHER);
    }

    private void note(Exception fault, List<String> channels) {
        if (channels.size() <= 1) {
            faults.add(fault);
        }
    }

    private Optional<SeenImage> sketch(Case item, List<String> channels) {
        if (!isFetched(item, channels)) {
            return Optional.empty(); // told when its turn comes
        }
        try {
            List<VolumeHeader.Sketch> sketches = ImageFiles.sketches(item.inputs(), channels);
            List<ImageTraits> traits =
                    sketches.stream().map(VolumeHeader.Sketch::traits).toList();
            return Optional.of(new SeenImage(sketches.get(0).geometry(), traits, isBoxed(item)));
        } catch (IOException | UserMessageException e) {
            note(e, channels);
            item.release();
            return Optional.empty(); // told when the case is read
        }
    }

    private boolean isFetched(Case item, List<String> channels) {
        try {
            item.fetch();
            return true;
        } catch (IOException | UserMessageException e) {
            note(e, channels);
            notFetched++;
            return false;
        }
    }

    private static boolean isBoxed(Case item) {
        return !item.boxes().isEmpty();
    }

    private static Found withVoxels(Found sketched, List<String> channels) {
        if (sketched.image().traits().stream()
                .allMatch(traits -> traits.modality().isPresent())) {
            return sketched;
        }
        try {
            LoadedImage image = ImageFiles.read(sketched.item().inputs(), channels);
            return new Found(
                    sketched.item(),
                    new SeenImage(image.volume().geometry(), image.traits(), isBoxed(sketched.item())),
                    sketched.alone());
        } catch (IOException | UserMessageException e) {
            return sketched; // told when the case is read
        }
    }
}
