package org.lesionlens.fiji.image;

import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;

/**
 * Which pixels of a stack the lesions have that are shown on it, in each slice within their outlines' boxes, so that they can be
 * cut in any direction. Columns, rows and slices count from 0.
 */
public final class LesionVoxels {
    /** What no lesion has. */
    public static final int NONE = -1;

    private final List<List<Part>> slices;

    /**
     * A lesion in a slice.
     *
     * @param lesion its place among the lesions that are shown
     * @param frame from 1; 0 if the image has only one
     * @param mask of the box; null if it is full
     */
    private record Part(int lesion, int frame, Rectangle box, ImageProcessor mask) {
        boolean has(int column, int row) {
            return box.contains(column, row) && (mask == null || mask.get(column - box.x, row - box.y) != 0);
        }

        boolean isIn(int shown) {
            return frame == 0 || frame == shown;
        }
    }

    private LesionVoxels(List<List<Part>> slices) {
        this.slices = slices;
    }

    /** Of lesions with their outlines. */
    public static LesionVoxels of(ShownLesions shown) {
        List<List<Part>> slices = new ArrayList<>();
        for (int slice = 0; slice < shown.grid().slices(); slice++) {
            slices.add(new ArrayList<>());
        }
        for (Roi outline : shown.outlines()) {
            int slice = Math.max(1, LesionOutlines.slice(outline)) - 1;
            int lesion = place(shown, outline);
            if (lesion != NONE && slice < slices.size()) {
                slices.get(slice)
                        .add(new Part(lesion, LesionOutlines.frame(outline), outline.getBounds(), outline.getMask()));
            }
        }
        return new LesionVoxels(slices);
    }

    private static int place(ShownLesions shown, Roi outline) {
        for (int i = 0; i < shown.lesions().size(); i++) {
            if (ShownLesions.isOf(outline, shown.lesions().get(i))) {
                return i;
            }
        }
        return NONE;
    }

    /** The place among the lesions of the one that has a pixel in a frame (from 1); {@value #NONE} if there is none. */
    public int at(int column, int row, int slice, int frame) {
        List<Part> parts = slices.get(slice);
        for (int i = 0; i < parts.size(); i++) { // an iterator for each pixel takes its time
            Part part = parts.get(i);
            if (part.isIn(frame) && part.has(column, row)) {
                return part.lesion();
            }
        }
        return NONE;
    }

    /**
     * A pixel of a lesion that is next to the middle of what it has in a slice: column, row, slice.
     *
     * @param slice that is wanted; if the lesion is not there, the first one that it has
     * @return empty if it has no pixel at all
     */
    public Optional<int[]> middle(ShownLesions shown, ShownLesion lesion, int slice) {
        int place = shown.lesions().indexOf(lesion);
        Optional<int[]> wanted = middle(place, slice);
        for (int other = 0; wanted.isEmpty() && other < slices.size(); other++) {
            wanted = middle(place, other);
        }
        return wanted;
    }

    private Optional<int[]> middle(int lesion, int slice) {
        return slices.get(slice).stream()
                .filter(part -> part.lesion() == lesion)
                .findFirst()
                .map(part -> {
                    int[] pixel = nearest(part);
                    return new int[] {pixel[0], pixel[1], slice};
                });
    }

    private static int[] nearest(Part part) {
        Rectangle box = part.box();
        double x = box.getCenterX() - 0.5;
        double y = box.getCenterY() - 0.5;
        int[] best = {box.x, box.y};
        double least = Double.POSITIVE_INFINITY;
        for (int row = box.y; row < box.y + box.height; row++) {
            for (int column = box.x; column < box.x + box.width; column++) {
                double distance = Math.hypot(column - x, row - y);
                if (distance < least && part.has(column, row)) {
                    least = distance;
                    best = new int[] {column, row};
                }
            }
        }
        return best;
    }
}
