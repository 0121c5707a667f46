package org.lesionlens.cli;

import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.Deidentifying;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Option;

/** Whether results of DICOM lead to the patient. */
final class DeidentifyOptions {
    @Option(
            names = "--deidentify",
            description =
                    "results of DICOM say nothing that leads to the patient (PS3.15 Basic Profile, dates moved); pseudonyms"
                            + " last with a secret in the environment's " + Deidentifying.SECRET)
    private boolean deidentify;

    @Option(
            names = "--with-images",
            description = "with --deidentify: writes the series too, likewise, its pixels as they are")
    private boolean withImages;

    private Optional<Deidentifying> chosen = Optional.empty();

    /** @throws UsageException if the options do not go together, no format is one of DICOM, or the secret is too short */
    Deidentifying deidentifying(List<ResultFormat> formats) {
        if (withImages && !deidentify) {
            throw new UsageException("--with-images writes images that are de-identified: add --deidentify");
        }
        chosen().requireUse(formats);
        return chosen();
    }

    /** With one secret, however often it is asked for. */
    Deidentifying chosen() {
        if (chosen.isEmpty()) {
            chosen = Optional.of(deidentify ? Deidentifying.ofEnvironment(withImages) : Deidentifying.NO);
        }
        return chosen.get();
    }
}
