package org.lesionlens.explain;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;

/**
 * How much a block of temporal squeeze and excitation lets each of the neighbouring slices or frames through, which a network sees
 * together: the output {@value #BLOCK}, whose channels are the features of each, frame after frame.
 *
 * @param word "slice" or "frame"
 * @param weights one for each that is seen, in their order
 */
public record FrameExcitation(String word, List<Weight> weights) {
    static final String BLOCK = "temporal_excitation";

    /**
     * The weights of a frame's features.
     *
     * @param place of the frame: 0 that which is outlined, below 0 before it
     * @param mean over its features, 0 to 1
     * @param least of them
     * @param most of them
     */
    public record Weight(int place, double mean, double least, double most) {}

    public FrameExcitation {
        weights = List.copyOf(weights);
    }

    /** Of a block of a network; empty of one that weighs no frames. */
    public static Optional<FrameExcitation> of(ChannelExcitation block, Model model) {
        return block.block().equals(BLOCK)
                ? model.network().context().flatMap(context -> of(block.weights(), context))
                : Optional.empty();
    }

    private static Optional<FrameExcitation> of(List<Float> channels, Context context) {
        int features = channels.size() / context.frames();
        if (features == 0 || features * context.frames() != channels.size()) {
            return Optional.empty();
        }
        return Optional.of(new FrameExcitation(
                context.word(),
                IntStream.range(0, context.frames())
                        .mapToObj(frame -> weight(
                                frame - context.before(), channels.subList(frame * features, (frame + 1) * features)))
                        .toList()));
    }

    private static Weight weight(int place, List<Float> features) {
        DoubleSummaryStatistics all =
                features.stream().mapToDouble(weight -> weight).summaryStatistics();
        return new Weight(place, all.getAverage(), all.getMin(), all.getMax());
    }
}
