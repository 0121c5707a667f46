package org.lesionlens.lesion;

import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
        PlaneBox.ofLabels(slice).forEach((label, box) -> contours.put(label, contours(slice, label, box)));
        return contours;
    }

    private static List<List<Corner>> contours(
            RandomAccessibleInterval<UnsignedShortType> slice, int label, PlaneBox box) {
        BitSet pixels = new BitSet(box.width() * box.height());
        long[] from = {box.left(), box.top()};
        long[] to = {box.right() - 1L, box.bottom() - 1L};
        int at = 0;
        for (UnsignedShortType pixel : Views.flatIterable(Views.interval(slice, from, to))) {
            if (pixel.get() == label) {
                pixels.set(at);
            }
            at++;
        }
        return new ContourTracing(pixels, box.width(), box.height())
                .contours().stream()
                        .map(contour -> contour.stream()
                                .map(corner -> new Corner(corner.column() + box.left(), corner.row() + box.top()))
                                .toList())
                        .toList();
    }
}
