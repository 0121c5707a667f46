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
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.Diameter;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.Segment;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/** Draws one slice with its lesions into a square. */
final class SlicePanel {
    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.BOLD, 13);

    private final Volume volume;
    private final LesionAnalysis analysis;
    private final DisplayOrientation orientation;
    private final GreyWindow window;
    private final int side;
    private final double scaleX;
    private final double scaleY;

    SlicePanel(Volume volume, LesionAnalysis analysis, DisplayOrientation orientation, int side) {
        this.volume = volume;
        this.analysis = analysis;
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
        analysis.lesions().forEach(lesion -> drawDiameters(g, toPanel, lesion, slice));
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
        outlines(slice).forEach((label, outline) -> {
            g.setColor(OverviewPicture.color(analysis, label));
            g.draw(toPanel.createTransformedShape(outline));
        });
    }

    private BufferedImage image(long slice) {
        return image(orientation.pixels(volume.tissue(), slice), orientation, window);
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

    private Map<Integer, Path2D> outlines(long slice) {
        return outlines(analysis.labels(), orientation, slice);
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

    private void drawDiameters(Graphics2D g, AffineTransform toPanel, Lesion lesion, long slice) {
        if (lesion.measurements().diameter().slice() != slice) {
            return;
        }
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 3}, 0));
        drawSegment(g, toPanel, lesion.measurements().diameter().longest());
        drawSegment(g, toPanel, lesion.measurements().diameter().perpendicular());
        drawNumber(g, toPanel, lesion);
    }

    /** Beyond the rightmost end of the diameters, on a dark shadow. */
    private void drawNumber(Graphics2D g, AffineTransform toPanel, Lesion lesion) {
        Diameter diameter = lesion.measurements().diameter();
        double[] place = Stream.of(diameter.longest(), diameter.perpendicular())
                .flatMap(segment -> Stream.of(display(segment.from()), display(segment.to())))
                .max(Comparator.comparingDouble(end -> end[0]))
                .orElseThrow();
        toPanel.transform(place, 0, place, 0, 1);
        String number = Integer.toString(lesion.label());
        g.setFont(LETTERS);
        g.setColor(Color.BLACK);
        g.drawString(number, (float) place[0] + 7, (float) place[1] + 6);
        g.setColor(OverviewPicture.color(analysis, lesion.label()));
        g.drawString(number, (float) place[0] + 6, (float) place[1] + 5);
    }

    private void drawSegment(Graphics2D g, AffineTransform toPanel, Segment segment) {
        double[] from = display(segment.from());
        double[] to = display(segment.to());
        g.draw(toPanel.createTransformedShape(new Line2D.Double(from[0], from[1], to[0], to[1])));
    }

    /** Pixel corners (column, row) of a continuous voxel index. */
    private double[] display(Position index) {
        return orientation.toDisplayCorner(index.x(), index.y(), index.z());
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
