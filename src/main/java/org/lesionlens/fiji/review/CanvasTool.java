package org.lesionlens.fiji.review;

import ij.IJ;
import ij.gui.ImageCanvas;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import java.awt.Color;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.event.MouseWheelEvent;
import java.awt.event.MouseWheelListener;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.swing.SwingUtilities;
import org.lesionlens.fiji.image.LesionColors;
import org.lesionlens.fiji.review.Tool.Drag;

/**
 * The mouse on the canvas of an image under correction. While a tool of ours is held the canvas itself hears of nothing but
 * what it is for then: the place under the mouse, and moving the image with the space bar. It gets all back with no tool, and
 * when this is closed.
 */
final class CanvasTool extends MouseAdapter {
    private final CorrectionTools tools;
    private final LesionsOnScreen lesions;
    private final ImageCanvas canvas;
    private final List<Point2D> drawn = new ArrayList<>();
    private boolean isOurs;
    private boolean isForCanvas;

    CanvasTool(CorrectionTools tools, LesionsOnScreen lesions) {
        this.tools = tools;
        this.lesions = lesions;
        canvas = lesions.shown().image().getCanvas();
        canvas.addMouseListener(this);
        canvas.addMouseMotionListener(this);
        canvas.addMouseWheelListener(this);
    }

    /** Takes the mouse from ImageJ, or gives it back, as the tool wants it that is held. */
    void follow() {
        take(tools.held() != Tool.CHOOSE);
        if (tools.held().drag() != Drag.BRUSH) {
            lesions.layer().pointer(Optional.empty());
        }
    }

    private void take(boolean ours) {
        if (ours == isOurs) {
            return;
        }
        isOurs = ours;
        if (ours) {
            canvas.removeMouseListener(canvas);
            canvas.removeMouseMotionListener(canvas);
        } else {
            canvas.addMouseListener(canvas);
            canvas.addMouseMotionListener(canvas);
        }
    }

    void close() {
        take(false);
        canvas.removeMouseListener(this);
        canvas.removeMouseMotionListener(this);
        canvas.removeMouseWheelListener(this);
    }

    private Point2D place(MouseEvent event) {
        return new Point2D.Double(canvas.offScreenXD(event.getX()), canvas.offScreenYD(event.getY()));
    }

    @Override
    public void mousePressed(MouseEvent event) {
        isForCanvas = isOurs && (IJ.spaceBarDown() || !SwingUtilities.isLeftMouseButton(event));
        if (isForCanvas) {
            canvas.mousePressed(event);
        } else if (SwingUtilities.isLeftMouseButton(event)) {
            begin(place(event));
        }
    }

    private void begin(Point2D at) {
        drawn.clear();
        switch (tools.held().drag()) {
            case CLICK -> tools.click(at.getX(), at.getY());
            case BRUSH -> tools.beginStroke(at.getX(), at.getY());
            default -> drawn.add(at);
        }
    }

    @Override
    public void mouseDragged(MouseEvent event) {
        if (isForCanvas) {
            canvas.mouseDragged(event);
        } else if (isOurs && SwingUtilities.isLeftMouseButton(event)) {
            Point2D at = place(event);
            if (tools.held().drag() == Drag.BRUSH) {
                lesions.layer().pointer(Optional.of(brush(at)));
                tools.goOn(at.getX(), at.getY());
            } else if (!drawn.isEmpty()) {
                drawn.add(at);
                lesions.layer().pointer(Optional.of(outline()));
            }
        }
    }

    @Override
    public void mouseReleased(MouseEvent event) {
        if (isForCanvas) {
            isForCanvas = false;
            canvas.mouseReleased(event);
        } else if (isOurs && SwingUtilities.isLeftMouseButton(event)) {
            tools.endStroke();
            if (!drawn.isEmpty()) {
                drawn.add(place(event));
                Roi outline = outline();
                drawn.clear();
                lesions.layer().pointer(Optional.empty());
                tools.drawn(outline);
            }
        }
    }

    @Override
    public void mouseMoved(MouseEvent event) {
        if (isOurs) {
            canvas.mouseMoved(event);
            if (tools.held().drag() == Drag.BRUSH) {
                lesions.layer().pointer(Optional.of(brush(place(event))));
            }
        }
    }

    @Override
    public void mouseExited(MouseEvent event) {
        if (isOurs) {
            canvas.mouseExited(event);
            lesions.layer().pointer(Optional.empty());
        }
    }

    /** With Shift and a brush the radius; else the window does what it always does. */
    @Override
    public void mouseWheelMoved(MouseWheelEvent event) {
        if (event.isShiftDown() && tools.held().drag() == Drag.BRUSH) {
            tools.changeRadius(-event.getWheelRotation());
            lesions.layer().pointer(Optional.of(brush(place(event))));
        } else if (SwingUtilities.getWindowAncestor(canvas) instanceof MouseWheelListener window) {
            window.mouseWheelMoved(event);
        }
    }

    private Roi brush(Point2D at) {
        double across = tools.values().radius() / lesions.shown().grid().spacingMm(0);
        double down = tools.values().radius() / lesions.shown().grid().spacingMm(1);
        Roi outline = new OvalRoi(at.getX() - across, at.getY() - down, 2 * across, 2 * down);
        boolean paints = tools.held() == Tool.PAINT && lesions.chosen() > 0;
        return styled(outline, paints ? LesionColors.of(lesions.chosen()) : Color.WHITE);
    }

    private Roi outline() {
        Point2D from = drawn.get(0);
        Point2D to = drawn.get(drawn.size() - 1);
        return switch (tools.held().drag()) {
            case LINE -> styled(new Line(from.getX(), from.getY(), to.getX(), to.getY()), Color.YELLOW);
            case BOX ->
                styled(
                        new Roi(
                                Math.min(from.getX(), to.getX()),
                                Math.min(from.getY(), to.getY()),
                                Math.abs(to.getX() - from.getX()),
                                Math.abs(to.getY() - from.getY())),
                        Color.YELLOW);
            default -> styled(contour(), Color.YELLOW);
        };
    }

    private Roi contour() {
        float[] columns = new float[drawn.size()];
        float[] rows = new float[drawn.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = (float) drawn.get(i).getX();
            rows[i] = (float) drawn.get(i).getY();
        }
        return new PolygonRoi(columns, rows, Roi.POLYGON);
    }

    private static Roi styled(Roi roi, Color color) {
        roi.setStrokeColor(color);
        return roi;
    }
}
