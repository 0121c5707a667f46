package org.lesionlens.fiji.image;

import ij.WindowManager;

/** Names for new windows. */
public final class FreeTitle {
    private FreeTitle() {}

    /** The title, or with a number behind it where a window or image of that name is open. */
    public static String of(String title) {
        String free = title;
        for (int number = 2; isTaken(free); number++) {
            free = title + " (" + number + ")";
        }
        return free;
    }

    private static boolean isTaken(String title) {
        return WindowManager.getImage(title) != null || WindowManager.getWindow(title) != null;
    }
}
