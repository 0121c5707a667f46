package org.lesionlens.fiji.review;

import java.awt.Window;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import javax.swing.JButton;

/** A button that is there while a window is closed, and opens it again. */
final class WayBack extends ComponentAdapter {
    private final JButton button;

    private WayBack(JButton button) {
        this.button = button;
    }

    /** Shows and hides the button from now on; the window is about to open. */
    static void to(Window window, JButton button) {
        button.setVisible(false);
        window.addComponentListener(new WayBack(button));
    }

    @Override
    public void componentHidden(ComponentEvent event) {
        button.setVisible(true);
    }

    @Override
    public void componentShown(ComponentEvent event) {
        button.setVisible(false);
    }
}
