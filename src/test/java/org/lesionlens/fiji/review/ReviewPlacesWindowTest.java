package org.lesionlens.fiji.review;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.TextRoi;
import java.awt.Component;
import java.awt.Dialog;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.swing.JCheckBox;
import javax.swing.JMenu;
import javax.swing.JMenuItem;
import javax.swing.JSpinner;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.MenuSelectionManager;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.fiji.Look;
import org.lesionlens.fiji.ReadableWindow;
import org.lesionlens.fiji.WindowFixture;
import org.lesionlens.followup.PriorExaminations;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.review.CohortReview;

/** The windows of a review on a small screen, also with letters of twice their size: side by side, with an image that can be read. */
class ReviewPlacesWindowTest extends WindowFixture {
    private static final Rectangle SCREEN = new Rectangle(0, 0, 1280, 800);
    private static final int READABLE = 400;
    /** The middle of the lesion. */
    private static final int X = 104;

    private static final int Y = 61;

    @TempDir
    private Path folder;

    private final Map<String, Case> images = new HashMap<>();

    @BeforeEach
    void analyse() throws Exception {
        Path cases = Files.createDirectories(folder.resolve("images"));
        for (String name : new String[] {"a", "b", "c"}) {
            Path image = Files.copy(Path.of("test-data/phantom_t1ce.nii.gz"), cases.resolve(name + ".nii.gz"));
            images.put(name, new Case(name, image, new ReadOptions(Optional.empty(), false)));
        }
        IJ.runMacro("run(\"Batch...\", \"input=[" + cases + "] output=[" + folder.resolve("results")
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
    }

    @AfterEach
    void restore() throws Exception {
        if (!GraphicsEnvironment.isHeadless()) {
            closeAll();
            Look.restore();
        }
    }

    private void review() throws Exception {
        review(Optional.empty());
    }

    private void review(Optional<PriorExaminations> dates) throws Exception {
        CohortReview review = CohortReview.open(folder.resolve("results"), "Ada");
        ReviewedFolder opened = ReviewedFolder.read(review, images, dates);
        onEventThread(() -> ReviewWindow.open(opened, SCREEN));
    }

    private static Window window(String title) throws InterruptedException {
        return await(() -> Stream.of(Window.getWindows())
                .filter(each -> each.isShowing() && title.equals(title(each)))
                .findFirst()
                .orElse(null));
    }

    private static String title(Window window) {
        if (window instanceof Frame frame) {
            return frame.getTitle();
        }
        return window instanceof Dialog dialog ? dialog.getTitle() : "";
    }

    /** Those of a review that shows a case. */
    private static List<Window> windows(String name) throws InterruptedException {
        Window list = window("LesionLens: " + name);
        ImagePlus image = WindowManager.getImage(name);
        settle();
        return List.of(window("LesionLens review"), window("Correct"), image.getWindow(), list);
    }

    private static List<Rectangle> bounds(List<Window> windows) {
        return windows.stream().map(Window::getBounds).toList();
    }

    private static void choose(int row) throws Exception {
        JTable cases = inside((Frame) window("LesionLens review"), JTable.class).get(0);
        onEventThread(() -> cases.setRowSelectionInterval(row, row));
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
        onEventThread(() -> {
            windows.get(2).setBounds(image);
            windows.get(3).setBounds(list);
        });
        settle();
        for (int row = 1; row < 3; row++) {
            choose(row);
            List<Window> next = windows(row == 1 ? "b" : "c");
            assertThat(next.get(2).getLocation()).isEqualTo(image.getLocation());
            assertThat(image.contains(next.get(2).getBounds())).isTrue();
            assertThat(next.get(2).getWidth()).as("as large as there").isGreaterThan(image.width - 20);
            assertThat(next.get(3).getBounds()).isEqualTo(list);
        }
    }

    private Optional<PriorExaminations> dates() throws Exception {
        Path table =
                Files.writeString(folder.resolve("dates.csv"), "case,patient,date\na,p,2024-06-03\nb,p,2024-03-05\n");
        InputReading reading = InputReading.of(new ReadOptions(Optional.empty(), false));
        return Optional.of(PriorExaminations.read(table, reading, images));
    }

    private static Window prior() throws Exception {
        Window prior = await(() -> WindowManager.getImage("Before a: b")).getWindow();
        settle(); // its text comes after its image
        await(() -> inside((Frame) prior, JTextArea.class).get(0).getText().contains("in step") ? "linked" : null);
        return prior;
    }

    /** Also while, and after, an earlier examination stands beside the image. */
    @Test
    void theListStaysWhereTheUserPutItBesideAnExaminationBefore() throws Exception {
        review(dates());
        prior();
        List<Window> windows = windows("a");
        Rectangle list = new Rectangle(330, 580, 640, 210);
        onEventThread(() -> windows.get(3).setBounds(list));
        settle();
        toggle();
        assertThat(windows.get(3).getBounds()).as("without it").isEqualTo(list);
        toggle();
        prior();
        assertThat(windows.get(3).getBounds()).as("with it again").isEqualTo(list);
        choose(2);
        assertThat(windows("c").get(3).getBounds()).as("of the next case").isEqualTo(list);
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

    @Test
    void theKeyboardPassesByWindowsThatAreClosedOrMinimised() throws Exception {
        review(dates());
        Window prior = prior();
        List<Window> windows = windows("a");
        JTable cases = inside(windows.get(0), JTable.class).get(0);
        focus(cases);
        onEventThread(() -> {
            windows.get(1).setVisible(false);
            ((Frame) windows.get(3)).setExtendedState(Frame.ICONIFIED);
        });
        settle();
        press(KeyEvent.VK_F6);
        awaitFocus(windows.get(2));
        press(KeyEvent.VK_F6);
        awaitFocus(prior);
        press(KeyEvent.VK_F6);
        awaitFocus(windows.get(0));
    }

    private static void focus(JTable cases) throws Exception {
        await(
                () -> { // the screen tells late which window it has activated
                    EventQueue.invokeLater(cases::requestFocus);
                    return cases.isFocusOwner() ? cases : null;
                });
        settle();
    }

    /** A click elsewhere closes a menu too. */
    @Test
    void theKeyboardStaysWhereTheUserPutItWhileAMenuWasOpen() throws Exception {
        review();
        List<Window> windows = windows("a");
        focus(inside(windows.get(0), JTable.class).get(0));
        press(KeyEvent.VK_K);
        await(() -> MenuSelectionManager.defaultManager().getSelectedPath().length > 0 ? "open" : null);
        onEventThread(() -> list().requestFocus());
        awaitFocus(windows.get(3));
        onEventThread(() -> MenuSelectionManager.defaultManager().clearSelectedPath());
        settle();
        settle();
        assertThat(list().isFocusOwner()).isTrue();
    }

    /** Where there is no room for them as buttons. */
    @Test
    void toolsBecomeMenus() throws Exception {
        Look.DARK_AND_LARGE.take();
        review();
        windows("a");
        Dialog palette = (Dialog) window("Correct");
        List<JMenu> menus = inside(palette, JMenu.class);
        assertThat(menus).extracting(JMenu::getText).containsExactly("Tool: Choose", "Lesion");
        JMenuItem paint = item(menus.get(0), "Paint (B)");
        assertThat(paint.isSelected()).isFalse();
        onEventThread(paint::doClick);
        assertThat(menus.get(0).getText()).isEqualTo("Tool: Paint");
        assertThat(paint.isSelected()).isTrue();
        for (Component tool : menus.get(0).getMenuComponents()) {
            onEventThread(((JMenuItem) tool)::doClick);
            settle();
            for (JMenu menu : menus) {
                assertThat(menu.getX() + menu.getWidth())
                        .as("%s, %s", menus.get(0).getText(), menu.getText())
                        .isLessThanOrEqualTo(menu.getParent().getWidth());
            }
        }
        double before = (double) list().getValueAt(0, 2);
        onEventThread(item(menus.get(1), "Grow (G)")::doClick);
        settle();
        assertThat((double) list().getValueAt(0, 2)).isGreaterThan(before);
    }

    @Test
    void theKeyboardGoesEverywhere() throws Exception {
        Look.DARK_AND_LARGE.take();
        review();
        List<Window> windows = windows("a");
        Dialog palette = (Dialog) windows.get(1);
        List<JMenu> menus = inside(palette, JMenu.class);
        JTable cases = inside(windows.get(0), JTable.class).get(0);
        focus(cases);
        press(KeyEvent.VK_F6);
        awaitFocus(palette);
        JSpinner radius = inside(palette, JSpinner.class).get(0);
        assertThat(radius.getName()).isEqualTo("Radius");
        double before = (double) radius.getValue();
        press(KeyEvent.VK_UP);
        await(() -> (double) radius.getValue() > before ? "larger" : null);
        press(KeyEvent.VK_F10);
        await(() -> menus.get(0).isSelected() ? "open" : null);
        press(KeyEvent.VK_DOWN);
        press(KeyEvent.VK_DOWN);
        screenshot("review-menu", SCREEN);
        press(KeyEvent.VK_ENTER);
        await(() -> menus.get(0).getText().equals("Tool: Paint") ? "held" : null);
        press(KeyEvent.VK_F10);
        await(() -> menus.get(0).isSelected() ? "open" : null);
        press(KeyEvent.VK_ESCAPE);
        press(KeyEvent.VK_ESCAPE);
        await(() -> menus.get(0).isSelected() ? null : "closed");
        press(KeyEvent.VK_F6);
        awaitFocus(windows.get(2));
        press(KeyEvent.VK_E);
        await(() -> menus.get(0).getText().equals("Tool: Erase") ? "held" : null);
        press(KeyEvent.VK_K);
        await(() -> MenuSelectionManager.defaultManager().getSelectedPath().length > 0 ? "open" : null);
        press(KeyEvent.VK_DOWN);
        press(KeyEvent.VK_DOWN);
        press(KeyEvent.VK_ENTER);
        await(() -> list().getValueAt(0, 1).equals("glioma") ? "changed" : null);
        awaitFocus(windows.get(2));
        press(KeyEvent.VK_F6);
        awaitFocus(windows.get(3));
        press(KeyEvent.VK_F6);
        awaitFocus(windows.get(0));
        press(KeyEvent.VK_N);
        windows("b");
    }

    private static void awaitFocus(Window window) throws InterruptedException {
        await(() -> window.isFocused() && window.getFocusOwner() != null ? window : null);
        settle();
    }

    private static void press(int key) throws Exception {
        Robot robot = new Robot();
        robot.keyPress(key);
        robot.keyRelease(key);
        settle();
    }

    /** The lesions of the first case. */
    private static JTable list() {
        return Stream.of(Window.getWindows())
                .filter(each -> each.isShowing() && title(each).equals("LesionLens: a"))
                .flatMap(each -> inside(each, JTable.class).stream())
                .findFirst()
                .orElseThrow();
    }

    private static JMenuItem item(JMenu menu, String text) {
        return Stream.of(menu.getMenuComponents())
                .map(JMenuItem.class::cast)
                .filter(each -> each.getText().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
