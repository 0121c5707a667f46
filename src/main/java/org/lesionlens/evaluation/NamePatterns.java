package org.lesionlens.evaluation;

import java.util.Optional;
import org.lesionlens.volume.UsageException;

/**
 * How predictions and references are called.
 *
 * @param reference empty where the references are a table, which names its cases itself
 */
public record NamePatterns(NamePattern prediction, Optional<NamePattern> reference) {
    /**
     * Understands {@code PREDICTION=REFERENCE}, or a prediction's pattern alone.
     *
     * @throws UsageException as {@link NamePattern#parse}, or if there are more than two patterns
     */
    public static NamePatterns parse(String text) {
        String[] sides = text.split("=", -1);
        if (sides.length > 2) {
            throw new UsageException(
                    "--names is \"" + text + "\" but must be two patterns with one = between them, as in"
                            + " \"{case}_seg.nii.gz={case}_gt.nii.gz\"");
        }
        return new NamePatterns(
                NamePattern.parse(sides[0]),
                sides.length == 1 ? Optional.empty() : Optional.of(NamePattern.parse(sides[1])));
    }
}
