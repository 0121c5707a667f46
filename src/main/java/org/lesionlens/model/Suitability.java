package org.lesionlens.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.lesionlens.volume.ForeignText;

/**
 * What the windows that a network was trained on look like to it, slices or tiles: a file of the model's folder, of the shipped
 * segmenters made by {@code models/training/training/suitability.py}.
 *
 * <p>Features are the means of the channels of an output over the part of a window that is image. Their distance is that of Mahalanobis, with a covariance
 * that has the same variance in all but the directions of largest variance (probabilistic principal components, Tipping and
 * Bishop 1999), the root of its mean over channels: about 1 for a window like those of the training.
 *
 * @param output of the network, in channels, (planes,) rows and columns
 * @param share of the training windows that have at most the limit where the statistics are taken without their patients, 0 to 1
 * @param limit a distance; an image beyond it is unlike them
 * @param rest variance of each direction that is no component
 * @param mean of each channel
 * @param components directions of largest variance, of length 1 and at right angles
 */
public record Suitability(
        String output, double share, double limit, double rest, List<Double> mean, List<Component> components) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** A direction in the space of the channels, and the variance along it. */
    public record Component(double variance, List<Double> direction) {
        /** Takes a copy. */
        public Component {
            direction = List.copyOf(direction);
        }
    }

    /** @throws IllegalArgumentException if the numbers do not belong together */
    public Suitability {
        mean = List.copyOf(mean);
        components = List.copyOf(components);
        int channels = mean.size();
        require(!output.isEmpty(), "output is missing");
        require(share > 0 && share < 1, "share is " + share + " but must be between 0 and 1");
        require(limit > 0 && rest > 0, "limit and rest are " + limit + " and " + rest + " but must be above 0");
        require(channels > 0 && mean.stream().allMatch(Double::isFinite), "mean must be a number for each channel");
        for (Component component : components) {
            require(component.variance() > 0, "variance is " + component.variance() + " but must be above 0");
            require(
                    component.direction().size() == channels
                            && component.direction().stream().allMatch(Double::isFinite),
                    "a direction has " + component.direction().size() + " numbers but the mean " + channels);
        }
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /**
     * Reads that of a model.
     *
     * @return empty if the model has none
     * @throws UnsuitableModelException if the file is another than the description says, or is broken
     * @throws IOException if it cannot be read
     */
    public static Optional<Suitability> of(Model model) throws IOException {
        if (model.purpose().suitability().isEmpty()) {
            return Optional.empty();
        }
        CheckedFile file = model.purpose().suitability().get();
        try {
            return Optional.of(of(YamlTree.read(file.read())));
        } catch (YamlTree.BadYamlException | IllegalArgumentException e) {
            throw new UnsuitableModelException(
                    file.path() + " does not say what the images of the training look like ("
                            + ForeignText.shown(String.valueOf(e.getMessage())) + "): install the model again",
                    e);
        }
    }

    private static Suitability of(JsonNode node) {
        List<Component> components = new ArrayList<>();
        for (JsonNode component : node.path("components")) {
            components.add(new Component(component.path("variance").asDouble(), numbers(component.path("direction"))));
        }
        return new Suitability(
                node.path("output").asText(),
                node.path("share").asDouble(),
                node.path("limit").asDouble(),
                node.path("rest").asDouble(),
                numbers(node.path("mean")),
                components);
    }

    /** Numbers apart by blanks: a text of them is read in a tenth of the time of a list. */
    private static List<Double> numbers(JsonNode text) {
        return BLANKS.splitAsStream(text.asText().strip()).map(Double::valueOf).toList();
    }

    /**
     * How unlike those of the training a window is.
     *
     * @param features of each channel
     * @throws IllegalArgumentException if they are not as many as the channels
     */
    public double distance(double... features) {
        if (features.length != mean.size()) {
            throw new IllegalArgumentException(features.length + " features for " + mean.size() + " channels");
        }
        double[] apart = new double[features.length];
        double rests = 0;
        for (int i = 0; i < apart.length; i++) {
            apart[i] = features[i] - mean.get(i);
            rests += apart[i] * apart[i];
        }
        double sum = 0;
        for (Component component : components) {
            double along = 0;
            for (int i = 0; i < apart.length; i++) {
                along += apart[i] * component.direction().get(i);
            }
            sum += along * along / component.variance();
            rests -= along * along;
        }
        return Math.sqrt((sum + Math.max(0, rests) / rest) / apart.length);
    }
}
