package org.lesionlens.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.model.AddedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Task;
import org.lesionlens.volume.UsageException;

/** The segmenter that is meant where nobody names one. */
public final class DefaultModel {
    private DefaultModel() {}

    /**
     * Of the first place that has a default ({@link ModelFolders#defaultOf}) or segmenters: its default, else its only
     * segmenter. So the default of the program's own folder does not count where a user's folder has segmenters. A model of
     * another program that was added is meant only where it is named, or where there is no other one; a demonstration only where
     * it is named.
     *
     * @throws UsageException if there are several or none, or the default is not there
     */
    public static String segmenter() throws IOException {
        Map<String, Model> segmenters = ModelChoices.readable(Task.SEGMENTATION);
        for (Path place : ModelFolders.places()) {
            Optional<String> named = ModelFolders.defaultOf(place);
            if (named.isPresent()) {
                return existing(named.get());
            }
            Set<String> here = new LinkedHashSet<>(segmenters.keySet());
            here.removeIf(name -> !counts(segmenters.get(name), place));
            if (!here.isEmpty()) {
                return only(here);
            }
        }
        Set<String> added = new LinkedHashSet<>(segmenters.keySet());
        added.removeIf(name -> isDemonstration(segmenters.get(name)));
        if (added.isEmpty() && !segmenters.isEmpty()) {
            throw new UsageException(
                    "no model is named and there are only demonstrations, which are taken only where they"
                            + " are named: name one of " + segmenters.keySet() + " with --model (model in a macro)");
        }
        return only(added);
    }

    /** Whether a model lies in a place and is neither one that was added nor a demonstration. */
    static boolean counts(Model model, Path place) {
        Path folder = model.identity().folder();
        return place.equals(folder.getParent()) && !AddedModel.marks(folder) && !isDemonstration(model);
    }

    static boolean isDemonstration(Model model) {
        return model.purpose().demonstration().isPresent();
    }

    /** One that is broken says so when it is read. */
    static String existing(String named) {
        Set<String> names = ModelFolders.all().keySet();
        if (!names.contains(named)) {
            throw new UsageException("the default model is \"" + named + "\", as the file " + ModelFolders.DEFAULT
                    + " beside the models says, but it is not there: name one of " + names
                    + " with --model (model in a macro), or mend the file");
        }
        return named;
    }

    /** Another one in its place would be taken for it. */
    static void requireReadable(String named) {
        if (ModelChoices.unreadable().contains(named)) {
            throw new UsageException("the default model is \"" + named + "\", as the file " + ModelFolders.DEFAULT
                    + " beside the models says, but it cannot be read: mend it (the subcommand models says what is wrong)"
                    + " or the file, or name a model with --model (model in a macro)");
        }
    }

    static String only(Set<String> segmenters) {
        if (segmenters.isEmpty()) {
            throw ModelChoices.none(Task.SEGMENTATION);
        }
        if (segmenters.size() > 1) {
            throw new UsageException("no model is named and there are several segmenters: choose one of " + segmenters
                    + " with --model (model in a macro), or write the name of one into a file " + ModelFolders.DEFAULT
                    + " in the folder of the models");
        }
        return segmenters.iterator().next();
    }

    /**
     * The one that is meant, or of several the first that is listed: for what any does.
     *
     * @throws UsageException if there is none
     */
    public static String any() {
        String proposed = proposal(Task.SEGMENTATION);
        return proposed.isEmpty() ? ModelChoices.names(Task.SEGMENTATION).get(0) : proposed;
    }

    /** What a form proposes; empty where nobody knows, so that the user has to choose. */
    public static String proposal(Task task) {
        if (task == Task.DETECTION) {
            Set<String> detectors = ModelChoices.readable(task).keySet();
            return detectors.size() == 1 ? detectors.iterator().next() : "";
        }
        try {
            String segmenter = segmenter();
            return task == Task.SEGMENTATION
                    ? segmenter
                    : ModelPairing.classifierFor(ModelFolders.find(segmenter))
                            .map(classifier ->
                                    classifier.identity().folder().getFileName().toString())
                            .orElse("");
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
