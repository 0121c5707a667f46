package org.lesionlens.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.explain.ExplanationMaps.ChannelFeature;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.UsageException;

/**
 * Which channels of an excitation are shown.
 *
 * @param maps what they respond to
 */
public record FeatureChoice(List<Explanation> maps) {
    /**
     * Reads {@code EXCITATION} (the most unusual channels) or {@code EXCITATION:3,17}.
     *
     * @throws UsageException if there is no such excitation or channel
     */
    public static FeatureChoice of(String text, ExplanationMaps explained) throws IOException {
        String[] parts = text.split(":", 2);
        try {
            List<Integer> channels = parts.length == 1 ? List.of() : channels(parts[1]);
            return new FeatureChoice(explained.features(parts[0], channels).stream()
                    .map(ChannelFeature::map)
                    .toList());
        } catch (UsageException | UnsuitableModelException e) {
            throw new UsageException("--features " + text + ": " + e.getMessage());
        }
    }

    /**
     * Reads channel numbers like {@code 3,17}.
     *
     * @throws UsageException if they are something else
     */
    public static List<Integer> channels(String text) {
        List<Integer> channels = new ArrayList<>();
        for (String channel : text.split(",", -1)) {
            try {
                channels.add(Integer.valueOf(channel.strip()));
            } catch (NumberFormatException e) {
                throw new UsageException(
                        "the channels are \"" + text + "\" but must be whole numbers from 0, like 3,17");
            }
        }
        return channels;
    }
}
