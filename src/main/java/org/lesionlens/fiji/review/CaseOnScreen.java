package org.lesionlens.fiji.review;

import ij.ImageListener;
import ij.ImagePlus;
import java.awt.EventQueue;
import java.awt.Window;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.swing.JOptionPane;
import javax.swing.Timer;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.review.CaseInReview;

/** The case that is open in the window of a review: its image with the labels, corrected by the tools, saved now and then. */
final class CaseOnScreen implements ImageListener {
    private final CaseInReview item;
    private final CorrectionTools tools;
    private final ImagePlus image;
    private final LesionsOnScreen lesions;
    private final ReviewPlaces places;
    private final Timer saving;
    private final Runnable closed;
    private boolean isLeft;

    /**
     * Opens the windows of a case, and offers what was saved of it.
     *
     * @param review the window of the review, which asks
     * @param places where they stand
     * @param closed is told when the user has closed the image
     */
    CaseOnScreen(ReadCase read, CorrectionTools tools, Window review, ReviewPlaces places, Runnable closed)
            throws IOException {
        this.places = places;
        this.closed = closed;
        item = read.item();
        this.tools = tools;
        image = read.image();
        offerSaved(item, review);
        image.show();
        CorrectedImage shown = new CorrectedImage(
                image,
                StackGrid.of(image),
                item.correction(),
                item.image().volume(),
                item.probability(),
                item.classes(),
                item.isInTime());
        tools.values().suit(shown);
        lesions = new LesionsOnScreen(shown, item.lesions(), item::measure);
        ImagePlus.addImageListener(this);
        saving = new Timer((int) CaseInReview.AUTOSAVE_EVERY.toMillis(), event -> autosave());
        resume();
    }

    /** Puts image and list where they stand, with the lesions. */
    void place() {
        places.arrange(image.getWindow(), lesions.list());
        lesions.draw();
    }

    private static void offerSaved(CaseInReview item, Window review) throws IOException {
        Optional<Instant> saved = item.autosaved();
        if (saved.isEmpty()) {
            return;
        }
        String when = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                .withLocale(Locale.ROOT)
                .withZone(ZoneId.systemDefault())
                .format(saved.get());
        int answer = JOptionPane.showConfirmDialog(
                review,
                "There is work on " + item.seen().name() + " of " + when + " that was not accepted. Go on with it?",
                "Unfinished work",
                JOptionPane.YES_NO_OPTION);
        if (answer == JOptionPane.NO_OPTION) {
            item.dropAutosaved();
        } else {
            item.restore();
        }
    }

    /** Those of the image, unless it was closed, and of its list. */
    Stream<Window> windows() {
        return Stream.of(image.getWindow(), lesions.list().window()).filter(Objects::nonNull);
    }

    /** Puts the list where it stands beside the image alone. */
    void placeList() {
        if (image.getWindow() != null) {
            places.arrangeList(image.getWindow(), lesions.list());
        }
    }

    /** Puts an earlier examination beside the image, with a zoom at which both are equally large. */
    void place(PriorWindow prior, double zoom) {
        places.arrange(image.getWindow(), prior, zoom, lesions.list());
    }

    LesionsOnScreen lesions() {
        return lesions;
    }

    CaseInReview item() {
        return item;
    }

    private void autosave() {
        try {
            item.autosave();
        } catch (IOException | RuntimeException e) {
            tools.say(Failure.sentence(e));
        }
    }

    /** The tools let go of the case, since another thread works on it. */
    void pause() {
        saving.stop();
        tools.pause();
    }

    /** Corrected again. */
    void resume() {
        if (!isLeft && image.getWindow() != null) {
            tools.begin(lesions);
            saving.start();
        }
    }

    /** Writes the results of the case; while it is paused. What went wrong, if anything. */
    Optional<Throwable> accept(String comment) {
        return Tried.failure(() -> item.accept(comment));
    }

    /** Closes the windows. An image that the user painted on himself stays. */
    void leave() {
        isLeft = true;
        pause();
        tools.end();
        ImagePlus.removeImageListener(this);
        if (image.getWindow() != null) {
            places.leave(image.getWindow(), lesions.list());
        }
        lesions.close();
        if (!image.changes) {
            image.close();
        }
    }

    @Override
    public void imageOpened(ImagePlus opened) {
        // opened by this
    }

    @Override
    public void imageUpdated(ImagePlus updated) {
        // the lesions follow by themselves
    }

    @Override
    public void imageClosed(ImagePlus other) {
        if (other == image) {
            EventQueue.invokeLater(() -> {
                if (!isLeft) {
                    closed.run();
                }
            });
        }
    }
}
