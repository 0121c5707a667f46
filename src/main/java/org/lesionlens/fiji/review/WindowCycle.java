package org.lesionlens.fiji.review;

import java.awt.Component;
import java.awt.Frame;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes the keyboard from one window of a review to another. For the event thread. */
final class WindowCycle {
    private WindowCycle() {}

    /**
     * To the next of those windows that can be seen, or the one before; from any other window to the first, or the last.
     *
     * @param step 1, or -1 for the one before
     */
    static void go(Stream<Window> all, int step) {
        List<Window> windows = all.filter(WindowCycle::isSeen).toList();
        if (windows.isEmpty()) {
            return;
        }
        int now = windows.indexOf(
                KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusedWindow());
        int next = now < 0 && step < 0 ? windows.size() - 1 : Math.floorMod(now + step, windows.size());
        Window window = windows.get(next);
        window.toFront();
        Optional.<Component>ofNullable(window.getMostRecentFocusOwner())
                .orElse(window)
                .requestFocus();
    }

    /** Neither closed nor minimised. */
    static boolean isSeen(Window window) {
        return window.isShowing()
                && !(window instanceof Frame frame && (frame.getExtendedState() & Frame.ICONIFIED) != 0);
    }
}
