package org.lesionlens.lesion;

import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;

/**
 * The closed contours of labels in a slice, along the edges of their pixels, so that they never pass through a pixel's centre.
 *
 * <p>Pixels that touch at a corner only have contours of their own, which touch there. A part with holes has one contour: a
 * channel of no width leads from it to each hole and back ({@link ContourTracing}). So the contours of a label have no area in
 * common, and whoever fills them has the label's pixels, whether by the even-odd rule, by winding numbers, or together.
 */
public final class Contours {
    private Contours() {}

    /**
     * Contours by label; none of the background.
     *
     * @param slice columns, rows
     * @return of each label the contours in the order of their first pixels, row by row; corners in order round the pixels,
     *     the first not repeated, none on a straight edge
     */
    public static SortedMap<Integer, List<List<Corner>>> of(RandomAccessibleInterval<UnsignedShortType> slice) {
        SortedMap<Integer, List<List<Corner>>> contours = new TreeMap<>();
        boxes(slice).forEach((label, box) -> contours.put(label, contours(slice, label, box)));
        return contours;
    }

    /** The first column and row of each label, and those after its last ones. */
    private static SortedMap<Integer, int[]> boxes(RandomAccessibleInterval<UnsignedShortType> slice) {
        SortedMap<Integer, int[]> boxes = new TreeMap<>();
        Cursor<UnsignedShortType> pixel = Views.flatIterable(slice).localizingCursor();
        while (pixel.hasNext()) {
            int label = pixel.next().get();
            if (label != 0) {
                int x = pixel.getIntPosition(0);
                int y = pixel.getIntPosition(1);
                int[] box = boxes.computeIfAbsent(label, any -> new int[] {x, y, x + 1, y + 1});
                box[0] = Math.min(box[0], x);
                box[2] = Math.max(box[2], x + 1);
                box[3] = y + 1;
            }
        }
        return boxes;
    }

    private static List<List<Corner>> contours(
            RandomAccessibleInterval<UnsignedShortType> slice, int label, int[] box) {
        int width = box[2] - box[0];
        int height = box[3] - box[1];
        BitSet pixels = new BitSet(width * height);
        RandomAccess<UnsignedShortType> pixel = slice.randomAccess();
        for (int i = 0; i < width * height; i++) {
            pixel.setPosition(box[0] + i % width, 0);
            pixel.setPosition(box[1] + i / width, 1);
            pixels.set(i, pixel.get().get() == label);
        }
        return new ContourTracing(pixels, width, height)
                .contours().stream()
                        .map(contour -> contour.stream()
                                .map(corner -> new Corner(corner.column() + box[0], corner.row() + box[1]))
                                .toList())
                        .toList();
    }
}
