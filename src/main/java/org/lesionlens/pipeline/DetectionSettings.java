package org.lesionlens.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.model.FindingSettings;
import org.lesionlens.volume.UsageException;

/**
 * What a detector is asked for.
 *
 * @param slices which it looks at, in stored order from 0, rising; empty for the one of a picture, all of a volume for a detector of
 *     volumes
 * @param threshold least score of a box, 0 to 1; empty for what the model says for each kind
 */
public record DetectionSettings(List<Long> slices, Optional<Double> threshold) implements FindingSettings {
    /** @throws UsageException if the threshold is out of its range, or a slice is named twice, out of order or before the first */
    public DetectionSettings {
        slices = List.copyOf(slices);
        long least = 0;
        for (long slice : slices) {
            if (slice < least) {
                throw new UsageException("the slices are " + slices
                        + " but must be whole numbers of at least 0 that rise: name each once, the lowest first");
            }
            least = slice + 1;
        }
        threshold.filter(score -> !(score >= 0 && score <= 1)).ifPresent(score -> {
            throw new UsageException("the threshold is " + score + " but must be from 0 to 1: change it");
        });
    }

    @Override
    public Map<String, Object> byName() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("slices", slices.isEmpty() ? "all" : slices);
        values.put("threshold", threshold.isPresent() ? threshold.get() : "of the model");
        return values;
    }
}
