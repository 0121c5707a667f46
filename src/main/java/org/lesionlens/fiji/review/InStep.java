package org.lesionlens.fiji.review;

import ij.ImageListener;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.PointRoi;
import java.awt.Color;
import java.awt.EventQueue;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.swing.SwingUtilities;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.followup.OneSpace;
import org.lesionlens.lesion.Position;

/**
 * A case and an earlier examination of its patient in step: the slice of the one goes with that of the other by its place in the
 * patient, and a click in the one marks the same place in the other. For the event thread.
 */
final class InStep implements ImageListener {
    private static final String MARK = "LesionLens.place";
    private static final double HALF_A_PIXEL = 0.5;

    private final Side now;
    private final Side before;
    private final Consumer<Boolean> told;

    /**
     * Links two images that have windows until it is closed, and shows in the earlier one where the case is.
     *
     * @param space how places of the earlier one become places of the case
     * @param told is told whether the slice of the one lies in the other
     */
    InStep(ImagePlus now, StackGrid grid, ImagePlus before, OneSpace space, Consumer<Boolean> told) {
        this.told = told;
        this.now = new Side(now, grid, space::fromFirst);
        this.before = new Side(before, StackGrid.of(before), space::toFirst);
        ImagePlus.addImageListener(this);
        follow(this.now, false);
    }

    /** Shows in the other image where one of them is; marks it there if the user pointed at it. */
    private void follow(Side from, boolean isPointed) {
        Side to = from == now ? before : now;
        told.accept(to.go(from.place(), isPointed));
    }

    void close() {
        ImagePlus.removeImageListener(this);
        now.close();
        before.close();
    }

    /** One of both images. Its point is the place that is looked at: columns and rows from 0, whole at the centres of pixels. */
    private final class Side extends MouseAdapter {
        private final ImagePlus image;
        private final StackGrid grid;
        private final UnaryOperator<double[]> toOther;
        private double column;
        private double row;
        private int slice;

        Side(ImagePlus image, StackGrid grid, UnaryOperator<double[]> toOther) {
            this.image = image;
            this.grid = grid;
            this.toOther = toOther;
            column = (grid.columns() - 1) / 2.0;
            row = (grid.rows() - 1) / 2.0;
            slice = image.getZ() - 1;
            image.getCanvas().addMouseListener(this);
        }

        /** In the space of the other image, LPS mm. */
        private double[] place() {
            Position voxel = grid.toPlace(column, row, slice);
            return toOther.apply(grid.geometry().toWorld(voxel.x(), voxel.y(), voxel.z()));
        }

        /** To the slice next to a place; whether it lies in this image. */
        private boolean go(double[] place, boolean isMarked) {
            double[] index = grid.geometry().toIndex(place);
            double[] pixel = grid.toPixel(new Position(index[0], index[1], index[2]));
            column = pixel[0];
            row = pixel[1];
            long next = Math.round(pixel[2]);
            slice = (int) Math.max(0, Math.min(next, grid.slices() - 1));
            if (image.getZ() != slice + 1) {
                image.setSlice(slice + 1);
            }
            unmark();
            boolean isIn = next == slice && isWithin(column, grid.columns()) && isWithin(row, grid.rows());
            if (isIn && isMarked) {
                mark();
            }
            return isMarked ? isIn : next == slice;
        }

        private boolean isWithin(double at, int count) {
            return at >= -HALF_A_PIXEL && at <= count - HALF_A_PIXEL;
        }

        private void mark() {
            PointRoi cross = new PointRoi(column + HALF_A_PIXEL, row + HALF_A_PIXEL);
            cross.setPointType(PointRoi.CROSS);
            cross.setStrokeColor(Color.CYAN);
            cross.setProperty(MARK, "yes");
            cross.setPosition(slice + 1);
            boolean isHidden = image.getHideOverlay();
            Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay();
            overlay.add(cross);
            image.setOverlay(overlay);
            image.setHideOverlay(isHidden);
        }

        private void unmark() {
            Overlay overlay = image.getOverlay();
            for (int i = overlay == null ? -1 : overlay.size() - 1; i >= 0; i--) {
                if (overlay.get(i).getProperty(MARK) != null) {
                    overlay.remove(i);
                    image.draw();
                }
            }
        }

        private void leaf() {
            if (image.getProcessor() != null && image.getZ() - 1 != slice) {
                slice = image.getZ() - 1;
                follow(this, false);
            }
        }

        @Override
        public void mousePressed(MouseEvent event) {
            if (SwingUtilities.isLeftMouseButton(event)) {
                column = image.getCanvas().offScreenXD(event.getX()) - HALF_A_PIXEL;
                row = image.getCanvas().offScreenYD(event.getY()) - HALF_A_PIXEL;
                unmark();
                follow(this, true);
            }
        }

        private void close() {
            unmark();
            if (image.getCanvas() != null) {
                image.getCanvas().removeMouseListener(this);
            }
        }
    }

    @Override
    public void imageOpened(ImagePlus opened) {
        // both are open
    }

    @Override
    public void imageUpdated(ImagePlus updated) {
        if (updated != now.image && updated != before.image) {
            return;
        }
        Side side = updated == now.image ? now : before;
        if (EventQueue.isDispatchThread()) {
            side.leaf();
        } else {
            EventQueue.invokeLater(side::leaf);
        }
    }

    @Override
    public void imageClosed(ImagePlus closed) {
        // whoever opened them closes this
    }
}
