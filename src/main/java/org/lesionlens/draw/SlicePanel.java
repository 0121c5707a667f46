package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/** Draws one slice with its lesions into a square. */
final class SlicePanel {
    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.BOLD, 13);

    private final Image shown;
    private final Volume volume;
    private final ShownFindings findings;
    private final DisplayOrientation orientation;
    private final GreyWindow window;
    private final int side;
    private final double scaleX;
    private final double scaleY;

    /** @param image of which the first channel is shown in grey, or its colours */
    SlicePanel(Image image, ShownFindings findings, DisplayOrientation orientation, int side) {
        this.shown = image;
        this.volume = image.first();
        this.findings = findings;
        this.orientation = orientation;
        this.window = GreyWindow.of(volume);
        this.side = side;
        double width = orientation.columns() * orientation.columnSpacingMm();
        double height = orientation.rows() * orientation.rowSpacingMm();
        double pixelsPerMm = side / Math.max(width, height);
        this.scaleX = pixelsPerMm * orientation.columnSpacingMm();
        this.scaleY = pixelsPerMm * orientation.rowSpacingMm();
    }

    /** The slice with outlines and diameters. */
    void draw(Graphics2D g, long slice) {
        AffineTransform toPanel = toPanel();
        drawTissue(g, slice);
        drawOutlines(g, toPanel, slice);
        findings.drawNotes(g, toPanel, slice);
        drawSides(g);
        drawScaleBar(g);
    }

    /** The slice under a translucent picture of the same size, with outlines. */
    void draw(Graphics2D g, long slice, BufferedImage overlay) {
        AffineTransform toPanel = toPanel();
        drawTissue(g, slice);
        g.drawImage(overlay, toPanel, null);
        drawOutlines(g, toPanel, slice);
        drawSides(g);
        drawScaleBar(g);
    }

    /** The slice alone. */
    void drawTissue(Graphics2D g, long slice) {
        g.setColor(Color.BLACK);
        g.fillRect(0, 0, side, side);
        g.drawImage(image(slice), toPanel(), null);
    }

    /** The outlines alone, in a square of another side. */
    void drawOutlines(Graphics2D g, long slice, int otherSide) {
        AffineTransform toOther =
                AffineTransform.getScaleInstance(otherSide / (double) side, otherSide / (double) side);
        toOther.concatenate(toPanel());
        drawOutlines(g, toOther, slice);
    }

    /** Where the middle of a pixel (column, row) is drawn. */
    Point2D place(double column, double row) {
        return toPanel().transform(new Point2D.Double(column + 0.5, row + 0.5), null);
    }

    private AffineTransform toPanel() {
        AffineTransform toPanel = AffineTransform.getTranslateInstance(
                (side - scaleX * orientation.columns()) / 2, (side - scaleY * orientation.rows()) / 2);
        toPanel.scale(scaleX, scaleY);
        return toPanel;
    }

    private void drawOutlines(Graphics2D g, AffineTransform toPanel, long slice) {
        g.setStroke(new BasicStroke(1.6f));
        findings.outlines(slice).forEach((number, outline) -> {
            g.setColor(findings.color(number));
            g.draw(toPanel.createTransformedShape(outline));
        });
    }

    private BufferedImage image(long slice) {
        return shown.isInColour()
                ? ColourSlice.of(shown, orientation, slice)
                : image(orientation.pixels(volume.tissue(), slice), orientation, window);
    }

    /** Pixels as a radiologist sees them, in grey. */
    static BufferedImage image(float[] pixels, DisplayOrientation orientation, GreyWindow window) {
        BufferedImage image =
                new BufferedImage((int) orientation.columns(), (int) orientation.rows(), BufferedImage.TYPE_BYTE_GRAY);
        int[] greys = new int[pixels.length];
        Arrays.setAll(greys, i -> window.grey(pixels[i]));
        image.getRaster().setPixels(0, 0, image.getWidth(), image.getHeight(), greys);
        return image;
    }

    /** The pixel edges between each label and all else, in pixel corners. */
    static Map<Integer, Path2D> outlines(LabelMap map, DisplayOrientation orientation, long slice) {
        int columns = (int) orientation.columns();
        int[] labels = new int[Math.multiplyExact(columns, (int) orientation.rows())];
        int i = 0;
        for (UnsignedShortType pixel : Views.flatIterable(orientation.slice(map.voxels(), slice))) {
            labels[i++] = pixel.get();
        }
        Map<Integer, Path2D> outlines = new TreeMap<>();
        for (int at = 0; at < labels.length; at++) {
            if (labels[at] > 0) {
                addEdges(outlines.computeIfAbsent(labels[at], label -> new Path2D.Double()), labels, at, columns);
            }
        }
        return outlines;
    }

    /** Adds the edges of a pixel that has a label towards pixels that have another. */
    static void addEdges(Path2D outline, int[] labels, int at, int columns) {
        int x = at % columns;
        int y = at / columns;
        int label = labels[at];
        Line2D left = new Line2D.Double(x, y, x, y + 1);
        Line2D right = new Line2D.Double(x + 1, y, x + 1, y + 1);
        Line2D top = new Line2D.Double(x, y, x + 1, y);
        Line2D bottom = new Line2D.Double(x, y + 1, x + 1, y + 1);
        addEdge(outline, left, x == 0 || labels[at - 1] != label);
        addEdge(outline, right, x == columns - 1 || labels[at + 1] != label);
        addEdge(outline, top, y == 0 || labels[at - columns] != label);
        addEdge(outline, bottom, at + columns >= labels.length || labels[at + columns] != label);
    }

    private static void addEdge(Path2D outline, Line2D edge, boolean isEdge) {
        if (isEdge) {
            outline.append(edge, false);
        }
    }

    /** Beside a place of the panel, on a dark shadow. */
    static void drawNumber(Graphics2D g, String number, double[] place, Color color) {
        g.setFont(LETTERS);
        g.setColor(Color.BLACK);
        g.drawString(number, (float) place[0] + 7, (float) place[1] + 6);
        g.setColor(color);
        g.drawString(number, (float) place[0] + 6, (float) place[1] + 5);
    }

    private void drawSides(Graphics2D g) {
        if (volume.geometry().placed()) {
            drawSides(g, orientation.plane(), side);
        }
    }

    /** Which side of the patient is where, along the edges of a square. */
    static void drawSides(Graphics2D g, DisplayOrientation.Plane plane, int side) {
        g.setFont(LETTERS);
        g.setColor(Color.WHITE);
        String[] sides = switch (plane) {
            case AXIAL -> new String[] {"R", "L", "A", "P"};
            case CORONAL -> new String[] {"R", "L", "S", "I"};
            case SAGITTAL -> new String[] {"A", "P", "S", "I"};
            case UNKNOWN -> new String[] {"", "", "", ""};
        };
        g.drawString(sides[0], 5, side / 2 + 5);
        g.drawString(sides[1], side - 15, side / 2 + 5);
        g.drawString(sides[2], side / 2 - 4, 15);
        g.drawString(sides[3], side / 2 - 4, side - 6);
    }

    /** If the pixel size is known. */
    private void drawScaleBar(Graphics2D g) {
        if (!volume.geometry().calibrated()) {
            return;
        }
        Canvas.scaleBar(g, 0, side, side, scaleX / orientation.columnSpacingMm());
    }
}
