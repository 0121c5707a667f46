package org.lesionlens.evaluation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.metric.ClassAnswer;

/**
 * A case that was compared.
 *
 * @param pair its files; its name is that of the case
 * @param group its patient, or its own name where patients are not known
 * @param image that was segmented; empty if nobody said where it lies
 * @param agreements one for each kind of lesion, in the order of the kinds; else one of all lesions, with an empty label
 * @param answer its class, and what was answered; empty if its class is not known
 * @param note what was done to compare it; empty if there is nothing to say
 */
public record EvaluatedCase(
        ReferencePair pair,
        String group,
        Optional<Path> image,
        List<LabelledAgreement> agreements,
        Optional<ClassAnswer> answer,
        String note) {
    public EvaluatedCase {
        agreements = List.copyOf(agreements);
    }

    public String name() {
        return pair.name();
    }
}
