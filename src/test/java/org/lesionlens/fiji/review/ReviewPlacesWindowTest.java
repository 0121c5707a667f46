package org.lesionlens.fiji.review;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.TextRoi;
import java.awt.Dimension;
import java.awt.Frame;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.List;
import javax.swing.JCheckBox;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.fiji.Look;
import org.lesionlens.fiji.ReadableWindow;

/** The windows of a review on a small screen, also with letters of twice their size: side by side, with an image that can be read. */
class ReviewPlacesWindowTest extends SmallScreenFixture {
    private static final int READABLE = 400;
    /** The middle of the lesion. */
    private static final int X = 104;

    private static final int Y = 61;

    private static List<Rectangle> bounds(List<Window> windows) {
        return windows.stream().map(Window::getBounds).toList();
    }

    @ParameterizedTest
    @EnumSource
    void noWindowHidesAnother(Look look) throws Exception {
        look.take();
        review();
        List<Window> windows = windows("a");
        screenshot("review-800-" + look, SCREEN);
        List<Rectangle> bounds = bounds(windows);
        for (int i = 0; i < bounds.size(); i++) {
            assertThat(SCREEN.contains(bounds.get(i)))
                    .as("on the screen: %s", bounds.get(i))
                    .isTrue();
            for (Rectangle other : bounds.subList(i + 1, bounds.size())) {
                assertThat(bounds.get(i).intersects(other))
                        .as("%s over %s", other, bounds.get(i))
                        .isFalse();
            }
        }
        Dimension canvas = WindowManager.getImage("a").getCanvas().getSize();
        assertThat(canvas.width).isGreaterThanOrEqualTo(READABLE);
        assertThat(canvas.height).isGreaterThanOrEqualTo(READABLE);
        assertThat(WindowManager.getImage("a").getOverlay().toArray())
                .filteredOn(TextRoi.class::isInstance)
                .as("the words do not hide the lesion")
                .hasSize(1)
                .noneMatch(words -> words.getBounds().contains(X, Y));
        for (Window each : List.of(windows.get(0), windows.get(1), windows.get(3))) {
            onEventThread(() -> ReadableWindow.require(each));
        }
        choose(1);
        assertThat(bounds(windows("b"))).as("the next case").isEqualTo(bounds);
    }

    /** At the cost of the list where there is no room for both, which comes back with the key. */
    @ParameterizedTest
    @EnumSource
    void theExaminationBeforeHidesNoImage(Look look) throws Exception {
        look.take();
        review(dates());
        Window prior = prior();
        List<Window> windows = windows("a");
        screenshot("review-prior-800-" + look, SCREEN);
        for (Window each : windows.subList(0, 3)) {
            assertThat(each.getBounds().intersects(prior.getBounds()))
                    .as(title(each))
                    .isFalse();
        }
        assertThat(SCREEN.contains(prior.getBounds())).isTrue();
        onEventThread(() -> ReadableWindow.require(prior));
        JTextArea told = inside((Frame) prior, JTextArea.class).get(0);
        Rectangle text = SwingUtilities.convertRectangle(told, new Rectangle(told.getSize()), prior);
        assertThat(new Rectangle(prior.getSize()).contains(text))
                .as("inside: %s", text)
                .isTrue();
        Rectangle list = windows.get(3).getBounds();
        assertThat(list.intersects(prior.getBounds())).isEqualTo(look == Look.DARK_AND_LARGE);
        assertThat(WindowManager.getImage("a").getCanvas().getHeight()).isGreaterThanOrEqualTo(READABLE);
    }

    @Test
    void whereTheUserPutsThemTheNextCaseStands() throws Exception {
        review();
        List<Window> windows = windows("a");
        Rectangle image = new Rectangle(700, 10, 560, 600);
        Rectangle list = new Rectangle(330, 620, 640, 180);
        put(windows.get(2), image);
        put(windows.get(3), list);
        for (int row = 1; row < 3; row++) {
            choose(row);
            List<Window> next = windows(row == 1 ? "b" : "c");
            assertThat(next.get(2).getLocation()).isEqualTo(image.getLocation());
            assertThat(image.contains(next.get(2).getBounds())).isTrue();
            assertThat(next.get(2).getWidth()).as("as large as there").isGreaterThan(image.width - 20);
            assertThat(next.get(3).getBounds()).isEqualTo(list);
        }
    }

    /** Also while, and after, an earlier examination stands beside the image. */
    @Test
    void theListStaysWhereTheUserPutItBesideAnExaminationBefore() throws Exception {
        review(dates());
        prior();
        List<Window> windows = windows("a");
        Rectangle list = new Rectangle(330, 580, 640, 210);
        put(windows.get(3), list);
        toggle();
        assertThat(windows.get(3).getBounds()).as("without it").isEqualTo(list);
        toggle();
        prior();
        assertThat(windows.get(3).getBounds()).as("with it again").isEqualTo(list);
        choose(2);
        assertThat(windows("c").get(3).getBounds()).as("of the next case").isEqualTo(list);
    }

    /** As a user does: once the window stands, and it stays there. */
    private static void put(Window window, Rectangle bounds) throws Exception {
        for (int stood = 0; stood < 3; stood = window.getBounds().equals(bounds) ? stood + 1 : 0) {
            settle();
            onEventThread(() -> window.setBounds(bounds));
            settle();
        }
    }

    private static void toggle() throws Exception {
        JCheckBox box = inside((Frame) window("LesionLens review"), JCheckBox.class).stream()
                .filter(each -> each.getText().equals("Prior (U)"))
                .findFirst()
                .orElseThrow();
        onEventThread(box::doClick);
        settle();
    }

    /** An image that the user moved to the left has the earlier one at its right all the same. */
    @Test
    void theExaminationBeforeDoesNotHideAnImageThatWasMoved() throws Exception {
        Look.DARK_AND_LARGE.take();
        review(dates());
        prior();
        toggle();
        Window image = windows("a").get(2);
        onEventThread(() -> image.setLocation(0, 0));
        settle();
        toggle();
        assertThat(prior().getBounds().intersects(image.getBounds())).isFalse();
    }

    /** Nor is that of a window that is minimised. */
    @Test
    void aZoomIsNoPlace() throws Exception {
        review();
        List<Window> windows = windows("a");
        Rectangle before = windows.get(2).getBounds();
        Rectangle list = windows.get(3).getBounds();
        onEventThread(() -> {
            ImagePlus image = WindowManager.getImage("a");
            image.getCanvas().zoomOut(0, 0);
            image.getCanvas().zoomOut(0, 0);
            ((Frame) windows.get(3)).setExtendedState(Frame.ICONIFIED);
            windows.get(3).setLocation(-3200, -3200);
        });
        settle();
        assertThat(windows.get(2).getWidth()).isLessThan(before.width - 40);
        choose(1);
        assertThat(windows("b").get(2).getBounds()).isEqualTo(before);
        assertThat(windows("b").get(3).getBounds()).isEqualTo(list);
    }

    /** As of a screen that is there no more. */
    @Test
    void aPlaceBesideAllScreensIsNotKept() throws Exception {
        review();
        List<Window> windows = windows("a");
        Rectangle list = windows.get(3).getBounds();
        onEventThread(() -> windows.get(3).setLocation(5000, 100));
        settle();
        choose(1);
        assertThat(windows("b").get(3).getBounds()).isEqualTo(list);
    }
}
