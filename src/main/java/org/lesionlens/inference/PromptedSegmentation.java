package org.lesionlens.inference;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a segmenter says of the findings in a user's boxes.
 *
 * @param answers one for each box, in their order
 * @param distance see {@link Segmentation}
 * @param note likewise
 */
public record PromptedSegmentation(List<BoxAnswer> answers, OptionalDouble distance, Optional<String> note) {
    public PromptedSegmentation {
        answers = List.copyOf(answers);
    }
}
