package org.lesionlens.cli;

import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.Deidentifying;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.io.dicom.DeidentificationKey;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Option;

/** Whether results of DICOM lead to the patient. */
final class DeidentifyOptions {
    @Option(
            names = "--deidentify",
            description =
                    "results of DICOM say nothing that leads to the patient (PS3.15 Basic Profile, dates moved); pseudonyms"
                            + " last with a secret in the environment's " + DeidentificationKey.VARIABLE)
    private boolean deidentify;

    @Option(
            names = "--with-images",
            description = "with --deidentify: writes the series too, likewise, its pixels as they are")
    private boolean withImages;

    private Optional<DeidentificationKey> key = Optional.empty();

    boolean wanted() {
        return deidentify;
    }

    /** Whether a later run can have the same key. */
    boolean lasts() {
        return key().lasts();
    }

    /** @throws UsageException if the options do not go together, or no format is one of DICOM */
    Deidentifying deidentifying(List<ResultFormat> formats) {
        if (!deidentify) {
            if (withImages) {
                throw new UsageException("--with-images writes images that are de-identified: add --deidentify");
            }
            return Deidentifying.NO;
        }
        Deidentifying chosen = Deidentifying.with(key(), withImages);
        chosen.requireUse(formats);
        return chosen;
    }

    /** What a user has to know of the run, if anything. */
    Optional<String> note() {
        return deidentify && !lasts()
                ? Optional.of("pseudonyms, dates and identifiers of this run cannot be matched with another's: set "
                        + DeidentificationKey.VARIABLE
                        + " in the environment to a secret that you keep (openssl rand -hex 32)")
                : Optional.empty();
    }

    /** That of the environment, else a random one for this run. */
    private DeidentificationKey key() {
        if (key.isEmpty()) {
            String secret = System.getenv(DeidentificationKey.VARIABLE);
            key = Optional.of(
                    secret == null || secret.isEmpty() ? DeidentificationKey.random() : DeidentificationKey.of(secret));
        }
        return key.get();
    }
}
