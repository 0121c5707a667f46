package org.lesionlens.fiji.result;

import ij.ImagePlus;
import ij.gui.GUI;
import ij.gui.ImageWindow;
import java.awt.Dimension;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.fiji.image.ImageZoom;

/** Where the windows of a case stand: images at a readable zoom, side by side, the list below them. */
final class WindowPlaces {
    /** How much of the screen's height an image may take, so that the list has room below it. */
    private static final double TALLEST = 0.55;

    private static final String PLACED = "LesionLens.placed";
    private static final int GAP = 4;

    private WindowPlaces() {}

    /**
     * Enlarges what is too small to be read, and puts what was made of an image right of it, with the same zoom. Windows that
     * were placed once stay where they are, since a user may have moved them.
     *
     * @param images the analysed one, then the others
     * @return those that were placed now
     */
    static List<ImagePlus> arrange(List<ImagePlus> images) {
        ImagePlus first = images.get(0);
        Rectangle screen = GUI.getMaxWindowBounds(first.getWindow());
        double zoom = readable(first, screen, images.size());
        images.forEach(image -> zoom(image, zoom));
        List<ImagePlus> unplaced = images.stream()
                .filter(image -> image.getProperty(PLACED) == null)
                .toList();
        if (!unplaced.isEmpty()) {
            row(screen, unplaced.contains(first) ? images : withFirst(first, unplaced));
        }
        images.forEach(image -> image.setProperty(PLACED, true));
        return unplaced;
    }

    private static List<ImagePlus> withFirst(ImagePlus first, List<ImagePlus> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    /** From where the first stands, or as far to the left as all of them need; what does not fit begins another row. */
    private static void row(Rectangle screen, List<ImagePlus> images) {
        int width = images.stream()
                .mapToInt(image -> image.getWindow().getWidth() + GAP)
                .sum();
        Point corner = images.get(0).getWindow().getLocation();
        int left = Math.max(screen.x, Math.min(corner.x, screen.x + screen.width - width));
        int x = left;
        int y = corner.y;
        for (ImagePlus image : images) {
            ImageWindow window = image.getWindow();
            if (x > left && x + window.getWidth() > screen.x + screen.width) {
                x = left;
                y += window.getHeight() + GAP;
            }
            window.setLocation(x, y);
            keepOn(screen, window);
            x += window.getWidth() + GAP;
        }
    }

    /** The zoom that an image has, or the lowest at which it can be read and all of the case fit side by side. */
    private static double readable(ImagePlus image, Rectangle screen, int images) {
        return ImageZoom.readable(
                image.getCanvas().getMagnification(),
                Math.max(image.getWidth(), image.getHeight()),
                zoom -> fits(image, zoom, screen, images));
    }

    private static boolean fits(ImagePlus image, double zoom, Rectangle screen, int images) {
        return image.getWidth() * zoom * images < screen.width && image.getHeight() * zoom < TALLEST * screen.height;
    }

    private static void zoom(ImagePlus image, double zoom) {
        if (image.getCanvas().getMagnification() < zoom) {
            ImageZoom.show(image.getWindow(), zoom);
        }
    }

    /**
     * Puts a window below images, as low as the screen allows.
     *
     * @param images whose first one is on the screen that is meant
     * @param placed those that were placed just now: where there is no room below them they go up as far as they can
     */
    static void below(List<ImagePlus> images, List<ImagePlus> placed, Window window) {
        Rectangle screen = GUI.getMaxWindowBounds(images.get(0).getWindow());
        List<ImagePlus> here = images.stream()
                .filter(image -> GUI.getMaxWindowBounds(image.getWindow()).equals(screen))
                .toList();
        int least = window.getMinimumSize().height;
        int end = screen.y + screen.height - GAP;
        List<ImagePlus> lifted = here.stream().filter(placed::contains).toList();
        lift(lifted, Math.min(bottom(here) + least - end, top(lifted) - screen.y));
        int bottom = bottom(here);
        int room = end - bottom;
        window.setSize(window.getWidth(), Math.min(window.getHeight(), Math.max(least, room)));
        window.setLocation(images.get(0).getWindow().getX(), bottom + GAP);
        keepOn(screen, window);
    }

    private static void lift(List<ImagePlus> images, int pixels) {
        if (pixels > 0) {
            images.stream()
                    .map(ImagePlus::getWindow)
                    .forEach(window -> window.setLocation(window.getX(), window.getY() - pixels));
        }
    }

    private static int top(List<ImagePlus> images) {
        return images.stream().mapToInt(image -> image.getWindow().getY()).min().orElse(0);
    }

    private static int bottom(List<ImagePlus> images) {
        return images.stream()
                .map(image -> image.getWindow().getBounds())
                .mapToInt(bounds -> bounds.y + bounds.height)
                .max()
                .orElse(0);
    }

    /** Puts a window right of another one, as far as the screen allows. */
    static void beside(Window first, Window second) {
        second.setLocation(first.getX() + first.getWidth() + GAP, first.getY());
        keepOn(GUI.getMaxWindowBounds(first), second);
    }

    private static void keepOn(Rectangle screen, Window window) {
        Dimension size = window.getSize();
        size = new Dimension(Math.min(size.width, screen.width), Math.min(size.height, screen.height));
        window.setSize(size);
        int x = Math.max(screen.x, Math.min(window.getX(), screen.x + screen.width - size.width));
        int y = Math.max(screen.y, Math.min(window.getY(), screen.y + screen.height - size.height));
        window.setLocation(x, y);
    }
}
