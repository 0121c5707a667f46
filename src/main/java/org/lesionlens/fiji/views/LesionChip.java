package org.lesionlens.fiji.views;

import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import javax.swing.Icon;

/** The colour of a lesion beside its words in a list. */
public record LesionChip(Color color) implements Icon {
    private static final int SIDE = 12;

    @Override
    public void paintIcon(Component component, Graphics graphics, int x, int y) {
        graphics.setColor(color);
        graphics.fillRect(x, y, SIDE, SIDE);
    }

    @Override
    public int getIconWidth() {
        return SIDE;
    }

    @Override
    public int getIconHeight() {
        return SIDE;
    }
}
