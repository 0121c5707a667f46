package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.correction.Correction;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UserMessageException;

/**
 * A case that a reviewer has open, with its labels under correction. Nobody else has the same case under the same name of a
 * reviewer until it is closed. For one thread at a time.
 */
public final class CaseInReview implements AutoCloseable {
    /** How often whoever has a case open calls {@link #autosave}: so what is lost with a process is at most a minute old. */
    public static final Duration AUTOSAVE_EVERY = Duration.ofSeconds(30);

    private final CaseForReview seen;
    private final LoadedVolume image;
    private final WrittenResults predicted;
    private final Optional<ProbabilityMap> probability;
    private final HeldFile lock;
    private Correction correction;
    private Object unchanged;

    private CaseInReview(
            CaseForReview seen, LoadedVolume image, WrittenResults predicted, Correction correction, HeldFile lock)
            throws IOException {
        this.seen = seen;
        this.image = image;
        this.predicted = predicted;
        this.probability = predicted.probability(image.volume().geometry());
        this.correction = correction;
        this.unchanged = correction.state();
        this.lock = lock;
    }

    /**
     * Reads image and labels: those that this reviewer accepted last, as long as the results are those that they were made
     * from, else the predicted ones.
     *
     * @param images of the case
     * @throws UserMessageException if the image is not the one that was analysed, there are no labels, or another window or
     *     machine has the case open under this reviewer's name
     */
    public static CaseInReview open(CohortReview review, CaseForReview seen, Case images) throws IOException {
        HeldFile lock = HeldFile.take(review.workFolder().resolve(seen.name() + ".lock"))
                .orElseThrow(() -> new UserMessageException(review.reviewer() + " has the case " + seen.name()
                        + " open already, in another window or on another machine: close it there, or take another name"));
        boolean opened = false;
        try {
            CaseInReview item = read(review, seen, images, lock);
            opened = true;
            return item;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private static CaseInReview read(CohortReview review, CaseForReview seen, Case images, HeldFile lock)
            throws IOException {
        Path folder = review.folder(seen.name());
        ChannelInput input = images.inputs().get(0);
        LoadedVolume image = VolumeFiles.read(input.path(), input.options());
        WrittenResults predicted = WrittenResults.read(folder);
        if (!predicted.areOf(image.volume())) {
            throw new UserMessageException("the image of the case " + seen.name()
                    + " is another one than that which was analysed, so its results are not shown on it: choose the images of"
                    + " these results, or analyse them again");
        }
        LabelMap labels = predicted.labels(image.volume().geometry());
        return new CaseInReview(
                seen, image, predicted, new Correction(labels, predicted.lesionClasses(), 1), lock);
    }

    public CaseForReview seen() {
        return seen;
    }

    /** The first channel, as it is shown. */
    public LoadedVolume image() {
        return image;
    }

    /**
     * The labels, which its steps edit in place; they lie on the grid of the image. After {@link #restore} it is another one, over
     * the same voxels.
     */
    public Correction correction() {
        return correction;
    }

    /** Of lesion, on the grid of the image; empty of results without one. */
    public Optional<ProbabilityMap> probability() {
        return probability;
    }

    /** What the classes of lesions may be called, by the models that analysed the case; none if they tell no classes apart. */
    public List<String> classes() {
        return predicted.classes();
    }

    /** All lesions as they are now, see {@link #measure}. */
    public List<Lesion> lesions() {
        return measure(correction.numbers());
    }

    /**
     * Some lesions as they are now, each measured from its own box.
     *
     * @param numbers those without a voxel are left out
     * @return by rising number; the probability of a class is the predicted one as long as the class is, else unknown
     */
    public List<Lesion> measure(Collection<Integer> numbers) {
        return correction.measure(numbers, probability, Optional.of(image.volume())).stream()
                .map(predicted::withClassProbability)
                .toList();
    }

    /** Whether labels or classes are others than when the case was opened, accepted or restored. */
    public boolean isChanged() {
        return correction.state() != unchanged;
    }

    /** When work was saved that was neither accepted nor discarded; empty if there is none. */
    public Optional<Instant> autosaved() {
        return Optional.empty();
    }

    /** Takes the labels, classes and next number that were {@linkplain #autosaved saved}, in place of those that are here. */
    public void restore() throws IOException {
        unchanged = correction.state();
    }

    /**
     * Saves labels, classes and next number, if they are others than at the last time. They are copied at once, which takes as
     * long as the lesions are large, and written in the background.
     */
    public void autosave() throws IOException {
        unchanged = correction.state();
    }

    /** Writes the results of the case as they are now in place of those that this reviewer accepted before. */
    public void accept(String comment) throws IOException {
        unchanged = correction.state();
    }

    /** Ends the review of the case; what was not accepted is lost, and so is what was saved. */
    public void discard() throws IOException {
        lock.close();
    }

    /** Ends the review of the case; what was not accepted is saved. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
