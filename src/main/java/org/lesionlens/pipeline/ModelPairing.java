package org.lesionlens.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.volume.UsageException;

/** Which classifier tells the kind of what a segmenter finds: one that was made for the same images. */
public final class ModelPairing {
    private ModelPairing() {}

    /**
     * The classifier for the same modality, body part and kind of image; of several that tell the same classes apart the
     * first that is listed.
     *
     * @throws UsageException if several fit and tell different classes apart
     */
    public static Optional<Model> classifierFor(Model segmenter) {
        Map<String, Model> fitting = ModelChoices.readable(Task.CLASSIFICATION);
        fitting.values().removeIf(classifier -> !fit(segmenter, classifier));
        if (fitting.values().stream().map(ModelPairing::classes).distinct().count() > 1) {
            throw new UsageException("the classifiers " + fitting.keySet() + " were all made for the images of "
                    + segmenter.name()
                    + " but tell different classes apart: name one of them with --classifier, or none"
                    + " (in Fiji, segment without classes and choose one in Classify Lesions...)");
        }
        return fitting.values().stream().findFirst();
    }

    private static List<String> classes(Model classifier) {
        return classifier.labels().stream().map(Label::name).toList();
    }

    /** Whether two models were made for the same images; a body part that one of them does not say is another one. */
    static boolean fit(Model segmenter, Model classifier) {
        return segmenter.purpose().modality().isPresent()
                && segmenter.purpose().modality().equals(classifier.purpose().modality())
                && segmenter.purpose().image().equals(classifier.purpose().image())
                && sameBodyPart(segmenter, classifier);
    }

    private static boolean sameBodyPart(Model segmenter, Model classifier) {
        return segmenter.purpose().bodyPart().isEmpty()
                        || classifier.purpose().bodyPart().isEmpty()
                ? segmenter.purpose().bodyPart().isEmpty()
                        && classifier.purpose().bodyPart().isEmpty()
                : segmenter
                        .purpose()
                        .bodyPart()
                        .get()
                        .means(classifier.purpose().bodyPart().get());
    }

    /** That what cannot be read may be the classifier of a segmenter for which none was found. */
    static Optional<String> unread(Model segmenter) {
        return ModelChoices.unreadable().isEmpty()
                ? Optional.empty()
                : Optional.of("no classifier is there for the images of the model " + segmenter.shownName()
                        + ", but one may be among the models that cannot be read ("
                        + String.join(", ", ModelChoices.unreadable())
                        + "; the subcommand models says why), so the kinds of the lesions may be missing: install these models again, or"
                        + " remove them.");
    }

    /** What a user should know who named a classifier for other images. */
    static String warning(Model segmenter, Model classifier) {
        return "the classifier " + classifier.name() + " was made for " + images(classifier) + " but the segmenter "
                + segmenter.name() + " for " + images(segmenter) + ": the classes of the lesions may mean nothing.";
    }

    private static String images(Model model) {
        String kind = model.purpose().words();
        return (kind.isEmpty() ? "images of a kind that it does not name" : kind + " images")
                + model.purpose()
                        .bodyPart()
                        .map(part -> " (" + part.meaning() + ")")
                        .orElse("");
    }
}
