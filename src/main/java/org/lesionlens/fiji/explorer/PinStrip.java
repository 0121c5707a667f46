package org.lesionlens.fiji.explorer;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.List;
import javax.swing.JComponent;
import org.lesionlens.draw.Canvas;

/** The pinned points side by side, each with its map, as in figure 5 of Zhang et al. 2018 (SAGAN, arXiv 1805.08318). */
final class PinStrip extends JComponent {
    /** Width of a panel. */
    static final int SIDE = 170;

    /** Height of a panel with its caption. */
    static final int HEIGHT = SIDE + 55;

    static final int GAP = 8;

    private static final String HOW = "Pin keeps the point that is marked on the image, with its map, for comparison.";

    private List<Pin> pins = List.of();
    private double opacity = 1;

    PinStrip() {
        setOpaque(true);
        setPreferredSize(new Dimension(0, HEIGHT + 2 * GAP));
    }

    /** Shows other pins. */
    void show(List<Pin> newPins, double newOpacity) {
        pins = List.copyOf(newPins);
        opacity = newOpacity;
        setPreferredSize(new Dimension(pins.size() * (SIDE + GAP) + GAP, HEIGHT + 2 * GAP));
        revalidate();
        repaint();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = MapDrawing.smooth((Graphics2D) graphics.create());
        Canvas.paper(g, getWidth(), getHeight());
        if (pins.isEmpty()) {
            g.setColor(Canvas.INK);
            g.setFont(MapDrawing.letters());
            g.drawString(HOW, GAP, getHeight() / 2);
        }
        for (int i = 0; i < pins.size(); i++) {
            draw(g, pins.get(i), GAP + i * (SIDE + GAP), GAP, opacity);
        }
        g.dispose();
    }

    /** One panel. */
    static void draw(Graphics2D g, Pin pin, int x, int y, double opacity) {
        Rectangle box = new Rectangle(x, y, SIDE, SIDE);
        MapDrawing.map(g, box, pin.slice(), pin.picture(), opacity);
        MapDrawing.point(
                g, MapDrawing.fitting(pin.slice(), box), pin.spot(), pin.color(), Integer.toString(pin.number()));
        g.setColor(pin.color());
        g.fillRect(x, y + SIDE + 2, SIDE, 3);
        g.setColor(Canvas.INK);
        String[] lines = pin.caption();
        for (int line = 0; line < lines.length; line++) {
            fitted(g, lines[line], x, y + SIDE + 19 + 15 * line);
        }
    }

    /** Letters as small as the panel needs. */
    private static void fitted(Graphics2D g, String text, int x, int y) {
        float width = g.getFontMetrics(MapDrawing.TEXT).stringWidth(text);
        g.setFont(MapDrawing.TEXT.deriveFont(MapDrawing.TEXT.getSize2D() * Math.min(1, (SIDE - GAP) / width)));
        g.drawString(text, x, y);
        g.setFont(MapDrawing.TEXT);
    }
}
