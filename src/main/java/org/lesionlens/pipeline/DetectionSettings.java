package org.lesionlens.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * What a detector is asked for.
 *
 * @param slices which it looks at, in stored order from 0, rising; empty for the one of a picture, all of a volume for a detector of
 *     volumes
 * @param threshold least score of a box, 0 to 1; empty for what the model says for each kind
 */
public record DetectionSettings(List<Long> slices, Optional<Double> threshold) {
    public DetectionSettings {
        slices = List.copyOf(slices);
    }
}
