package org.lesionlens.fiji.explorer;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import org.lesionlens.draw.HeatMap;

/** How maps, points and colours are painted, in the window and in the figure alike. */
final class MapDrawing {
    static final Color PAPER = new Color(0x141414);
    static final Color INK = new Color(0xEEEEEE);
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    /** Height of a colour bar with its numbers. */
    static final int BAR_HEIGHT = 32;

    private static final int BAR = 12;
    private static final int MARK = 5;

    private MapDrawing() {}

    /** A canvas whose lines and letters are smooth. */
    static Graphics2D smooth(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.setFont(TEXT);
        return g;
    }

    /** From pixels of a slice to a box, as large as fits, in its middle. */
    static AffineTransform fitting(BufferedImage slice, Rectangle box) {
        double scale = Math.min((double) box.width / slice.getWidth(), (double) box.height / slice.getHeight());
        AffineTransform fitting = AffineTransform.getTranslateInstance(
                box.x + (box.width - scale * slice.getWidth()) / 2,
                box.y + (box.height - scale * slice.getHeight()) / 2);
        fitting.scale(scale, scale);
        return fitting;
    }

    /** A slice under a translucent map. */
    static void map(Graphics2D g, Rectangle box, BufferedImage slice, BufferedImage map, double opacity) {
        AffineTransform place = fitting(slice, box);
        g.setColor(Color.BLACK);
        g.fill(box);
        g.drawImage(slice, place, null);
        Graphics2D translucent = (Graphics2D) g.create();
        translucent.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
        translucent.drawImage(map, place, null);
        translucent.dispose();
    }

    /** A ring round a pixel, with a dark rim, and what is written beside it. */
    static void point(Graphics2D g, AffineTransform place, QuerySpot spot, Color color, String text) {
        Point2D middle = place.transform(new Point2D.Double(spot.column() + 0.5, spot.row() + 0.5), null);
        Ellipse2D ring = new Ellipse2D.Double(middle.getX() - MARK, middle.getY() - MARK, 2 * MARK, 2 * MARK);
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(4));
        g.draw(ring);
        g.setColor(color);
        g.setStroke(new BasicStroke(2));
        g.draw(ring);
        g.setFont(TEXT.deriveFont(Font.BOLD));
        float x = (float) middle.getX() + MARK + 4;
        float y = (float) middle.getY() + MARK;
        g.setColor(Color.BLACK);
        g.drawString(text, x + 1, y + 1);
        g.setColor(color);
        g.drawString(text, x, y);
        g.setFont(TEXT);
    }

    /** The colours from the least to the most of a map, with both numbers and the unit below. */
    static void colorBar(Graphics2D g, int x, int y, int width, ShownMap map, Color ink) {
        for (int i = 0; i < width; i++) {
            g.setColor(HeatMap.color((double) i / (width - 1)));
            g.fillRect(x + i, y, 1, BAR);
        }
        g.setColor(ink);
        g.setFont(TEXT);
        String least = ShownMap.number(map.explanation().least());
        String most = ShownMap.number(map.explanation().most());
        String unit = map.explanation().unit().replace("x evenly", "times as much as if all were looked at alike");
        int base = y + BAR_HEIGHT - 5;
        g.drawString(least, x, base);
        g.drawString(most, x + width - g.getFontMetrics().stringWidth(most), base);
        g.drawString(unit, x + (width - g.getFontMetrics().stringWidth(unit)) / 2, base);
    }
}
