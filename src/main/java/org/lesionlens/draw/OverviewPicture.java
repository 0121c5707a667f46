package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.lesionlens.io.dicom.RgbPicture;
import org.lesionlens.io.tiff.PngFile;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;

/**
 * The slices with the largest lesion sections, or the surest boxes, as a radiologist sees them: outlines, numbers, diameters, sides, a scale
 * bar, and a legend with the measurements. Its only text that comes from outside is the case's name. For any number of threads.
 */
public final class OverviewPicture {
    public static final String FILE = "overview.png";

    /** Told apart by colour-blind people: M. Okabe and K. Ito 2008, without black and grey. */
    private static final Color[] COLORS = {
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x009E73),
        new Color(0xF0E442),
        new Color(0xD55E00),
        new Color(0xCC79A7),
        new Color(0x0072B2),
    };

    private static final int PANEL = 340;
    private static final int GAP = 8;
    private static final int LINE = 20;
    private static final int COLUMNS = 3;
    private static final int LEGEND_ROWS = 8;

    private final String caseName;
    private final DisplayOrientation orientation;
    private final ShownFindings findings;
    private final SlicePanel panel;
    private final List<Long> slices;
    private BufferedImage drawn;

    /** @param image of which the first channel is shown in grey, or its colours */
    public OverviewPicture(String caseName, Image image, Analysis analysis) {
        this.caseName = caseName;
        this.orientation = DisplayOrientation.of(image.geometry());
        this.findings = shown(analysis, orientation);
        this.panel = new SlicePanel(image, findings, orientation, PANEL);
        this.slices = findings.slices();
    }

    private static ShownFindings shown(Analysis analysis, DisplayOrientation orientation) {
        return analysis instanceof DetectionAnalysis boxes
                ? new ShownBoxes(boxes, orientation)
                : new ShownLesions((LesionAnalysis) analysis, orientation);
    }

    /** The colour of a lesion: that of its class where the segmenter tells classes apart, else that of its number. */
    static Color color(LesionAnalysis analysis, int label) {
        return analysis.color(label).map(Color::decode).orElseGet(() -> color(label));
    }

    /** The same as #RRGGBB. */
    public static String colorText(LesionAnalysis analysis, int label) {
        return String.format(Locale.ROOT, "#%06X", color(analysis, label).getRGB() & 0xffffff);
    }

    /** The colour of a label: neighbours in number differ. */
    public static Color color(int label) {
        return COLORS[(label - 1) % COLORS.length];
    }

    /** Writes the picture as PNG; returns the file. */
    public Path write(Path target) throws IOException {
        PngFile.write(target, drawn());
        return target;
    }

    /** The picture for DICOM. */
    public RgbPicture rgb() {
        BufferedImage picture = drawn();
        int width = picture.getWidth();
        return new RgbPicture(width, picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width));
    }

    /** Drawn once, for whoever comes first. */
    private synchronized BufferedImage drawn() {
        if (drawn == null) {
            drawn = draw();
        }
        return drawn;
    }

    /** The slice where the largest lesion is widest, that of the surest box, or the first one shown, small and with outlines alone: see {@link Thumbnail}. */
    public String thumbnail() throws IOException {
        long slice = findings.first();
        BufferedImage large = new BufferedImage(PANEL, PANEL, BufferedImage.TYPE_INT_RGB);
        Graphics2D inside = Canvas.smooth(large.createGraphics());
        panel.drawTissue(inside, slice);
        inside.dispose();
        BufferedImage small = Thumbnail.shrunk(large);
        Graphics2D g = Canvas.smooth(small.createGraphics());
        panel.drawOutlines(g, slice, Thumbnail.SIDE);
        g.dispose();
        return Thumbnail.jpeg(small);
    }

    static BufferedImage firstPanel(BufferedImage picture) {
        return picture.getSubimage(GAP, LINE + GAP, PANEL, PANEL);
    }

    private BufferedImage draw() {
        int columns = Math.max(2, Math.min(COLUMNS, slices.size()));
        int rows = (slices.size() - 1) / columns + 1;
        int width = columns * (PANEL + GAP) + GAP;
        int legend = (Math.min(LEGEND_ROWS, findings.lines().size()) + 3) * LINE;
        BufferedImage picture =
                new BufferedImage(width, rows * (PANEL + LINE + GAP) + LINE + GAP + legend, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Canvas.smooth(picture.createGraphics());
        Canvas.paper(g, picture.getWidth(), picture.getHeight());
        title(g);
        for (int i = 0; i < slices.size(); i++) {
            drawPanel(
                    g,
                    slices.get(i),
                    GAP + i % columns * (PANEL + GAP),
                    LINE + GAP + i / columns * (PANEL + LINE + GAP));
        }
        legend(g, rows * (PANEL + LINE + GAP) + LINE + GAP);
        g.dispose();
        return picture;
    }

    private void title(Graphics2D g) {
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        g.setColor(Canvas.INK);
        g.drawString(caseName, GAP, LINE - 3);
    }

    private void drawPanel(Graphics2D g, long slice, int x, int y) {
        Graphics2D inside = (Graphics2D) g.create(x, y, PANEL, PANEL);
        panel.draw(inside, slice);
        inside.dispose();
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        g.setColor(Canvas.INK);
        String plane = orientation.plane() == DisplayOrientation.Plane.UNKNOWN
                ? ""
                : orientation.plane().name().toLowerCase(Locale.ROOT) + " ";
        String text = orientation.slices() == 1
                ? plane
                : plane + "slice " + slice + " (0 to " + (orientation.slices() - 1) + ")";
        g.drawString(text, x, y + PANEL + LINE - 5);
    }

    private void legend(Graphics2D g, int top) {
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        g.setStroke(new BasicStroke(3));
        List<ShownFindings.Line> lines = findings.lines();
        int y = top + LINE / 2;
        if (lines.isEmpty()) {
            g.setColor(Canvas.INK);
            g.drawString(findings.nothing(), GAP, y + 5);
            y += LINE;
        }
        for (ShownFindings.Line line : lines.subList(0, Math.min(LEGEND_ROWS, lines.size()))) {
            g.setColor(findings.color(line.number()));
            g.drawLine(GAP, y, GAP + 24, y);
            g.setColor(Canvas.INK);
            g.drawString(line.number() + "  " + line.words(), GAP + 32, y + 5);
            y += LINE;
        }
        if (lines.size() > LEGEND_ROWS) {
            g.drawString("and " + (lines.size() - LEGEND_ROWS) + " " + findings.others(), GAP + 32, y + 5);
            y += LINE;
        }
        g.setColor(Color.GRAY);
        g.drawString(findings.explained() + " For research use only.", GAP, y + 5);
    }
}
