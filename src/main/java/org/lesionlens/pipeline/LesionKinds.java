package org.lesionlens.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;

/**
 * Who says of what kind a lesion is.
 *
 * <p>Without a classifier the label of the segmenter counts. With one, the classifier decides where it knows the class of
 * the label, and where the segmenter has one label of lesions only, which says no more than that there is one. A lesion of
 * a class that the classifier does not know keeps it.
 *
 * @param segmenter whose labels they are
 * @param classifier empty if there is none
 * @param probabilities of the segmenter's label of each lesion, by the lesion's number; lacks those that are not known
 */
record LesionKinds(Model segmenter, Optional<Model> classifier, Map<Integer, Double> probabilities) {
    /**
     * A lesion with its kind.
     *
     * @param segment what the segmenter calls it
     * @param told what the classifier says of it
     */
    Finding of(Lesion lesion, Optional<Label> segment, Optional<Classification> told) {
        if (told.isPresent() && (segment.isEmpty() || decides(segment.get()))) {
            Classification answer = told.get();
            return new Finding(
                    lesion.withClass(answer.name(), answer.probability()),
                    segment,
                    label(answer.name()),
                    answer.probabilities());
        }
        if (segment.isEmpty()) {
            return Finding.unclassified(lesion);
        }
        String name = segment.get().name();
        Optional<Double> probability = Optional.ofNullable(probabilities.get(lesion.label()));
        return new Finding(
                lesion.withClass(name, probability.orElse(Double.NaN)),
                segment,
                segment,
                probability.map(known -> Map.of(name, known)).orElse(Map.of()));
    }

    private List<Label> lesionLabels() {
        return segmenter.labels().stream().filter(Label::lesion).toList();
    }

    private Optional<Label> label(String name) {
        return classifier.stream()
                .flatMap(model -> model.labels().stream())
                .filter(label -> label.name().equals(name))
                .findFirst();
    }

    private boolean decides(Label segment) {
        return lesionLabels().size() == 1 || label(segment.name()).isPresent();
    }

    /** Why a classifier tells nothing, a sentence; empty if it decides somewhere. */
    Optional<String> idle() {
        boolean decides = classifier.isEmpty() || lesionLabels().stream().anyMatch(this::decides);
        return decides
                ? Optional.empty()
                : Optional.of("the classifier " + classifier.get().name() + " knows none of the classes "
                        + lesionLabels().stream().map(Label::name).toList() + " of the segmenter " + segmenter.name()
                        + ", so it decides nothing: the classes are the segmenter's.");
    }
}
