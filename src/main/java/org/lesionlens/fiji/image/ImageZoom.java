package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.ImageWindow;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.function.DoublePredicate;

/** How large an image is shown, in pixels of the screen for one of its own; for the event thread. */
public final class ImageZoom {
    /** The longer side of an image that is read without effort, in pixels of the screen. */
    public static final int READABLE = 400;

    /** Pixels of the screen that the longer side of an image takes at least. */
    private static final int LEAST = 128;

    private ImageZoom() {}

    /** Shows the whole image so large, in a window that is as large as that needs. */
    public static void show(ImageWindow window, double zoom) {
        ImagePlus image = window.getImagePlus();
        ImageCanvas canvas = window.getCanvas();
        canvas.setSourceRect(new Rectangle(0, 0, image.getWidth(), image.getHeight()));
        canvas.setMagnification(zoom);
        canvas.setSize((int) (image.getWidth() * zoom), (int) (image.getHeight() * zoom));
        window.pack();
    }

    /** The largest at which the window of the whole image fits into a room, but one at which something is seen. */
    public static double fitting(ImageWindow window, Dimension room) {
        ImagePlus image = window.getImagePlus();
        Dimension around = around(window);
        double across = (double) (room.width - around.width) / image.getWidth();
        double down = (double) (room.height - around.height) / image.getHeight();
        double least = (double) LEAST / Math.max(image.getWidth(), image.getHeight());
        return Math.max(least, Math.min(across, down));
    }

    /**
     * The zoom of an image, or the first of ImageJ's levels above it at which the image is {@link #READABLE}; the highest that fits
     * if none is.
     *
     * @param longer pixels of the longer side of the image
     */
    public static double readable(double zoom, int longer, DoublePredicate fits) {
        double level = zoom;
        double next = ImageCanvas.getHigherZoomLevel(level);
        while (longer * level < READABLE && next > level && fits.test(next)) {
            level = next;
            next = ImageCanvas.getHigherZoomLevel(level);
        }
        return level;
    }

    /** What a window needs beside the image: borders, the line above it, sliders; the screen tells late what size it has. */
    private static Dimension around(ImageWindow window) {
        Dimension whole = window.getPreferredSize();
        Dimension canvas = window.getCanvas().getPreferredSize();
        return new Dimension(whole.width - canvas.width, whole.height - canvas.height);
    }
}
