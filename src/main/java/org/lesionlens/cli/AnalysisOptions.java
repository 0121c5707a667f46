package org.lesionlens.cli;

import org.lesionlens.pipeline.AnalysisChoices;
import picocli.CommandLine.Option;

/** The options of every subcommand that decides what a lesion is. */
final class AnalysisOptions {
    @Option(names = "--threshold", paramLabel = "P", description = "least probability of a lesion (as the model says)")
    private Double threshold;

    @Option(names = "--min-volume", paramLabel = "ML", description = "smallest lesion of a volume (as the model says)")
    private Double minimumVolume;

    @Option(names = "--min-area", paramLabel = "MM2", description = "smallest lesion of an image (as the model says)")
    private Double minimumArea;

    @Option(
            names = "--max-flatness",
            paramLabel = "RATIO",
            description =
                    "flattest lesion of a volume: how many times as wide in a slice as it is high across slices; 0 for"
                            + " any (as the model says)")
    private Double maximumFlatness;

    @Option(
            names = "--mirror",
            negatable = true,
            description = "segment each slice mirrored too and average: takes twice the time (as the model says)")
    private Boolean mirror;

    /** @throws org.lesionlens.volume.UsageException if one is out of its range */
    AnalysisChoices choices() {
        return AnalysisChoices.of(threshold, minimumVolume, minimumArea, maximumFlatness, mirror);
    }
}
