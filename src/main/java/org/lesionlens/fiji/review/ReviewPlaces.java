package org.lesionlens.fiji.review;

import ij.gui.GUI;
import java.awt.Rectangle;
import java.awt.Window;
import org.lesionlens.fiji.result.ListedCase;

/** Where the windows of a review stand: the cases on top, below them the tools, the image, and its list, side by side. */
final class ReviewPlaces {
    private static final int GAP = 4;

    /** How much of the screen's height the cases take, so that an image has room below them. */
    private static final double CASES = 0.36;

    /** Pixels in which a list can be read. */
    private static final int LEAST_LIST = 360;

    /** Likewise, down. */
    private static final int LOWEST_LIST = 210;

    private ReviewPlaces() {}

    /** Puts the tools below the cases, which make room for them. */
    static void arrange(Window cases, Window tools) {
        Rectangle screen = GUI.getMaxWindowBounds(cases);
        cases.setSize(Math.min(screen.width, cases.getWidth()), cases.getHeight());
        cases.validate(); // rows of buttons wrap
        int most = Math.max((int) (CASES * screen.height), cases.getMinimumSize().height);
        int height = Math.min(cases.getHeight(), most);
        cases.setBounds(screen.x, screen.y, cases.getWidth(), height);
        tools.setLocation(screen.x, Math.min(screen.y + height + GAP, bottom(screen) - tools.getHeight()));
    }

    /** Puts an image right of the tools and its list right of it, as far as the screen allows. */
    static void arrange(Window cases, Window tools, Window image, ListedCase list) {
        Rectangle screen = GUI.getMaxWindowBounds(cases);
        int top = cases.getY() + cases.getHeight() + GAP;
        int left = tools.getX() + tools.getWidth() + GAP;
        image.setLocation(
                Math.max(screen.x, Math.min(left, screen.x + screen.width - image.getWidth())),
                Math.max(screen.y, Math.min(top, bottom(screen) - image.getHeight())));
        list.place(roomOfList(screen, top, image.getX() + image.getWidth() + GAP));
    }

    /** Puts the list right of its image. */
    static void arrange(Window image, ListedCase list) {
        list.place(roomOfList(GUI.getMaxWindowBounds(image), image.getY(), image.getX() + image.getWidth() + GAP));
    }

    /**
     * Puts an earlier examination right of the image of the case, as large as it is there if there is room, and the list right of
     * it, or below it where the screen is too narrow.
     *
     * @param zoom at which both are equally large
     */
    static void arrange(Window image, PriorWindow prior, double zoom, ListedCase list) {
        Rectangle screen = GUI.getMaxWindowBounds(image);
        Rectangle room = roomOfList(screen, image.getY(), image.getX() + image.getWidth() + GAP);
        prior.zoom(zoom);
        if (prior.getWidth() + GAP + LEAST_LIST > room.width) {
            prior.shrink(room.width, room.height - LOWEST_LIST - GAP);
            int below = prior.getHeight() + GAP;
            list.place(new Rectangle(room.x, room.y + below, room.width, room.height - below));
        } else {
            list.place(roomOfList(screen, room.y, room.x + prior.getWidth() + GAP));
        }
        prior.setLocation(room.x, room.y);
    }

    /** Right of the image; over it where that leaves too little to read. */
    static Rectangle roomOfList(Rectangle screen, int top, int right) {
        int end = screen.x + screen.width;
        int width = Math.max(Math.min(LEAST_LIST, screen.width), end - right);
        return new Rectangle(end - width, top, width, bottom(screen) - top);
    }

    private static int bottom(Rectangle screen) {
        return screen.y + screen.height;
    }
}
