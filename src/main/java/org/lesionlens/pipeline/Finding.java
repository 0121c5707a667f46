package org.lesionlens.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.ClassCodes;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;

/**
 * A lesion and what is known of its kind.
 *
 * @param lesion its number and measurements; its class is that of {@code kind}
 * @param segment what the segmenter calls it; empty of a segmenter with one label, which tells no kinds apart
 * @param kind its class with code and colour: the classifier's where that decides, else the segmenter's; empty if unknown
 * @param probabilities of the classes, 0 to 1, by name; empty if unknown
 */
public record Finding(Lesion lesion, Optional<Label> segment, Optional<Label> kind, Map<String, Double> probabilities) {
    public Finding {
        probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    }

    /** A lesion of which nobody knows the kind. */
    public static Finding unclassified(Lesion lesion) {
        return new Finding(lesion, Optional.empty(), Optional.empty(), Map.of());
    }

    /** The same with the code of its class, if that is known. */
    public Finding coded(ClassCodes codes) {
        Optional<Code> code = codes.of(lesion.lesionClass());
        Optional<Label> coded =
                kind.map(label -> new Label(label.value(), label.name(), code, label.color(), label.lesion()));
        return new Finding(lesion, segment, coded, probabilities);
    }

    /** The same with another number. */
    Finding numbered(int number) {
        return new Finding(lesion.numbered(number), segment, kind, probabilities);
    }

    /** The same with other measurements. */
    public Finding with(Lesion measured) {
        return new Finding(
                measured.withClass(lesion.lesionClass(), lesion.classProbability()), segment, kind, probabilities);
    }
}
