package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;

/** The dark paper of all pictures, and what several of them show. Lengths and places are those of the canvas. */
public final class Canvas {
    public static final Color PAPER = new Color(0x141414);
    public static final Color INK = new Color(0xEEEEEE);

    private static final int LONG_MM = 50;
    private static final int SHORT_MM = 5;
    private static final int RING = 5;

    private Canvas() {}

    /** Makes lines, letters and enlarged images smooth. */
    public static Graphics2D smooth(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        return g;
    }

    /** Covers all from the corner on with paper. */
    public static void paper(Graphics2D g, int width, int height) {
        g.setColor(PAPER);
        g.fillRect(0, 0, width, height);
    }

    /**
     * A white bar of {@value #LONG_MM} mm, or {@value #SHORT_MM} mm where that is more than half of the panel, with its length
     * above it.
     *
     * @param x the left of the panel
     * @param bottom of the panel
     * @param side of the panel
     * @param perMm how long a millimetre is
     */
    public static void scaleBar(Graphics2D g, int x, int bottom, int side, double perMm) {
        int millimetres = LONG_MM * perMm < side / 2.0 ? LONG_MM : SHORT_MM;
        g.setColor(Color.WHITE);
        g.fillRect(x + 10, bottom - 12, (int) Math.round(millimetres * perMm), 3);
        g.drawString(millimetres + " mm", x + 10, bottom - 17);
    }

    /** The colours of {@link HeatMap} from the lowest to the highest. */
    public static void colorBar(Graphics2D g, int x, int y, int width, int height) {
        for (int i = 0; i < width; i++) {
            g.setColor(HeatMap.color((double) i / (width - 1)));
            g.fillRect(x + i, y, 1, height);
        }
    }

    /** A ring round a point with a dark rim, and what is written beside it, on a dark shadow. */
    public static void ring(Graphics2D g, Point2D middle, Color color, String text) {
        g.setStroke(new BasicStroke(2));
        circle(g, middle, RING + 1, Color.BLACK);
        circle(g, middle, RING, color);
        Font before = g.getFont();
        g.setFont(before.deriveFont(Font.BOLD));
        g.setColor(Color.BLACK);
        g.drawString(text, (float) middle.getX() + 9, (float) middle.getY() + 6);
        g.setColor(color);
        g.drawString(text, (float) middle.getX() + 8, (float) middle.getY() + 5);
        g.setFont(before);
    }

    private static void circle(Graphics2D g, Point2D middle, int radius, Color color) {
        g.setColor(color);
        g.draw(new Ellipse2D.Double(middle.getX() - radius, middle.getY() - radius, 2.0 * radius, 2.0 * radius));
    }
}
