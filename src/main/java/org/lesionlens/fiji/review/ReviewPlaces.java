package org.lesionlens.fiji.review;

import ij.ImagePlus;
import ij.gui.GUI;
import ij.gui.ImageWindow;
import java.awt.Frame;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.Optional;
import java.util.stream.Stream;
import javax.swing.JDialog;
import org.lesionlens.fiji.image.ImageZoom;
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
    /** At which the image was put. */
    private double zoom;

    private final Kept list = new Kept();

    private ReviewPlaces(Rectangle screen, Rectangle roomOfImage, Optional<Rectangle> roomOfList) {
        this.screen = screen;
        this.roomOfImage = roomOfImage;
        this.roomOfList = roomOfList;
    }

    /** Puts the cases and the tools, which are packed; the tools become menus where there is no room for them. */
    static ReviewPlaces arrange(Rectangle screen, Window cases, JDialog palette, ToolsPanel tools) {
        int leastList = Math.max(LEAST_LIST, ListedCase.leastWidth());
        int leastAcross = ImageZoom.READABLE + BORDERS;
        int leastDown = ImageZoom.READABLE + AROUND + cases.getInsets().top;
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
        lower(palette, screen.height - top, tools);
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
    private static void lower(Window palette, int height, ToolsPanel tools) {
        if (palette.getHeight() > height) {
            palette.setSize(palette.getWidth() + tools.widthOfScrollBar(), height);
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
        Optional<Rectangle> byUser = image.byUser();
        Rectangle room = byUser.orElse(roomOfImage);
        double most = ImageZoom.fitting(window, room.getSize());
        ImageZoom.show(window, byUser.isPresent() ? most : Math.min(most, readable(window)));
        window.setLocation(room.x, room.y);
        image.put(window);
        zoom = window.getCanvas().getMagnification();
        putList(window, listed);
    }

    private static double readable(ImageWindow window) {
        ImagePlus shown = window.getImagePlus();
        return ImageZoom.readable(
                window.getCanvas().getMagnification(), Math.max(shown.getWidth(), shown.getHeight()), any -> true);
    }

    /** Puts the list where it stands beside its image alone, once nothing else does. */
    void arrangeList(ImageWindow window, ListedCase listed) {
        list.look(listed.window());
        putList(window, listed);
    }

    private void putList(ImageWindow window, ListedCase listed) {
        putList(listed, Optional.of(roomOfList.orElseGet(() -> roomBeside(window))));
    }

    /** Moves it once: what the screen tells late of a place on the way would look like one of the user's. */
    private void putList(ListedCase listed, Optional<Rectangle> room) {
        list.byUser().ifPresentOrElse(listed.window()::setBounds, () -> room.ifPresent(listed::place));
        list.put(listed.window());
    }

    /** A case is left: where the user has put its windows, those of the next one stand. A zoom makes a window no larger for good. */
    void leave(ImageWindow window, ListedCase listed) {
        if (window.getCanvas().getMagnification() == zoom) {
            image.look(window);
        } else {
            image.lookAtCorner(window);
        }
        list.look(listed.window());
    }

    /**
     * Puts an earlier examination right of the image of the case, as large as it is there if there is room, and the list right of
     * it, or below it where the screen is too narrow. Where the image has all of the height the earlier one has the place of the
     * list, which goes below the image if there is room. A list that the user has put somewhere stays there.
     *
     * @param equal the zoom at which both are equally large
     */
    void arrange(ImageWindow window, PriorWindow prior, double equal, ListedCase listed) {
        list.look(listed.window());
        Optional<Rectangle> free = roomOfList.filter(room -> !room.intersects(window.getBounds()));
        Rectangle room = free.orElseGet(() -> roomBeside(window));
        prior.zoom(equal);
        putList(listed, roomBeside(window, prior, room, free.isPresent(), listed));
        prior.setLocation(room.x, room.y);
    }

    /** That of the list beside an earlier examination, which is made to fit; none where the list stays where it is. */
    private Optional<Rectangle> roomBeside(
            ImageWindow window, PriorWindow prior, Rectangle room, boolean inPlaceOfList, ListedCase listed) {
        if (inPlaceOfList) {
            prior.shrink(room.width, room.height);
            return Optional.of(below(window))
                    .filter(below -> below.height >= listed.window().getMinimumSize().height);
        }
        if (prior.getWidth() + GAP + LEAST_LIST > room.width) {
            prior.shrink(room.width, room.height - LOWEST_LIST - GAP);
            int taken = prior.getHeight() + GAP;
            return Optional.of(new Rectangle(room.x, room.y + taken, room.width, room.height - taken));
        }
        return Optional.of(roomOfList(screenOf(window), room.y, room.x + prior.getWidth() + GAP));
    }

    /** What an image leaves of its screen below it. */
    private Rectangle below(ImageWindow window) {
        Rectangle whole = screenOf(window);
        int top = window.getY() + window.getHeight() + GAP;
        return new Rectangle(window.getX(), top, whole.x + whole.width - window.getX(), whole.y + whole.height - top);
    }

    private Rectangle roomBeside(ImageWindow window) {
        return roomOfList(screenOf(window), window.getY(), window.getX() + window.getWidth() + GAP);
    }

    /** That of the review, or another one to which the user has moved an image. */
    private Rectangle screenOf(Window window) {
        return screen.intersects(window.getBounds()) ? screen : GUI.getMaxWindowBounds(window);
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

        /** Empty too if no screen is there any more. */
        Optional<Rectangle> byUser() {
            return byUser.filter(Kept::isOnScreen);
        }

        private static boolean isOnScreen(Rectangle bounds) {
            return Stream.of(GraphicsEnvironment.getLocalGraphicsEnvironment().getScreenDevices())
                    .map(screen -> screen.getDefaultConfiguration().getBounds().intersection(bounds))
                    .anyMatch(seen -> seen.width > STIR && seen.height > STIR);
        }

        void look(Window window) {
            look(window, window.getBounds());
        }

        /** Its size is not what the user has given it. */
        void lookAtCorner(Window window) {
            look(window, new Rectangle(window.getLocation(), put.getSize()));
        }

        /** Nothing is seen of a window that is closed, minimised, or as large as the screen. */
        private void look(Window window, Rectangle now) {
            if (!window.isShowing() || window instanceof Frame frame && frame.getExtendedState() != Frame.NORMAL) {
                return;
            }
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
