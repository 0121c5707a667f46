package org.lesionlens.fiji.review;

import ij.ImageListener;
import ij.ImagePlus;
import ij.WindowManager;
import java.awt.EventQueue;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.KnownLesions;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.SharedGreyWindow;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.followup.OneSpace;
import org.lesionlens.followup.PriorImage;
import org.lesionlens.io.LoadedVolume;

/** An earlier examination of the patient beside the case that is open, in its own window. For the event thread. */
final class PriorOnScreen implements ImageListener {
    private final CorrectedImage now;
    private final Prepared prior;
    private Optional<InStep> link = Optional.empty();
    private String how;

    /** What is made of an earlier examination beside the event thread. */
    record Prepared(PriorImage found, ImagePlus image, ShownLesions lesions, SharedGreyWindow grey) {
        static Prepared of(String name, LoadedVolume now, PriorImage found) throws IOException {
            String title = "Before " + name + ": " + found.examination().name();
            ImagePlus image = FijiVolumes.image(title, found.shown());
            ShownLesions lesions =
                    new KnownLesions(found.lesions(), Map.of()).on(image, 1, StackGrid.of(image), found.labels());
            return new Prepared(found, image, lesions, SharedGreyWindow.between(now, found.image()));
        }
    }

    /** Has no window before {@link #open}. */
    PriorOnScreen(CorrectedImage now, Prepared prior) {
        this.now = now;
        this.prior = prior;
        how = "being brought into one space with the case ...";
    }

    /**
     * Opens the window beside that of the case, whose list makes room for it; {@link #link} or {@link #leaveApart} says how it
     * goes with the case.
     */
    void open(CaseOnScreen item) {
        prior.grey().apply(now.image(), prior.image());
        PriorWindow window = new PriorWindow(prior.image(), now.image());
        prior.lesions()
                .largest()
                .ifPresent(lesion -> prior.image().setSlice(prior.lesions().slice(lesion)));
        ImagePlus.addImageListener(this);
        WindowManager.setCurrentWindow(now.image().getWindow()); // commands go on to work on the case
        tell(true);
        item.place(window, sameSize());
        LesionOverlay.draw(prior.image(), prior.lesions(), Optional.empty());
    }

    /** The zoom at which a mm is as long as in the case. */
    private double sameSize() {
        double zoom = now.image().getCanvas().getMagnification();
        StackGrid grid = prior.lesions().grid();
        boolean areInMm = now.grid().geometry().calibrated() && grid.geometry().calibrated();
        return areInMm ? zoom * grid.spacingMm(0) / now.grid().spacingMm(0) : zoom;
    }

    /** Links both by places in the patient. */
    void link(OneSpace space) {
        if (isOpen()) {
            how = "slices in step: " + space.how();
            link = Optional.of(new InStep(now.image(), now.grid(), prior.image(), space, this::tell));
        }
    }

    /** Says why they are not linked. */
    void leaveApart(String why) {
        how = "slices not in step: " + why;
        tell(true);
    }

    private void tell(boolean isInside) {
        long days = prior.found().examination().days();
        String first = String.format(Locale.ROOT, "%d %s earlier", days, days == 1 ? "day" : "days");
        String outside = isInside ? "" : "this place of the one lies outside of the other";
        String text = Stream.concat(Stream.of(first, how, outside), prior.found().notes().stream())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        window().ifPresent(window -> window.tell(text));
    }

    private boolean isOpen() {
        return window().isPresent() && now.image().getCanvas() != null;
    }

    /** Empty once it was closed. */
    Optional<PriorWindow> window() {
        return Optional.ofNullable(prior.image().getWindow())
                .filter(PriorWindow.class::isInstance)
                .map(PriorWindow.class::cast);
    }

    void close() {
        ImagePlus.removeImageListener(this);
        unlink();
        if (window().isPresent()) {
            prior.image().changes = false;
            prior.image().close();
        }
    }

    private void unlink() {
        link.ifPresent(InStep::close);
        link = Optional.empty();
    }

    @Override
    public void imageOpened(ImagePlus opened) {
        // opened by this
    }

    /** The grey window of the case is that of the examination before. */
    @Override
    public void imageUpdated(ImagePlus updated) {
        if (updated == now.image()) {
            EventQueue.invokeLater(() -> {
                if (isOpen()) {
                    prior.grey().apply(now.image(), prior.image());
                }
            });
        }
    }

    @Override
    public void imageClosed(ImagePlus closed) {
        if (closed == prior.image()) {
            EventQueue.invokeLater(this::unlink);
        }
    }
}
