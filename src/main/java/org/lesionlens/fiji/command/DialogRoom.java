package org.lesionlens.fiji.command;

import ij.gui.GUI;
import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dialog;
import java.awt.GridBagLayout;
import java.awt.Panel;
import java.awt.Rectangle;
import java.awt.ScrollPane;
import java.util.List;

/** Room for dialogs of ImageJ that are larger than the screen, as with large letters: their fields scroll, their buttons stay. */
final class DialogRoom {
    private static final double OF_SCREEN = 0.95;
    private static final int SCROLL_BAR = 40;

    private DialogRoom() {}

    /** Makes a packed dialog no larger than the screen; its last component is the row of its buttons. */
    static void keepOnScreen(Dialog dialog) {
        Rectangle screen = GUI.getMaxWindowBounds(dialog);
        int width = (int) (OF_SCREEN * screen.width);
        int height = (int) (OF_SCREEN * screen.height);
        if (dialog.getWidth() <= width && dialog.getHeight() <= height) {
            return;
        }
        if (dialog.getLayout() instanceof GridBagLayout) {
            scroll(dialog);
        }
        dialog.setSize(Math.min(width, dialog.getWidth() + SCROLL_BAR), Math.min(height, dialog.getHeight()));
        dialog.validate();
    }

    private static void scroll(Dialog dialog) {
        GridBagLayout layout = (GridBagLayout) dialog.getLayout();
        List<Component> all = List.of(dialog.getComponents());
        Component buttons = all.get(all.size() - 1);
        Panel fields = new Panel(layout);
        all.stream().filter(each -> each != buttons).forEach(each -> fields.add(each, layout.getConstraints(each)));
        ScrollPane scroll = new ScrollPane(ScrollPane.SCROLLBARS_AS_NEEDED);
        scroll.add(fields);
        dialog.setLayout(new BorderLayout());
        dialog.add(scroll, BorderLayout.CENTER);
        dialog.add(buttons, BorderLayout.SOUTH);
    }
}
