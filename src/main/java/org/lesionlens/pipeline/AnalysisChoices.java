package org.lesionlens.pipeline;

import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.volume.UsageException;

/** What a user chose of {@link AnalysisSettings}, which says what each is; empty for what the model says. */
public record AnalysisChoices(
        OptionalDouble threshold,
        OptionalDouble minVolumeMl,
        OptionalDouble minAreaMm2,
        OptionalDouble maxFlatness,
        Optional<Boolean> mirror) {
    /** All as the model says. */
    public static final AnalysisChoices NONE = of(null, null, null, null, null);

    /** @throws UsageException if a choice is out of its range */
    public AnalysisChoices {
        double chosen = threshold.orElse(1);
        if (!(chosen > 0 && chosen <= 1)) {
            throw new UsageException("the threshold is " + chosen + " but must be above 0 and at most 1: change it");
        }
        new AnalysisSettings(
                threshold.orElse(1), minVolumeMl.orElse(0), minAreaMm2.orElse(0), maxFlatness.orElse(0), false);
    }

    /**
     * The choices of a form.
     *
     * @param threshold null or NaN, like the others, for what the model says
     * @throws UsageException if a choice is out of its range
     */
    public static AnalysisChoices of(
            Double threshold, Double minVolumeMl, Double minAreaMm2, Double maxFlatness, Boolean mirror) {
        return new AnalysisChoices(
                optional(threshold),
                optional(minVolumeMl),
                optional(minAreaMm2),
                optional(maxFlatness),
                Optional.ofNullable(mirror));
    }

    private static OptionalDouble optional(Double value) {
        return value == null || value.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** What holds for a run of a segmenter. */
    public AnalysisSettings resolvedFor(Model segmenter) {
        AnalysisSettings proposed = segmenter.settings().orElseThrow();
        return new AnalysisSettings(
                threshold.orElse(proposed.threshold()),
                minVolumeMl.orElse(proposed.minVolumeMl()),
                minAreaMm2.orElse(proposed.minAreaMm2()),
                minAreaMm2.isPresent() ? 0 : proposed.minAreaPixels(),
                maxFlatness.orElse(proposed.maxFlatness()),
                mirror.orElse(proposed.mirror()));
    }
}
