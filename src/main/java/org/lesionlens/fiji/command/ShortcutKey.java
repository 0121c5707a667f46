package org.lesionlens.fiji.command;

import java.awt.Toolkit;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;

/** The key that commands of a menu are typed with: Ctrl, on macOS Cmd. */
public final class ShortcutKey {
    private ShortcutKey() {}

    /** As a modifier of AWT's key events; with a screen only. */
    public static int mask() {
        return Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx();
    }

    /** What is written of it and another key (a virtual key code), as {@code Ctrl+Z}. */
    public static String text(int key) {
        return text(key, mask());
    }

    static String text(int key, int mask) {
        return InputEvent.getModifiersExText(mask) + "+" + KeyEvent.getKeyText(key);
    }
}
