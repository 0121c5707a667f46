package org.lesionlens.draw;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.explain.Explanation;
import org.lesionlens.volume.DisplayOrientation;

/** A slice and maps over it side by side, with captions and a colour bar. */
final class MapPanels {
    /** The side of a panel, in pixels. */
    static final int PANEL = 300;

    private static final int GAP = 8;
    private static final int LINE = 20;
    private static final int COLUMNS = 4;
    private static final int BAR = 200;
    private static final double OPACITY = 0.55;
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private MapPanels() {}

    /**
     * One of them.
     *
     * @param slice what is drawn, in stored order
     * @param map over it; empty for the slice alone
     * @param marks drawn over that
     */
    record Panel(
            String caption, SlicePanel findings, long slice, Optional<Explanation> map, Consumer<Graphics2D> marks) {
        /** A map, whose range stands behind what it shows. */
        static Panel of(String what, SlicePanel findings, long slice, Explanation map) {
            String caption =
                    String.format(Locale.ROOT, "%s: %.2g to %.2g %s", what, map.least(), map.most(), map.unit());
            return new Panel(caption, findings, slice, Optional.of(map), g -> {});
        }
    }

    /**
     * Draws them.
     *
     * @param bar what stands beside the colour bar
     * @param note what stands below it
     */
    static BufferedImage draw(String heading, List<Panel> panels, String bar, String note) {
        int rows = (panels.size() - 1) / COLUMNS + 1;
        int width = COLUMNS * (PANEL + GAP) + GAP;
        int height = LINE + GAP + rows * (PANEL + LINE + GAP) + 3 * LINE;
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Canvas.smooth(picture.createGraphics());
        Canvas.paper(g, width, height);
        g.setColor(Canvas.INK);
        g.setFont(TEXT.deriveFont(Font.BOLD));
        g.drawString(heading, GAP, LINE - 3);
        for (int i = 0; i < panels.size(); i++) {
            int x = GAP + i % COLUMNS * (PANEL + GAP);
            int y = LINE + GAP + i / COLUMNS * (PANEL + LINE + GAP);
            draw(g, panels.get(i), x, y);
        }
        drawBar(g, height - 2 * LINE, bar, note);
        g.dispose();
        return picture;
    }

    private static void draw(Graphics2D g, Panel panel, int x, int y) {
        Graphics2D inside = (Graphics2D) g.create(x, y, PANEL, PANEL);
        panel.map()
                .ifPresentOrElse(
                        map -> panel.findings().draw(inside, panel.slice(), heat(map)),
                        () -> panel.findings().draw(inside, panel.slice()));
        inside.setFont(TEXT);
        panel.marks().accept(inside);
        inside.dispose();
        g.setFont(TEXT);
        g.setColor(Canvas.INK);
        g.drawString(panel.caption(), x, y + PANEL + LINE - 5);
    }

    private static BufferedImage heat(Explanation map) {
        DisplayOrientation orientation = DisplayOrientation.of(map.map().geometry());
        float[] values = orientation.pixels(map.map().voxels(), 0);
        return HeatMap.picture(values, (int) orientation.columns(), map.least(), map.most(), OPACITY);
    }

    private static void drawBar(Graphics2D g, int y, String bar, String note) {
        Canvas.colorBar(g, GAP, y, BAR, 10);
        g.setColor(Canvas.INK);
        g.drawString(bar, GAP + BAR + 12, y + 10);
        g.setColor(Color.GRAY);
        g.drawString(note, GAP, y + LINE + 10);
    }
}
