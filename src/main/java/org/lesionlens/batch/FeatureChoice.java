package org.lesionlens.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.Explanation;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.SliceExplanation;

/**
 * Which channels of an excitation are shown.
 *
 * @param maps what they respond to
 */
record FeatureChoice(List<Explanation> maps) {
    private static final int MOST_UNUSUAL = 6;

    /**
     * Reads {@code EXCITATION} (the most unusual channels) or {@code EXCITATION:3,17}.
     *
     * @throws Errors.UsageException if there is no such excitation or channel
     */
    static FeatureChoice of(String text, ExplanationMaps explained) throws IOException {
        SliceExplanation slice = explained.slice();
        String[] parts = text.split(":", 2);
        if (!slice.excitationsWithFeatures().contains(parts[0])) {
            throw new Errors.UsageException("--features " + text + " must begin with one of "
                    + slice.excitationsWithFeatures() + ", whose features the model gives");
        }
        List<Explanation> maps = new ArrayList<>();
        try {
            List<Integer> channels = parts.length == 1 ? mostUnusual(parts[0], explained) : channels(parts[1]);
            for (int channel : channels) {
                maps.add(slice.feature(parts[0], channel));
            }
        } catch (NumberFormatException e) {
            throw new Errors.UsageException(
                    "--features " + text + " must end in whole numbers, like " + parts[0] + ":3,17");
        } catch (IllegalArgumentException e) {
            throw new Errors.UsageException("--features " + text + ": " + e.getMessage());
        }
        return new FeatureChoice(maps);
    }

    private static List<Integer> channels(String text) {
        List<Integer> channels = new ArrayList<>();
        for (String channel : text.split(",", -1)) {
            channels.add(Integer.valueOf(channel.strip()));
        }
        return channels;
    }

    private static List<Integer> mostUnusual(String excitation, ExplanationMaps explained) throws IOException {
        ChannelExcitation block = explained.excitations().get(0).blocks().stream()
                .filter(candidate -> candidate.block().equals(excitation))
                .findFirst()
                .orElseThrow();
        return block.mostUnusual(MOST_UNUSUAL);
    }
}
