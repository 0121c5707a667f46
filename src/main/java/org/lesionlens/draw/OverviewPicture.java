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
import org.lesionlens.lesion.Lesion;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Volume;

/**
 * The slices with the largest lesion sections, as a radiologist sees them: outlines, numbers, diameters, sides, a scale
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
    private final LesionAnalysis analysis;
    private final SlicePanel panel;
    private final List<Long> slices;
    private BufferedImage drawn;

    public OverviewPicture(String caseName, Volume volume, LesionAnalysis analysis) {
        this.caseName = caseName;
        this.orientation = DisplayOrientation.of(volume.geometry());
        this.analysis = analysis;
        this.panel = new SlicePanel(volume, analysis, orientation, PANEL);
        this.slices = SliceChoice.of(orientation, analysis);
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

    /** The slice where the largest lesion is widest, or the first one shown, small and with outlines alone: see {@link Thumbnail}. */
    public String thumbnail() throws IOException {
        long slice = analysis.lesions().isEmpty()
                ? slices.get(0)
                : analysis.lesions().get(0).measurements().diameter().slice();
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
        int legend = (Math.min(LEGEND_ROWS, analysis.lesions().size()) + 3) * LINE;
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
        List<Lesion> lesions = analysis.lesions();
        int y = top + LINE / 2;
        if (lesions.isEmpty()) {
            g.setColor(Canvas.INK);
            g.drawString("No lesion found.", GAP, y + 5);
            y += LINE;
        }
        for (Lesion lesion : lesions.subList(0, Math.min(LEGEND_ROWS, lesions.size()))) {
            g.setColor(color(analysis, lesion.label()));
            g.drawLine(GAP, y, GAP + 24, y);
            g.setColor(Canvas.INK);
            g.drawString(lesion.label() + "  " + lesion.describe(), GAP + 32, y + 5);
            y += LINE;
        }
        if (lesions.size() > LEGEND_ROWS) {
            g.drawString("and " + (lesions.size() - LEGEND_ROWS) + " smaller ones: see lesions.csv", GAP + 32, y + 5);
            y += LINE;
        }
        g.setColor(Color.GRAY);
        g.drawString(
                "Volume, longest diameter x its perpendicular, class and probability. For research use only.",
                GAP,
                y + 5);
    }
}
