package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.MirrorEntropy;
import org.lesionlens.pipeline.ThresholdStability;

/**
 * How sure the networks were of a case's lesions, as its {@value CaseFolder#SIDECAR} says it.
 *
 * @param thresholds Dice of the masks a little below and above the threshold, 0 to 1: {@link ThresholdStability}
 * @param mirrors mean entropy in the lesions with mirrored views, in nat: {@link MirrorEntropy}
 */
public record Sureness(OptionalDouble thresholds, OptionalDouble mirrors) {
    /** Of a case without results, or of results of before. */
    public static final Sureness UNKNOWN = new Sureness(OptionalDouble.empty(), OptionalDouble.empty());

    /** What tables and sidecars call {@link #thresholds}. */
    public static final String THRESHOLDS = "dice_of_thresholds";

    /** What tables and sidecars call {@link #mirrors}. */
    public static final String MIRRORS = "mirror_entropy";

    /** The members of a sidecar that have it. */
    private record Members(Double diceOfThresholds, Double mirrorEntropy) {}

    static Sureness of(LesionAnalysis analysis, Model segmenter) {
        return new Sureness(ThresholdStability.dice(analysis, segmenter), MirrorEntropy.ofLesions(analysis));
    }

    void write(Map<String, Object> sidecar) {
        thresholds.ifPresent(dice -> sidecar.put(THRESHOLDS, dice));
        mirrors.ifPresent(entropy -> sidecar.put(MIRRORS, entropy));
    }

    /** That of a case that was done; unknown as far as its results do not say. */
    public static Sureness read(Path folder) throws IOException {
        Members members = JsonFiles.readPart(folder.resolve(CaseFolder.SIDECAR), Members.class);
        return new Sureness(known(members.diceOfThresholds()), known(members.mirrorEntropy()));
    }

    private static OptionalDouble known(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
