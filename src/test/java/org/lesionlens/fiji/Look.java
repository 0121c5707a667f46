package org.lesionlens.fiji;

import ij.Prefs;
import java.awt.Font;
import javax.swing.UIManager;
import javax.swing.UnsupportedLookAndFeelException;

/** The dark look that Fiji ships, with letters as they are and of twice their size; the other tests see windows in Java's own look. */
public enum Look {
    DARK(1),
    DARK_AND_LARGE(2);

    private static final int POINTS = 12;

    private final int scale;

    Look(int scale) {
        this.scale = scale;
    }

    /** For windows that are opened from now on. */
    public void take() throws Exception {
        set(scale, new Font(Font.DIALOG, Font.PLAIN, scale * POINTS), "com.formdev.flatlaf.FlatDarkLaf");
    }

    /** Takes Java's own look again, once all windows are closed. */
    public static void restore() throws Exception {
        set(1, null, UIManager.getCrossPlatformLookAndFeelClassName());
    }

    /** No window is open: none is painted meanwhile. */
    private static void set(int scale, Font font, String look) throws Exception {
        WindowFixture.onEventThread(() -> {
            Prefs.setGuiScale(scale);
            UIManager.put("defaultFont", font);
            try {
                UIManager.setLookAndFeel(look);
            } catch (ReflectiveOperationException | UnsupportedLookAndFeelException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
