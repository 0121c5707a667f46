package org.lesionlens.fiji.explorer;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.gui.TextRoi;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.lesionlens.draw.Canvas;
import org.lesionlens.io.file.LengthUnit;

/**
 * A picture for a paper: the slice with its map, the pinned points beside it, a colour bar and a scale bar, at twice the
 * size of the screen.
 *
 * @param image whose slice is shown
 * @param stackIndex of that slice, ImageJ's count of all images of the stack
 * @param others the overlay without the explorer's parts
 * @param opacity of the maps
 */
record ExplorerFigure(ImagePlus image, int stackIndex, Overlay others, double opacity) {
    private static final int SCALE = 2;
    private static final int SIDE = 400;
    private static final int GAP = PinStrip.GAP;
    private static final int LINE = 18;
    private static final List<String> FOOT = List.of(
            "White ring: the point of the map. Numbered rings: pinned points, each map with its own range.",
            "For research use only.");

    /** What a file of it is called, without extension: the case and what it is. */
    static String fileName(ImagePlus image) {
        String name = image.getTitle().replaceFirst("\\.[A-Za-z]{1,5}$", "");
        return name.replaceAll("[\\\\/:*?\"<>|]", "_") + "_explanation";
    }

    /** A slice as ImageJ shows it, without overlay. */
    static BufferedImage slice(ImagePlus image, int stackIndex) {
        ImageProcessor pixels = image.getStack().getProcessor(stackIndex).duplicate();
        if (!(pixels instanceof ColorProcessor)) {
            pixels.setColorModel(image.getProcessor().getColorModel());
            pixels.setMinAndMax(image.getDisplayRangeMin(), image.getDisplayRangeMax());
        }
        return pixels.getBufferedImage();
    }

    /** Draws the map of a point and the pinned ones. */
    BufferedImage draw(ShownMap map, QuerySpot spot, List<Pin> pins) {
        int columns = (pins.size() + 1) / 2;
        int width = Math.max(GAP + SIDE + GAP + columns * (PinStrip.SIDE + GAP), 660);
        int height = GAP
                + Math.max(SIDE, 2 * PinStrip.HEIGHT)
                + LINE
                + 2 * GAP
                + MapDrawing.barHeight(MapDrawing.TEXT)
                + FOOT.size() * LINE;
        BufferedImage picture = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = MapDrawing.smooth(picture.createGraphics());
        g.scale(SCALE, SCALE);
        Canvas.paper(g, width, height);
        drawSlice(g, map, spot, pins);
        for (int i = 0; i < pins.size(); i++) {
            int x = GAP + SIDE + GAP + i % columns * (PinStrip.SIDE + GAP);
            PinStrip.draw(g, pins.get(i), x, GAP + i / columns * PinStrip.HEIGHT, opacity);
        }
        int y = GAP + Math.max(SIDE, 2 * PinStrip.HEIGHT) + LINE;
        g.setColor(Canvas.INK);
        g.drawString(map.explanation().name() + ", " + spot, GAP, GAP + SIDE + LINE - 2);
        MapDrawing.colorBar(g, GAP, y, SIDE, map, Canvas.INK);
        g.setColor(Color.GRAY);
        for (int i = 0; i < FOOT.size(); i++) {
            g.drawString(FOOT.get(i), GAP, height - GAP - (FOOT.size() - 1 - i) * LINE);
        }
        g.dispose();
        return picture;
    }

    private void drawSlice(Graphics2D g, ShownMap map, QuerySpot spot, List<Pin> pins) {
        BufferedImage slice = slice(image, stackIndex);
        Rectangle box = new Rectangle(GAP, GAP, SIDE, SIDE);
        AffineTransform place = MapDrawing.fitting(slice, box);
        MapDrawing.map(g, box, slice, map.picture(), opacity);
        for (Roi roi : others) {
            drawOutline(g, place, roi);
        }
        pins.stream()
                .filter(pin -> pin.spot().slice() == spot.slice())
                .forEach(pin -> MapDrawing.point(g, place, pin.spot(), pin.color(), Integer.toString(pin.number())));
        MapDrawing.point(g, place, spot, Color.WHITE, "");
        drawScaleBar(g, place.getScaleX());
    }

    private void drawOutline(Graphics2D g, AffineTransform place, Roi roi) {
        if (!roi.isArea() || roi instanceof TextRoi || roi instanceof ImageRoi || !isShown(roi)) {
            return;
        }
        Shape shape = new ShapeRoi(roi).getShape();
        AffineTransform moved = new AffineTransform(place);
        moved.translate(roi.getXBase(), roi.getYBase());
        g.setColor(Objects.requireNonNullElse(roi.getStrokeColor(), Color.YELLOW));
        g.setStroke(new BasicStroke(1.5f));
        g.draw(moved.createTransformedShape(shape));
    }

    private boolean isShown(Roi roi) {
        if (roi.hasHyperStackPosition()) {
            int[] place = image.convertIndexToPosition(stackIndex);
            return (roi.getZPosition() == 0 || roi.getZPosition() == place[1])
                    && (roi.getTPosition() == 0 || roi.getTPosition() == place[2]);
        }
        return roi.getPosition() == 0 || roi.getPosition() == stackIndex;
    }

    /** If the pixel size is known. */
    private void drawScaleBar(Graphics2D g, double pointsPerPixel) {
        OptionalDouble unit = LengthUnit.millimetres(image.getCalibration().getUnit());
        if (unit.isEmpty()) {
            return;
        }
        double pointsPerMm = pointsPerPixel / (image.getCalibration().pixelWidth * unit.getAsDouble());
        Canvas.scaleBar(g, GAP, GAP + SIDE, SIDE, pointsPerMm);
    }
}
