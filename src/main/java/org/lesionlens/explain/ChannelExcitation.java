package org.lesionlens.explain;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.inference.Tensor;
import org.lesionlens.model.ExcitationMeans;
import org.lesionlens.model.ExcitationMeans.Channels;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;

/**
 * How much a squeeze-and-excitation block (Hu et al. 2018, arXiv 1709.01507) lets each channel through.
 *
 * @param block the name of the network's output
 * @param weights of the channels, 0 to 1
 * @param usual what they are like in training cases of the class; empty if nobody knows
 */
public record ChannelExcitation(String block, List<Float> weights, Optional<Channels> usual) {
    /** Below this deviation a channel is as good as constant, and what departs from it is noise. */
    private static final double LEAST_DEVIATION = 0.01;

    /**
     * Checks that both are of one block.
     *
     * @throws UnsuitableModelException if there are not as many usual weights
     */
    public ChannelExcitation {
        weights = List.copyOf(weights);
        int count = weights.size();
        usual.ifPresent(channels -> {
            if (channels.mean().size() != count || channels.deviation().size() != count) {
                throw new UnsuitableModelException(block + " has " + count + " channels but the model's"
                        + " means have " + channels.mean().size() + ": install the model again");
            }
        });
    }

    /** Those of all blocks of a network in a slice, beside what is usual for a class; without a mean where nobody knows. */
    static List<ChannelExcitation> of(
            Model model, Map<String, Tensor> outputs, Optional<ExcitationMeans> means, String className) {
        return model.explanations().excitations().stream()
                .map(block -> new ChannelExcitation(
                        block, list(outputs.get(block).values()), means.flatMap(all -> all.of(block, className))))
                .toList();
    }

    private static List<Float> list(float[] weights) {
        return IntStream.range(0, weights.length).mapToObj(i -> weights[i]).toList();
    }

    /** How many standard deviations a channel's weight lies above what is usual; 0 if nobody knows. */
    public double departure(int channel) {
        return usual.map(channels -> (weights.get(channel) - channels.mean().get(channel))
                        / Math.max(channels.deviation().get(channel), LEAST_DEVIATION))
                .orElse(0.0);
    }

    /** The channels that depart most from what is usual, farthest first; if nobody knows, those of the largest weights. */
    public List<Integer> mostUnusual(int count) {
        return IntStream.range(0, weights.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        channel -> usual.isPresent() ? -Math.abs(departure(channel)) : -weights.get(channel)))
                .limit(count)
                .toList();
    }
}
