package org.lesionlens.model.foreign;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lesionlens.model.ElementType;

/**
 * A tensor as bioimage.io describes it.
 *
 * @param id its name there, which need not be that in the network
 * @param axes the slowest first
 * @param steps before (of an input) or after (of an output) the network
 * @param test the file of its test tensor
 * @param type of its numbers before all steps (of an input) or after them (of an output); empty if it is not one of ours
 */
record BioTensor(String id, List<BioAxis> axes, List<Part> steps, Optional<String> test, Optional<ElementType> type) {
    /** Whether its numbers are whole ones. */
    boolean isWhole() {
        return type.filter(one -> !one.toString().startsWith("float")).isPresent();
    }

    String letters() {
        return axes.stream().map(axis -> String.valueOf(axis.letter())).collect(Collectors.joining());
    }

    /** Letters of the axes along the image, sorted. */
    String space() {
        return letters()
                .replaceAll("[bc]", "")
                .chars()
                .sorted()
                .mapToObj(letter -> String.valueOf((char) letter))
                .collect(Collectors.joining());
    }

    Optional<BioAxis> axis(char letter) {
        return axes.stream().filter(axis -> axis.letter() == letter).findFirst();
    }

    /** The letter of an axis that a step names. */
    Optional<Character> letterOf(String id) {
        return axes.stream()
                .filter(axis -> axis.id().equals(id))
                .map(BioAxis::letter)
                .findFirst();
    }

    /** As many as it says, at least one. */
    int channels() {
        return axis('c').map(axis -> Math.max(1, axis.least())).orElse(1);
    }

    List<String> channelNames() {
        return axis('c').map(BioAxis::names).orElse(List.of());
    }
}
