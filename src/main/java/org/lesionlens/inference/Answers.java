package org.lesionlens.inference;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.UnsuitableModelException;

/** What the numbers of a network's channels say of each voxel: the probability of lesion, and which label holds. */
final class Answers {
    /** Probabilities are rounded to 1 / 65536: noise far below any threshold would not compress. */
    private static final float STEPS = 65536;

    private static final float HALF = 0.5f;

    private final Model model;
    private final Output output;
    /** The label's value of each channel, and whether it counts as lesion. */
    private final int[] values;

    private final boolean[] lesion;
    private final int[] all;
    private final int[] lesions;
    private final int[] others;
    private final float threshold;

    /** @param threshold least probability of a lesion; 0 where the most probable label is one */
    Answers(Model model, double threshold) {
        this.model = model;
        this.output = model.output().orElseThrow();
        this.threshold = (float) threshold;
        this.values = output.labels().stream().mapToInt(Integer::intValue).toArray();
        this.lesion = new boolean[values.length];
        for (int channel = 0; channel < values.length; channel++) {
            lesion[channel] = isLesion(values[channel]).orElse(false);
        }
        this.all = IntStream.range(0, values.length).toArray();
        this.lesions = Arrays.stream(all).filter(channel -> lesion[channel]).toArray();
        this.others = Arrays.stream(all).filter(channel -> !lesion[channel]).toArray();
    }

    private Optional<Boolean> isLesion(int value) {
        return model.labels().stream()
                .filter(label -> label.value() == value)
                .map(Label::lesion)
                .findFirst();
    }

    /** The channels of a network's answer. */
    static int channels(Output output) {
        return output.answer() == Answer.LABELS ? 1 : output.labels().size();
    }

    /** Whether which label holds is more than whether the voxel is lesion. */
    boolean areLabelled() {
        return threshold == 0 || model.labels().size() > 1;
    }

    /** Whether a lesion's label has another probability than that there is a lesion. */
    boolean tellLabels() {
        return lesions.length > 1 && (output.answer() == Answer.EXCLUSIVE || output.answer() == Answer.REGIONS);
    }

    /** Whether a network gives probabilities by itself. */
    static boolean areProbabilities(Output output) {
        return output.activation() == Activation.NONE && output.after().isEmpty() && output.answer() != Answer.LABELS;
    }

    /** Rounds probabilities, to 0 to 1 too. */
    static void round(float[] values) {
        for (int i = 0; i < values.length; i++) {
            float probability = Math.max(0, Math.min(1, values[i]));
            values[i] = (int) (probability * STEPS + 0.5f) / STEPS; // several times as fast as Math.round
        }
    }

    /** Makes what was brought back of a plane probabilities, if it is not, in place; channel after channel. */
    void complete(float[] plane) {
        complete(output, plane);
    }

    static void complete(Output output, float[] plane) {
        if (output.back() != Output.Back.PROBABILITIES) {
            activate(output, plane);
        }
    }

    static void activate(Output output, float[] plane) {
        switch (output.activation()) {
            case SIGMOID -> {
                for (int i = 0; i < plane.length; i++) {
                    plane[i] = (float) (1 / (1 + Math.exp(-plane[i])));
                }
            }
            case SOFTMAX -> softmax(plane, channels(output));
            case NONE -> {
                // they are what they should be
            }
        }
        PointSteps.take(output.after(), plane);
    }

    /**
     * How probable the most probable label is where it is so most; background is none.
     *
     * @param plane before the activation, channel after channel
     */
    static float largest(Output output, float[] plane) {
        float[] active = areProbabilities(output) ? plane : plane.clone();
        if (active != plane) {
            activate(output, active);
        }
        float largest = 0;
        int pixels = plane.length / channels(output);
        for (int channel = 0; channel < output.labels().size(); channel++) {
            int end = output.labels().get(channel) == 0 ? 0 : (channel + 1) * pixels;
            for (int i = channel * pixels; i < end; i++) {
                largest = Math.max(largest, active[i]);
            }
        }
        return largest;
    }

    private static void softmax(float[] plane, int channels) {
        int pixels = plane.length / channels;
        for (int i = 0; i < pixels; i++) {
            float largest = plane[i];
            for (int at = i + pixels; at < plane.length; at += pixels) {
                largest = Math.max(largest, plane[at]);
            }
            double sum = 0;
            for (int at = i; at < plane.length; at += pixels) {
                float below = plane[at] - largest;
                float power = below == 0 ? 1 : below < -100 ? 0 : (float) Math.exp(below);
                plane[at] = power;
                sum += power;
            }
            for (int at = i; at < plane.length; at += pixels) {
                plane[at] = (float) (plane[at] / sum);
            }
        }
    }

    /**
     * The probability of lesion.
     *
     * @param plane after the activation
     */
    float[] probability(float[] plane) {
        float[] probability = new float[plane.length / channels(output)];
        probability(plane, probability);
        return probability;
    }

    /** The same in an array that is there. */
    void probability(float[] plane, float[] probability) {
        if (output.answer() == Answer.LABELS) {
            for (int i = 0; i < plane.length; i++) {
                probability[i] =
                        requireLabel(plane[i]) != 0 && isLesion((int) plane[i]).orElseThrow() ? 1 : 0;
            }
            return;
        }
        Arrays.fill(probability, 0);
        for (int channel = 0; channel < values.length; channel++) {
            int start = channel * probability.length;
            for (int i = 0; i < probability.length && lesion[channel]; i++) {
                float of = plane[start + i];
                probability[i] =
                        output.answer() == Answer.EXCLUSIVE ? probability[i] + of : Math.max(probability[i], of);
            }
        }
    }

    private int requireLabel(float value) {
        int label = (int) value;
        if (label != value || label != 0 && isLesion(label).isEmpty()) {
            throw new UnsuitableModelException("the output \"" + output.tensor().name() + "\" of the model "
                    + model.shownName() + " says the label " + value
                    + ", which its description does not have: add it there, or choose another model");
        }
        return label;
    }

    /**
     * The label that holds at each voxel; 0 for none.
     *
     * @param plane after the activation
     * @param probability of lesion, as it will be shown
     * @param labels where they go
     */
    void labels(float[] plane, float[] probability, int[] labels) {
        for (int i = 0; i < labels.length; i++) {
            labels[i] = output.answer() == Answer.LABELS
                    ? requireLabel(plane[i])
                    : label(plane, i, labels.length, probability[i]);
        }
    }

    /**
     * The probability of the lesion's label that holds at each voxel; 0 where none does.
     *
     * @param plane after the activation
     * @param probability where it goes
     */
    void ofLabels(float[] plane, int[] labels, float[] probability) {
        Arrays.fill(probability, 0);
        for (int channel : lesions) {
            for (int i = 0; i < labels.length; i++) {
                boolean holds = labels[i] == values[channel];
                probability[i] = holds ? Math.max(probability[i], plane[channel * labels.length + i]) : probability[i];
            }
        }
        round(probability);
    }

    private int label(float[] plane, int at, int pixels, float probability) {
        if (threshold == 0) {
            return of(best(plane, at, pixels, HALF, all));
        }
        if (probability < threshold && output.answer() == Answer.EXCLUSIVE) {
            int most = best(plane, at, pixels, HALF, all);
            return lesion[most] ? 0 : of(most); // another label does not get what is not lesion enough
        }
        if (probability < threshold) {
            return of(best(plane, at, pixels, HALF, others));
        }
        // the probability was rounded
        float least = output.answer() == Answer.REGIONS ? threshold - 1 / STEPS : 0;
        return of(best(plane, at, pixels, least, lesions));
    }

    private int of(int channel) {
        return channel < 0 ? 0 : values[channel];
    }

    /**
     * The channel that holds.
     *
     * @param least what the probability of a channel must reach, but that of an exclusive one; a region's must be above
     * @param among which channels
     * @return -1 for none
     */
    private int best(float[] plane, int at, int pixels, float least, int[] among) {
        int best = -1;
        for (int channel : among) {
            float value = plane[channel * pixels + at];
            boolean more = best < 0 || value > plane[best * pixels + at];
            boolean holds = switch (output.answer()) {
                case REGIONS -> value > least;
                case EXCLUSIVE -> more;
                default -> value >= least && more;
            };
            best = holds ? channel : best;
        }
        return best;
    }
}
