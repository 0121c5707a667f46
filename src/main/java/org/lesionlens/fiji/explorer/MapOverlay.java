package org.lesionlens.fiji.explorer;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.List;

/** A map and points over an image; whatever else the image's overlay has stays as it is. For the event thread. */
final class MapOverlay {
    private static final String OURS = "LesionLens.explorer";
    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.BOLD, 8);

    private final ImagePlus image;
    private final int frame;
    private final boolean hadOverlay;

    /**
     * Draws nothing yet.
     *
     * @param frame on which it draws, from 1; 0 if the image has only one
     */
    MapOverlay(ImagePlus image, int frame) {
        this.image = image;
        this.frame = frame;
        this.hadOverlay = image.getOverlay() != null;
    }

    /** Draws a map of the point's slice below what the overlay has, and the points above it. */
    void draw(BufferedImage picture, double opacity, QuerySpot spot, List<Pin> pins) {
        Overlay others = others();
        Overlay overlay = others.create();
        ImageRoi map = new ImageRoi(0, 0, picture);
        map.setOpacity(opacity);
        overlay.add(ours(map, spot));
        others.forEach(overlay::add);
        for (Pin pin : pins) {
            overlay.add(ours(point(pin.spot(), PointRoi.CIRCLE, pin.color()), pin.spot()));
            overlay.add(ours(number(pin), pin.spot()));
        }
        overlay.add(ours(point(spot, PointRoi.HYBRID, Color.WHITE), spot));
        image.setOverlay(overlay);
    }

    /** What the overlay has without us. */
    Overlay others() {
        Overlay all = image.getOverlay() == null ? new Overlay() : image.getOverlay();
        Overlay others = all.create();
        for (Roi roi : all) {
            if (roi.getProperty(OURS) == null) {
                others.add(roi);
            }
        }
        return others;
    }

    /** Leaves the overlay as it would be without us. */
    void remove() {
        Overlay others = others();
        image.setOverlay(others.size() == 0 && !hadOverlay ? null : others);
    }

    private static Roi point(QuerySpot spot, int type, Color color) {
        PointRoi point = new PointRoi(spot.column() + 0.5, spot.row() + 0.5);
        point.setPointType(type);
        point.setSize(4);
        point.setStrokeColor(color);
        return point;
    }

    private static Roi number(Pin pin) {
        TextRoi number = new TextRoi(
                pin.spot().column() + 3.0, pin.spot().row() - 10.0, Integer.toString(pin.number()), LETTERS);
        number.setStrokeColor(pin.color());
        return number;
    }

    private Roi ours(Roi roi, QuerySpot spot) {
        roi.setProperty(OURS, "yes");
        if (frame > 0 || image.getNChannels() > 1) {
            roi.setPosition(0, image.getNSlices() > 1 ? spot.slice() + 1 : 0, frame);
        } else if (image.getNSlices() > 1) {
            roi.setPosition(spot.slice() + 1);
        }
        return roi;
    }
}
