package org.lesionlens.fiji.review;

import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.ImageWindow;
import java.awt.Dimension;
import java.awt.Rectangle;

/** How large an image is shown, in pixels of the screen for one of its own; for the event thread. */
final class ImageZoom {
    /** Pixels of the screen that the longer side of an image takes at least. */
    private static final int LEAST = 128;

    private ImageZoom() {}

    /** Shows the whole image so large, in a window that is as large as that needs. */
    static void show(ImageWindow window, double zoom) {
        ImagePlus image = window.getImagePlus();
        ImageCanvas canvas = window.getCanvas();
        canvas.setSourceRect(new Rectangle(0, 0, image.getWidth(), image.getHeight()));
        canvas.setMagnification(zoom);
        canvas.setSize((int) (image.getWidth() * zoom), (int) (image.getHeight() * zoom));
        window.pack();
    }

    /** The largest at which the window of the whole image fits into a room, but one at which something is seen. */
    static double fitting(ImageWindow window, Dimension room) {
        ImagePlus image = window.getImagePlus();
        Dimension around = around(window);
        double across = (double) (room.width - around.width) / image.getWidth();
        double down = (double) (room.height - around.height) / image.getHeight();
        double least = (double) LEAST / Math.max(image.getWidth(), image.getHeight());
        return Math.max(least, Math.min(across, down));
    }

    /** That which an image has, or the first of ImageJ's levels above it at which its longer side takes so many pixels. */
    static double readable(ImageWindow window, int pixels) {
        ImagePlus image = window.getImagePlus();
        double zoom = window.getCanvas().getMagnification();
        while (zoom * Math.max(image.getWidth(), image.getHeight()) < pixels) {
            zoom = ImageCanvas.getHigherZoomLevel(zoom);
        }
        return zoom;
    }

    /** What a window needs beside the image: borders, the line above it, sliders. */
    private static Dimension around(ImageWindow window) {
        ImageCanvas canvas = window.getCanvas();
        return new Dimension(window.getWidth() - canvas.getWidth(), window.getHeight() - canvas.getHeight());
    }
}
