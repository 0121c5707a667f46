package org.lesionlens.fiji.command;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.Insets;

/** A row of parts that goes on below where it is wider than its place, and has room there; a FlowLayout would be cut off. */
public final class WrappingRow extends FlowLayout {
    private static final long serialVersionUID = 1;

    /** @param gap between parts, and between rows, in pixels */
    public WrappingRow(int gap) {
        super(LEFT, gap, gap / 2);
    }

    @Override
    public Dimension preferredLayoutSize(Container row) {
        Insets insets = row.getInsets();
        int width = row.getWidth() == 0 ? Integer.MAX_VALUE : row.getWidth() - insets.left - insets.right;
        int widest = 0;
        int left = getHgap();
        int lines = getVgap();
        int line = 0;
        for (Component part : row.getComponents()) {
            Dimension size = part.isVisible() ? part.getPreferredSize() : new Dimension(-getHgap(), 0);
            if (left > getHgap() && left + size.width > width) { // as FlowLayout begins another line
                lines += line + getVgap();
                left = getHgap();
                line = 0;
            }
            left += size.width + getHgap();
            line = Math.max(line, size.height);
            widest = Math.max(widest, left);
        }
        return new Dimension(
                widest + insets.left + insets.right, lines + line + getVgap() + insets.top + insets.bottom);
    }

    @Override
    public Dimension minimumLayoutSize(Container row) {
        return preferredLayoutSize(row);
    }

    /** Another width may need other lines, for which what lies around makes room. */
    @Override
    public void layoutContainer(Container row) {
        super.layoutContainer(row);
        if (row.getHeight() != 0 && row.getHeight() != preferredLayoutSize(row).height) {
            EventQueue.invokeLater(row::revalidate);
        }
    }
}
