package org.lesionlens.fiji.review;

import ij.gui.ImageWindow;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.Optional;
import javax.swing.JDialog;
import javax.swing.UIManager;
import org.lesionlens.fiji.result.ListedCase;

/**
 * Where the windows of a review stand: the cases on top, below them the tools, the image, and its list, side by side. On a screen
 * where that leaves no image that can be read, for its size or that of the letters, the image has all of the height at the right,
 * with the cases, and below them tools and list, at its left; where the tools are too large for that too they become menus. Where
 * the user has put image or list, that of the next case stands. For the event thread.
 */
final class ReviewPlaces {
    private static final int GAP = 4;

    /** How much of the screen's height the cases take, so that an image has room below them. */
    private static final double CASES = 0.36;

    /** The longer side of an image that is read without effort, in pixels of the screen. */
    private static final int READABLE = 400;

    /** What a window has around an image across at most: borders. */
    private static final int BORDERS = 20;

    /** Likewise, down: a line of text and sliders too. */
    private static final int AROUND = 70;

    /** Pixels in which a list can be read. */
    private static final int LEAST_LIST = 360;

    /** Likewise, down. */
    private static final int LOWEST_LIST = 210;

    private final Rectangle screen;
    private final Rectangle roomOfImage;
    /** Empty if the list stands right of the image. */
    private final Optional<Rectangle> roomOfList;

    private final Kept image = new Kept();
    private final Kept list = new Kept();

    private ReviewPlaces(Rectangle screen, Rectangle roomOfImage, Optional<Rectangle> roomOfList) {
        this.screen = screen;
        this.roomOfImage = roomOfImage;
        this.roomOfList = roomOfList;
    }

    /** Puts the cases and the tools, which are packed; the tools become menus where there is no room for them. */
    static ReviewPlaces arrange(Rectangle screen, Window cases, JDialog palette, ToolsPanel tools) {
        int leastList = Math.max(LEAST_LIST, ListedCase.leastWidth());
        int leastAcross = READABLE + BORDERS;
        int leastDown = READABLE + AROUND + cases.getInsets().top;
        int left = palette.getWidth() + GAP;
        int across = screen.width - left - GAP - leastList;
        int top = top(cases, screen, screen.width);
        int down = screen.height - top;
        if (across >= leastAcross && down >= Math.max(leastDown, palette.getHeight())) {
            put(palette, screen, top);
            return new ReviewPlaces(screen, part(screen, left, top, across, down), Optional.empty());
        }
        top = top(cases, screen, left + leastList);
        if (across < leastAcross || screen.height - top < palette.getHeight()) {
            palette.setJMenuBar(tools.collapse());
            palette.pack();
            top = top(cases, screen, palette.getWidth() + GAP + leastList);
        }
        lower(palette, screen.height - top);
        put(palette, screen, top);
        left = palette.getWidth() + GAP;
        int middle = Math.max(0, Math.min(left + leastList + GAP, screen.width - leastAcross));
        return new ReviewPlaces(
                screen,
                part(screen, middle, 0, screen.width - middle, screen.height),
                Optional.of(part(screen, left, top, leastList, screen.height - top)));
    }

    /** Puts the cases at the top, so wide at most, as low as they can be used; where that leaves room for others below them. */
    private static int top(Window cases, Rectangle screen, int width) {
        cases.setSize(Math.min(width, cases.getPreferredSize().width), cases.getHeight());
        cases.validate(); // rows of buttons wrap
        int most = Math.max((int) (CASES * screen.height), cases.getMinimumSize().height);
        int height = Math.min(cases.getPreferredSize().height, most);
        cases.setBounds(screen.x, screen.y, cases.getWidth(), height);
        return height + GAP;
    }

    /** What is too high scrolls. */
    private static void lower(Window palette, int height) {
        if (palette.getHeight() > height) {
            palette.setSize(palette.getWidth() + UIManager.getInt("ScrollBar.width"), height);
        }
    }

    private static void put(Window palette, Rectangle screen, int top) {
        palette.setLocation(screen.x, screen.y + top);
    }

    private static Rectangle part(Rectangle screen, int left, int top, int width, int height) {
        return new Rectangle(screen.x + left, screen.y + top, width, height);
    }

    /** Shows the image of a case, and its list. */
    void arrange(ImageWindow window, ListedCase listed) {
        Rectangle room = image.byUser.orElse(roomOfImage);
        double most = ImageZoom.fitting(window, room.getSize());
        ImageZoom.show(window, image.byUser.isPresent() ? most : Math.min(most, ImageZoom.readable(window, READABLE)));
        window.setLocation(room.x, room.y);
        image.put(window);
        arrangeList(window, listed);
    }

    /** Puts the list where it stands beside its image alone. */
    void arrangeList(ImageWindow window, ListedCase listed) {
        listed.place(
                roomOfList.orElseGet(() -> roomOfList(screen, window.getY(), window.getX() + window.getWidth() + GAP)));
        list.byUser.ifPresent(listed.window()::setBounds);
        list.put(listed.window());
    }

    /** A case is left: where the user has put its windows, those of the next one stand. */
    void leave(ImageWindow window, ListedCase listed) {
        image.look(window);
        list.look(listed.window());
    }

    /**
     * Puts an earlier examination right of the image of the case, as large as it is there if there is room, and the list right of
     * it, or below it where the screen is too narrow. Where the image has all of the height the earlier one has the place of the
     * list, which goes below the image if there is room.
     *
     * @param zoom at which both are equally large
     */
    void arrange(ImageWindow window, PriorWindow prior, double zoom, ListedCase listed) {
        int right = window.getX() + window.getWidth() + GAP;
        Rectangle room = roomOfList.orElseGet(() -> roomOfList(screen, window.getY(), right));
        prior.zoom(zoom);
        if (roomOfList.isPresent()) {
            prior.shrink(room.width, room.height);
            Rectangle below = below(roomOfImage, window);
            if (below.height >= listed.window().getMinimumSize().height) {
                listed.place(below);
            }
        } else if (prior.getWidth() + GAP + LEAST_LIST > room.width) {
            prior.shrink(room.width, room.height - LOWEST_LIST - GAP);
            listed.place(below(room, prior));
        } else {
            listed.place(roomOfList(screen, room.y, room.x + prior.getWidth() + GAP));
        }
        prior.setLocation(room.x, room.y);
        list.put(listed.window());
    }

    /** What a window at the top of a room leaves of it. */
    private static Rectangle below(Rectangle room, Window window) {
        int taken = window.getHeight() + GAP;
        return new Rectangle(room.x, room.y + taken, room.width, room.height - taken);
    }

    /** Right of the image; over it where that leaves too little to read. */
    static Rectangle roomOfList(Rectangle screen, int top, int right) {
        int end = screen.x + screen.width;
        int width = Math.max(Math.min(LEAST_LIST, screen.width), end - right);
        return new Rectangle(end - width, top, width, screen.y + screen.height - top);
    }

    /** Where a window was put, and where the user has put it since. */
    private static final class Kept {
        /** Pixels by which windows move by themselves at most, as for their frames. */
        private static final int STIR = 40;

        private Rectangle put = new Rectangle();
        private Optional<Rectangle> byUser = Optional.empty();

        void put(Window window) {
            put = window.getBounds();
        }

        void look(Window window) {
            Rectangle now = window.getBounds();
            if (isFar(now.x, put.x)
                    || isFar(now.y, put.y)
                    || isFar(now.width, put.width)
                    || isFar(now.height, put.height)) {
                byUser = Optional.of(now);
            }
        }

        private static boolean isFar(int now, int put) {
            return Math.abs(now - put) > STIR;
        }
    }
}
