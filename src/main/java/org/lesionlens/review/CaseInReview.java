package org.lesionlens.review;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseImage;
import org.lesionlens.cases.CorrectedResults;
import org.lesionlens.cases.ReadPart;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.correction.Correction;
import org.lesionlens.correction.LabelRuns;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.file.MalformedFileException;
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

    private final CohortReview review;
    private final CaseForReview seen;
    private final Case item;
    private final HeldFile lock;
    private final FetchedCase images;
    private final CaseImage read;
    private final LoadedVolume image;
    private final WrittenResults predicted;
    private final Optional<ProbabilityMap> probability;
    private final LabelRuns predictedLabels;
    private final AutosaveFile autosaves;
    private Correction correction;

    /** The state of the labels when the case was opened, accepted or restored. */
    private Object unchanged;
    /** The state that the autosave has, or that needed none. */
    private Object saved;
    /** The state of the labels that are written, or predicted, which needs no autosave; null if they are others. */
    private Object settled;

    private boolean closed;

    private CaseInReview(CohortReview review, CaseForReview seen, Case item, HeldFile lock, FetchedCase images)
            throws IOException {
        this.review = review;
        this.seen = seen;
        this.item = item;
        this.lock = lock;
        this.images = images;
        predicted = WrittenResults.read(review.folder(seen.name()));
        read = CaseImage.read(item, predicted);
        image = read.first();
        predicted.requireOf(
                image.volume(),
                "choose the images of these results, or analyse them again; results of earlier versions do not say"
                        + " which series or volume was read, or that slices were interpolated: analyse such cases again");
        probability = predicted.probability(image.volume().geometry());
        correction = new Correction(labels(predicted), predicted.lesionClasses(), 1);
        predictedLabels = LabelRuns.of(correction);
        takeAccepted();
        autosaves = new AutosaveFile(review.own().autosave(seen.name()));
        unchanged = correction.state();
        saved = unchanged;
        settled = unchanged;
    }

    /**
     * Reads image and labels: those that this reviewer accepted last, as long as the results are those that they were made
     * from, else the predicted ones.
     *
     * @param images of the case
     * @throws UserMessageException if the image is not the one that was analysed, the results are others than were seen, there
     *     are no labels, or another window or machine has the case open under this reviewer's name
     */
    public static CaseInReview open(CohortReview review, CaseForReview seen, Case images) throws IOException {
        review.requireSame(seen);
        Case item = ReadPart.inTime(images, review.folder(seen.name()));
        HeldFile lock = review.own().take(seen.name());
        boolean opened = false;
        try {
            FetchedCase fetched = FetchedCase.of(images);
            try {
                CaseInReview found = new CaseInReview(review, seen, item, lock, fetched);
                opened = true;
                return found;
            } finally {
                if (!opened) {
                    fetched.close();
                }
            }
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** What this reviewer accepted before, unless that was made from other results. */
    private void takeAccepted() throws IOException {
        Optional<Corrections> before = review.own()
                .judgement(seen.name())
                .filter(judgement -> judgement.results().equals(seen.results()))
                .map(Judgement::corrections);
        if (before.isPresent()) {
            WrittenResults accepted = WrittenResults.read(review.own().accepted(seen.name()));
            correction = new Correction(
                    labels(accepted), accepted.lesionClasses(), before.get().nextNumber());
        }
    }

    /** As they are measured, on the grid of the image but for what nobody knows of time. */
    private LabelMap labels(WrittenResults results) throws IOException {
        return item.measured(results.labels(image.volume().geometry()));
    }

    public CaseForReview seen() {
        return seen;
    }

    /** The first channel, as it was analysed. */
    public LoadedVolume image() {
        return image;
    }

    /** The image as people want to see it; what is in colour is read anew. */
    public LoadedImage shown() throws IOException {
        return read.shown();
    }

    /**
     * The labels, which its steps edit in place; they lie on the grid of the image, of which nobody knows depth and place where
     * it is a sequence in time. After {@link #restore} it is another one, over
     * the same voxels.
     */
    public Correction correction() {
        return correction;
    }

    /** Whether the slices of the image are frames of a sequence. */
    public boolean isInTime() {
        return item.isInTime();
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
                .map(this::withProbability)
                .toList();
    }

    /** Without a map the table knows it of lesions that are as they were. */
    private Lesion withProbability(Lesion lesion) {
        boolean known =
                probability.isEmpty() && predictedLabels.lesions().contains(LabelRuns.of(correction, lesion.label()));
        return known ? predicted.withProbability(lesion) : lesion;
    }

    /** Whether labels or classes are others than when the case was opened, accepted or restored. */
    public boolean isChanged() {
        return correction.state() != unchanged;
    }

    /**
     * When work was saved that was neither accepted nor discarded, as that of a process that was killed; empty if there is none,
     * or it was made from other results.
     */
    public Optional<Instant> autosaved() throws IOException {
        return review.own().autosaved(seen);
    }

    /**
     * Takes the labels, classes and next number that were {@linkplain #autosaved saved}, in place of those that are here.
     *
     * @throws UserMessageException if there are none of these results
     * @throws MalformedFileException if the file is damaged; then all is as it was
     */
    public void restore() throws IOException {
        if (autosaved().isEmpty()) {
            throw new UserMessageException("there is no work of " + review.reviewer() + " on the case " + seen.name()
                    + " that was saved and not accepted: correct the case as it is");
        }
        correction = Autosave.read(autosaves.path()).on(correction.labels(), autosaves.path());
        unchanged = correction.state();
        saved = unchanged;
        settled = null;
    }

    /**
     * Saves labels, classes and next number, if they are others than at the last time. They are copied at once, which takes as
     * long as the lesions are large, and written in the background.
     *
     * @throws IOException if the time before could not be written, which is tried again the next time
     */
    public void autosave() throws IOException {
        if (autosaves.isIdle()) {
            requireSaved();
            beginSaving();
        }
    }

    private void requireSaved() throws IOException {
        try {
            autosaves.finish();
        } catch (IOException e) {
            saved = null;
            throw e;
        }
    }

    private void beginSaving() throws IOException {
        Object now = correction.state();
        if (now == saved) {
            return;
        }
        review.own().requireThere();
        if (now == settled) {
            autosaves.drop();
        } else {
            autosaves.begin(Autosave.of(seen, correction));
        }
        saved = now;
    }

    /** Takes away what was {@linkplain #autosaved saved}, of which nothing was restored. */
    public void dropAutosaved() throws IOException {
        autosaves.drop();
    }

    /**
     * Writes the results of the case as they are now, in place of those that this reviewer accepted before, and says so.
     *
     * @param comment empty for none
     * @throws UserMessageException if the case was analysed anew since it was seen, or a lesion lacks a class that results of
     *     its model need
     * @throws IOException if the disk fails; then what was accepted before is as it was, and the work goes on
     */
    public void accept(String comment) throws IOException {
        review.requireSame(seen);
        review.own().requireThere();
        Object now = correction.state();
        Corrections made = corrections();
        Judgement judgement = new Judgement(
                seen.name(),
                review.reviewer(),
                Verdict.ACCEPTED.toString(),
                comment,
                CohortReview.now(),
                seen.results(),
                made);
        if (made.areAny()) {
            try (CaseFolder folder = new CaseFolder(review.own().path(), seen.name(), true)) {
                new CorrectedResults(seen.name(), image, predicted, probability, correction.labels(), lesions())
                        .write(folder.path(), Map.of(ReviewerFolder.JUDGEMENT, judgement));
                folder.publish();
            }
        } else {
            review.own().copy(predicted, judgement);
        }
        review.say(judgement);
        autosaves.drop();
        unchanged = now;
        saved = now;
        settled = now;
    }

    /** What is other than in the predicted labels. */
    Corrections corrections() {
        long before = predictedLabels.voxels();
        long after = correction.numbers().stream().mapToLong(correction::voxels).sum();
        LabelRuns.Fate fate = predictedLabels.in(correction.labels());
        return new Corrections(
                after - fate.kept(),
                before - fate.kept(),
                fate.renumbered(),
                changedClasses(),
                before + after == 0 ? 1 : 2.0 * fate.kept() / (before + after),
                correction.nextNumber());
    }

    private SortedMap<Integer, String> changedClasses() {
        SortedMap<Integer, String> changed = new TreeMap<>();
        predicted.lesionClasses().forEach((number, before) -> {
            String after = correction.lesionClass(number);
            if (correction.numbers().contains(number) && !after.equals(before)) {
                changed.put(number, after);
            }
        });
        return changed;
    }

    /**
     * Ends the review of the case; what was not accepted is lost, and so is what was saved.
     *
     * @throws IOException if what was saved cannot be taken away; the review of the case has ended all the same
     */
    public void discard() throws IOException {
        try {
            autosaves.drop();
        } finally {
            end();
        }
    }

    /**
     * Ends the review of the case; what was not accepted is saved.
     *
     * @throws IOException if it cannot be saved; then the case is still open, and can be closed again or discarded
     */
    @Override
    public void close() throws IOException {
        if (!closed) {
            requireSaved();
            beginSaving();
            requireSaved();
            end();
        }
    }

    private void end() throws IOException {
        closed = true;
        autosaves.close();
        images.close();
        lock.close();
    }
}
