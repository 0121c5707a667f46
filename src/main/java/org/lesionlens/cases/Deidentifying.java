package org.lesionlens.cases;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.dicom.Deidentification;
import org.lesionlens.io.dicom.DeidentificationKey;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;

/**
 * Whether DICOM of a run says nothing that leads to the patient, and whether the images are written too. Its secret does not leave
 * the process: only {@link #NO} can travel to another one.
 */
public final class Deidentifying implements Serializable {
    /** Patient, study and identifiers are those of the images, which are not written. */
    public static final Deidentifying NO = new Deidentifying(Optional.empty(), false);

    /** Of the environment: where a secret comes from that lasts. */
    public static final String SECRET = DeidentificationKey.VARIABLE;

    private static final long serialVersionUID = 1;

    private final transient Optional<DeidentificationKey> secret;
    private final boolean withImages;

    private Deidentifying(Optional<DeidentificationKey> secret, boolean withImages) {
        this.secret = secret;
        this.withImages = withImages;
    }

    /**
     * With the secret of the environment, else with one of its own.
     *
     * @throws UsageException if it can be guessed
     */
    public static Deidentifying ofEnvironment(boolean withImages) {
        String text = System.getenv(SECRET);
        return with(
                text == null || text.isEmpty() ? DeidentificationKey.random() : DeidentificationKey.of(text),
                withImages);
    }

    public static Deidentifying with(DeidentificationKey secret, boolean withImages) {
        return new Deidentifying(Optional.of(secret), withImages);
    }

    /** @throws UsageException if no DICOM would be written */
    public void requireUse(List<ResultFormat> formats) {
        if (isWanted() && !withImages && formats.stream().noneMatch(ResultFormat::isDicom)) {
            throw new UsageException(
                    "results are to be de-identified but none of their formats is one of DICOM, and others hold"
                            + " no patient data: add one, as --format dicom-seg, or --with-images, or leave --deidentify out");
        }
    }

    public boolean isWanted() {
        return secret.isPresent();
    }

    /** Whether a later run can have the same secret. */
    public boolean lasts() {
        return secret.filter(DeidentificationKey::lasts).isPresent();
    }

    /** What a user has to know of the run, if anything. */
    public Optional<String> note() {
        return isWanted() && !lasts()
                ? Optional.of("pseudonyms, dates and identifiers of this run cannot be matched with another's: set "
                        + SECRET + " in the environment to a secret that you keep (openssl rand -hex 32)")
                : Optional.empty();
    }

    boolean withImages() {
        return withImages;
    }

    /** That of a series; none if it is not wanted. */
    Optional<Deidentification> of(SourceSeries series) {
        return secret.map(key -> new Deidentification(key, series));
    }

    /** What stands for an identifier in journals; itself if nothing is de-identified. */
    String shown(String uid) {
        return secret.filter(key -> !uid.isEmpty()).map(key -> key.uid(uid)).orElse(uid);
    }

    /** @throws org.lesionlens.volume.UserMessageException if the images are to be written but cannot be */
    void requireSource(LoadedImage image) {
        if (!withImages) {
            return;
        }
        for (LoadedImage.Channel channel : image.channels()) {
            SourceSeries series = series(channel.loaded());
            series.requireIdentifiers("--with-images");
            Deidentification.requireFiles(series);
        }
    }

    private static SourceSeries series(LoadedVolume loaded) {
        return loaded.series()
                .orElseThrow(
                        () -> new UnsuitableImageException("--with-images writes DICOM images but the image does not"
                                + " come from DICOM: name the DICOM series, or leave the option out"));
    }

    /** For journals: what results depend on; empty if nothing is de-identified. */
    String dependence() {
        return secret.map(key -> this + ", key " + key.check()).orElse("");
    }

    /** For sidecars; empty if nothing is de-identified. */
    @Override
    public String toString() {
        return !isWanted() ? "" : withImages ? "results and images" : "results";
    }

    private void writeObject(ObjectOutputStream out) throws java.io.IOException {
        if (isWanted()) {
            throw new NotSerializableException("a secret stays in its process");
        }
        out.defaultWriteObject();
    }

    private Object readResolve() {
        return NO;
    }
}
