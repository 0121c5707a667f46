package org.lesionlens.draw;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** The name of an axis on the left, upright. JFreeChart would draw outlines of its letters instead of text. */
final class LeftLabel {
    private LeftLabel() {}

    /** Draws it and moves the cursor over it. */
    static AxisState draw(Axis axis, Graphics2D g, Rectangle2D dataArea, AxisState state) {
        Font font = axis.getLabelFont();
        RectangleInsets insets = axis.getLabelInsets();
        double height = g.getFontMetrics(font).getHeight();
        double middle = state.getCursor() - insets.getRight() - height / 2;
        Graphics2D turned = (Graphics2D) g.create();
        turned.translate(middle, dataArea.getCenterY());
        turned.rotate(-Math.PI / 2);
        turned.setFont(font);
        turned.setPaint((Color) axis.getLabelPaint());
        ((SvgCanvas) turned).drawString(axis.getLabel(), 0, font.getSize2D() * 0.35, "middle");
        turned.dispose();
        state.cursorLeft(insets.getLeft() + height + insets.getRight());
        return state;
    }

    static boolean is(String label, RectangleEdge edge) {
        return edge == RectangleEdge.LEFT && label != null && !label.isEmpty();
    }
}
