package org.lesionlens.fiji.explorer;

import ij.IJ;
import ij.gui.ImageCanvas;
import ij.gui.Toolbar;
import java.awt.Point;
import java.awt.event.MouseEvent;
import java.awt.event.MouseListener;
import java.awt.event.MouseMotionListener;
import java.util.function.Consumer;

/**
 * Takes clicks and drags on an image's canvas, except those of the magnifier, the hand and the context menu, which stay
 * ImageJ's. For the event thread.
 */
final class CanvasPointer implements MouseListener, MouseMotionListener {
    private final ImageCanvas canvas;
    private final Consumer<Point> pointed;
    private boolean isImageJs;

    /** Is told of the pixels (column, row) that the user points at; a drag outside the image moves along its edge. */
    CanvasPointer(ImageCanvas canvas, Consumer<Point> pointed) {
        this.canvas = canvas;
        this.pointed = pointed;
        canvas.removeMouseListener(canvas);
        canvas.removeMouseMotionListener(canvas);
        canvas.addMouseListener(this);
        canvas.addMouseMotionListener(this);
    }

    /** Gives the canvas back to ImageJ. */
    void release() {
        canvas.removeMouseListener(this);
        canvas.removeMouseMotionListener(this);
        canvas.addMouseListener(canvas);
        canvas.addMouseMotionListener(canvas);
    }

    private static boolean isForImageJ(MouseEvent event) {
        int tool = Toolbar.getToolId();
        return tool == Toolbar.MAGNIFIER
                || tool == Toolbar.HAND
                || IJ.spaceBarDown()
                || event.isPopupTrigger()
                || (event.getModifiersEx() & (MouseEvent.BUTTON2_DOWN_MASK | MouseEvent.BUTTON3_DOWN_MASK)) != 0;
    }

    private void point(MouseEvent event) {
        int column = canvas.offScreenX(event.getX());
        int row = canvas.offScreenY(event.getY());
        pointed.accept(new Point(
                Math.min(Math.max(column, 0), canvas.getImage().getWidth() - 1),
                Math.min(Math.max(row, 0), canvas.getImage().getHeight() - 1)));
    }

    @Override
    public void mousePressed(MouseEvent event) {
        isImageJs = isForImageJ(event);
        if (isImageJs) {
            canvas.mousePressed(event);
        } else {
            point(event);
        }
    }

    @Override
    public void mouseDragged(MouseEvent event) {
        if (isImageJs) {
            canvas.mouseDragged(event);
        } else {
            point(event);
        }
    }

    @Override
    public void mouseReleased(MouseEvent event) {
        if (isImageJs) {
            canvas.mouseReleased(event);
        }
    }

    @Override
    public void mouseMoved(MouseEvent event) {
        canvas.mouseMoved(event);
    }

    @Override
    public void mouseEntered(MouseEvent event) {
        canvas.mouseEntered(event);
    }

    @Override
    public void mouseExited(MouseEvent event) {
        canvas.mouseExited(event);
    }

    @Override
    public void mouseClicked(MouseEvent event) {
        // what matters was said when the button went down
    }
}
