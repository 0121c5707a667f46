package org.lesionlens.fiji.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Robot;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.JMenu;
import javax.swing.JMenuItem;
import javax.swing.JSpinner;
import javax.swing.JTable;
import javax.swing.MenuSelectionManager;
import org.junit.jupiter.api.Test;
import org.lesionlens.fiji.Look;

/** The keyboard goes to all windows of a review, and stays where the user put it. */
class ReviewKeyboardWindowTest extends SmallScreenFixture {
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
