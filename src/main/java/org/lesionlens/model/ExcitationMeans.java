package org.lesionlens.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.volume.ForeignText;

/**
 * What the channel weights of a network are like in each class of its training cases (Hu et al. 2018, figure 6): a file of
 * the model's folder, {@code excitation: class: {mean: [...], deviation: [...]}} in YAML.
 *
 * @param blocks by the name of the excitation and the class
 */
public record ExcitationMeans(Map<String, Map<String, Channels>> blocks) {
    /**
     * Mean and standard deviation of each channel's weight.
     *
     * @param mean 0 to 1
     * @param deviation at least 0, as many
     */
    public record Channels(List<Float> mean, List<Float> deviation) {
        /** Takes copies. */
        public Channels {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
        }
    }

    /**
     * Reads the means of a model.
     *
     * @return empty if the model has none
     * @throws UnsuitableModelException if the file is another than the description says, or is broken
     * @throws IOException if it cannot be read
     */
    public static Optional<ExcitationMeans> of(Model model) throws IOException {
        if (model.explanations().excitationMeans().isEmpty()) {
            return Optional.empty();
        }
        CheckedFile file = model.explanations().excitationMeans().get();
        try {
            return Optional.of(new ExcitationMeans(
                    new ObjectMapper().convertValue(YamlTree.read(file.read()), new TypeReference<>() {})));
        } catch (YamlTree.BadYamlException | IllegalArgumentException e) {
            throw new UnsuitableModelException(
                    file.path() + " does not hold mean and deviation by excitation and class ("
                            + ForeignText.shown(String.valueOf(e.getMessage())) + "): install the model again",
                    e);
        }
    }

    /** Mean and deviation of an excitation's channels in a class; empty if nobody knows. */
    public Optional<Channels> of(String excitation, String className) {
        return Optional.ofNullable(blocks.getOrDefault(excitation, Map.of()).get(className));
    }
}
