package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.model.Preparation.Over;
import org.lesionlens.volume.UsageException;

/** Spacing and intensities of what goes into a network of which no file says them. */
final class PlainIntensities {
    private static final double BYTE = 255;
    private static final double LOW = 0.5;
    private static final double HIGH = 99.5;
    private static final double LEAST_DEVIATION = 1e-8;
    /** Above 0. */
    private static final String NUMBER = "(?!0+(\\.0+)?(x|$))[0-9]+(\\.[0-9]+)?";

    private final Answers answers;
    private final boolean volume;

    /** @param volume whether the network sees volumes, not slices */
    PlainIntensities(Answers answers, boolean volume) {
        this.answers = answers;
        this.volume = volume;
    }

    List<Preparation> steps(ElementType type, int channels) {
        List<Preparation> steps = new ArrayList<>(spacing());
        steps.addAll(intensities(type));
        if (channels > 1 && steps.stream().anyMatch(PlainIntensities::hasStatistics)) {
            boolean joint = answers.oneOf(
                            "channel_statistics",
                            "whether intensities are scaled by those of each channel or of all channels together",
                            "each",
                            List.of("each", "together"))
                    .equals("together");
            steps.replaceAll(step -> joint && hasStatistics(step) ? new Preparation.Joint(step) : step);
        }
        return steps;
    }

    private static boolean hasStatistics(Preparation step) {
        return step instanceof Preparation.ZScore || step instanceof Preparation.PercentileRange;
    }

    private List<Preparation> intensities(ElementType type) {
        boolean whole = !type.toString().startsWith("float");
        String kind = answers.oneOf(
                "intensities",
                whole
                        ? "what the network's numbers are, which are whole ones (" + type + "): as-stored"
                        : "what the network's numbers are: as-stored; min-max (each image scaled to 0 to 1); divide-255; z-score;"
                                + " z-score-nonzero; percentiles (0.5 to 99.5 scaled to 0 to 1); window (a range of"
                                + " values scaled to 0 to 1)",
                whole ? "as-stored" : "min-max",
                whole
                        ? List.of("as-stored")
                        : List.of(
                                "as-stored",
                                "min-max",
                                "divide-255",
                                "z-score",
                                "z-score-nonzero",
                                "percentiles",
                                "window"));
        return switch (kind) {
            case "as-stored" -> whole ? List.of(new Preparation.Cast(type)) : List.of();
            case "divide-255" -> List.of(new Preparation.Linear(1 / BYTE, 0));
            case "min-max" -> List.of(new Preparation.PercentileRange(0, 100, over(), 0));
            case "percentiles" ->
                List.of(new Preparation.PercentileRange(LOW, HIGH, over(), 0), new Preparation.Clip(0, 1));
            case "window" -> window();
            default ->
                List.of(new Preparation.ZScore(
                        kind.endsWith("nonzero") ? Foreground.NONZERO : Foreground.ALL,
                        over(),
                        LEAST_DEVIATION,
                        false));
        };
    }

    private Over over() {
        return answers.oneOf(
                                "statistics",
                                "whether intensities are scaled by those of the whole volume or of each slice",
                                volume ? "volume" : "slice",
                                List.of("volume", "slice"))
                        .equals("slice")
                ? Over.SLICE
                : Over.VOLUME;
    }

    private List<Preparation> window() {
        double infinite = Double.POSITIVE_INFINITY;
        double low = answers.number("window_low", "the value that becomes 0", -160, -infinite, infinite);
        double high = answers.number("window_high", "the value that becomes 1", 240, -infinite, infinite);
        if (low >= high) {
            throw new UsageException("window_low is " + low + " but must be below window_high, " + high
                    + ": give --set window_low=NUMBER");
        }
        return List.of(new Preparation.Clip(low, high), new Preparation.Linear(1 / (high - low), -low / (high - low)));
    }

    private List<Preparation> spacing() {
        String text = answers.text(new Question(
                "spacing_mm",
                "the spacing in mm that images are brought to: one number, or those along x, y and z with x between",
                Question.NONE,
                new Question.Allowed.Text(
                        Question.NONE + "|" + NUMBER + "(x" + NUMBER + "x" + NUMBER + ")?", "none, 1, or as 1x1x2.5")));
        if (text.equals(Question.NONE)) {
            return List.of();
        }
        List<Double> spacing = Stream.of(text.split("x")).map(Double::valueOf).toList();
        List<Double> all = new ArrayList<>(spacing.size() == 3 ? spacing : Collections.nCopies(3, spacing.get(0)));
        if (!volume) {
            all.set(2, 0.0);
        }
        return List.of(
                new Preparation.Resample(all, Interpolation.LINEAR, Interpolation.NEAREST, Double.POSITIVE_INFINITY));
    }
}
