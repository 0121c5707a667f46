package org.lesionlens.fiji.explorer;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import javax.swing.UIManager;
import org.lesionlens.draw.Canvas;

/** How maps, points and colours are painted, in the window and in the figure alike. */
final class MapDrawing {
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private static final int BAR = 12;

    private MapDrawing() {}

    /** The letters of the look and scale that windows have now. */
    static Font letters() {
        Font font = UIManager.getFont("Label.font");
        return font == null ? TEXT : font.deriveFont(Font.PLAIN);
    }

    /** Height of a colour bar with its numbers. */
    static int barHeight(Font letters) {
        return BAR + letters.getSize() * 5 / 3;
    }

    /** A canvas whose lines and letters are smooth. */
    static Graphics2D smooth(Graphics2D g) {
        Canvas.smooth(g);
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
        Canvas.ring(g, middle, color, text);
    }

    /** The colours from the least to the most of a map, with both numbers and the unit below. */
    static void colorBar(Graphics2D g, int x, int y, int width, ShownMap map, Color ink) {
        Canvas.colorBar(g, x, y, width, BAR);
        g.setColor(ink);
        String least = ShownMap.number(map.explanation().least());
        String most = ShownMap.number(map.explanation().most());
        String unit = map.explanation().unit().replace("x evenly", "times as much as if all were looked at alike");
        int base = y + barHeight(g.getFont()) - 5;
        g.drawString(least, x, base);
        g.drawString(most, x + width - g.getFontMetrics().stringWidth(most), base);
        g.drawString(unit, x + (width - g.getFontMetrics().stringWidth(unit)) / 2, base);
    }
}
