package org.lesionlens.fiji.result;

import ij.ImagePlus;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.fiji.command.CommandBridge;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FoundLesions;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.image.ShownPixels;

/**
 * The lesions of an image: drawn over it, and in the image's window of lesions if there is a screen.
 *
 * @param lesions as they are drawn
 * @param table of them with all columns; a macro reads it
 * @param looks what is wanted
 * @param found what they are part of; empty if no network ran
 */
public record ShownCase(
        ImagePlus image, ShownLesions lesions, Result.Table table, Looks looks, Optional<FoundLesions> found)
        implements Result {
    /**
     * What a user wants to see of lesions.
     *
     * @param heading what was done, as {@code Segmented}: results of one heading replace one another
     */
    public record Looks(String heading, boolean overlay, boolean list) {}

    /** Of lesions that no network found just now. */
    public ShownCase(ImagePlus image, ShownLesions lesions, Result.Table table, Looks looks) {
        this(image, lesions, table, looks, Optional.empty());
    }

    @Override
    public void show() {
        if (looks.list() && CommandBridge.isAutomatic()) {
            table.show();
        }
        found.ifPresent(lesionsFound -> lesionsFound.attach(image));
        show(image, looks, window -> window.show(this), this::draw);
    }

    /**
     * Shows what was found in an image.
     *
     * @param inWindow in the window of its lesions
     * @param draw over the image, where there is no such window
     */
    static void show(ImagePlus image, Looks looks, Consumer<CaseWindow> inWindow, Runnable draw) {
        if (GraphicsEnvironment.isHeadless()) {
            draw.run();
            return;
        }
        if (hasCaseWindow(image, looks)) {
            ShownPixels.of(image); // which takes long, and is kept
        }
        onEventThread(() -> {
            if (hasCaseWindow(image, looks)) {
                inWindow.accept(CaseWindow.of(image));
            } else {
                draw.run();
            }
        });
    }

    /** A macro in batch mode has no windows, and one that was open may be closed meanwhile. */
    private static boolean hasCaseWindow(ImagePlus image, Looks looks) {
        boolean isShown = image.getWindow() != null && image.getCanvas() != null;
        return isShown && (looks.list() || CaseWindow.isOpen(image));
    }

    /** The slice of the largest lesion is shown, with a window or without. */
    private void draw() {
        lesions.largest().filter(lesion -> LesionOverlay.fits(image, lesions)).ifPresent(this::go);
        if (looks.overlay()) {
            LesionOverlay.draw(image, lesions, Optional.empty());
        }
    }

    private void go(ShownLesion lesion) {
        int frame = lesion.frame() == 0 ? image.getT() : lesion.frame();
        image.setPosition(image.getC(), lesions.slice(lesion), frame);
    }

    @Override
    public boolean isEmpty() {
        return lesions.lesions().isEmpty();
    }

    /** Waits, so that the next line of a macro finds what is shown. */
    static void onEventThread(Runnable action) {
        if (EventQueue.isDispatchThread()) {
            action.run();
            return;
        }
        try {
            EventQueue.invokeAndWait(action);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
