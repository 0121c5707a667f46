package org.lesionlens.fiji.image;

import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;

/**
 * Which pixels of a stack the lesions have that are shown on it, in each slice within their boxes, so that they can be
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

    /** Of lesions with their outlines, or of labels as they are now. */
    public static LesionVoxels of(ShownLesions shown) {
        List<List<Part>> slices = new ArrayList<>();
        for (int slice = 0; slice < shown.grid().slices(); slice++) {
            slices.add(new ArrayList<>());
        }
        Map<ShownLesions.Key, Integer> places = shown.places();
        for (Roi outline : shown.outlines()) {
            int slice = Math.max(1, LesionOutlines.slice(outline)) - 1;
            int lesion = places.getOrDefault(ShownLesions.Key.of(outline), NONE);
            if (lesion != NONE && slice < slices.size()) {
                slices.get(slice)
                        .add(new Part(lesion, LesionOutlines.frame(outline), outline.getBounds(), outline.getMask()));
            }
        }
        shown.labels().ifPresent(labels -> addParts(slices, shown, labels));
        return new LesionVoxels(slices);
    }

    /** Of labels only the boxes of lesions are read. */
    private static void addParts(List<List<Part>> slices, ShownLesions shown, LabelMap labels) {
        int[] numbers = new int[shown.grid().columns() * shown.grid().rows()];
        for (int lesion = 0; lesion < shown.lesions().size(); lesion++) {
            BoundingBox box =
                    shown.lesions().get(lesion).lesion().measurements().boundingBox();
            Rectangle part = shown.grid().area(box);
            int[] ends = shown.grid().slices(box);
            for (int slice = ends[0]; slice <= ends[1]; slice++) {
                shown.grid().readLabels(labels, slice, part, numbers);
                ImageProcessor mask = mask(
                        numbers,
                        shown.grid().columns(),
                        part,
                        shown.lesions().get(lesion).lesion().label());
                if (mask.getStats().max > 0) {
                    slices.get(slice).add(new Part(lesion, 0, part, mask));
                }
            }
        }
    }

    private static ImageProcessor mask(int[] numbers, int columns, Rectangle part, int label) {
        ImageProcessor mask = new ByteProcessor(part.width, part.height);
        for (int y = 0; y < part.height; y++) {
            for (int x = 0; x < part.width; x++) {
                mask.set(x, y, numbers[part.x + x + columns * (part.y + y)] == label ? 255 : 0);
            }
        }
        return mask;
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

    /** Is told of a pixel of a lesion, by its place among those that are shown. */
    public interface Seen {
        void at(int lesion, int column, int row);
    }

    /** Tells of the pixels that lesions have in a part of a slice in a frame (from 1); of one of two lesions the first told counts. */
    public void each(int slice, int frame, Rectangle within, Seen seen) {
        for (Part part : slices.get(slice)) {
            Rectangle box = part.isIn(frame) ? part.box().intersection(within) : new Rectangle();
            for (int row = box.y; row < box.y + box.height; row++) {
                for (int column = box.x; column < box.x + box.width; column++) {
                    if (part.has(column, row)) {
                        seen.at(part.lesion(), column, row);
                    }
                }
            }
        }
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
