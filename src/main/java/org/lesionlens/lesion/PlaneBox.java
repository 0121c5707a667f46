package org.lesionlens.lesion;

import java.util.SortedMap;
import java.util.TreeMap;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;

/**
 * Columns and rows of a plane, which may be none.
 *
 * @param left column, the first
 * @param top row, the first
 * @param right the column after the last
 * @param bottom the row after the last
 */
public record PlaneBox(int left, int top, int right, int bottom) {
    /** No pixel. */
    public static final PlaneBox NOTHING = new PlaneBox(0, 0, 0, 0);

    /** The smallest that holds two, neither of them nothing. */
    public static PlaneBox union(PlaneBox one, PlaneBox other) {
        return new PlaneBox(
                Math.min(one.left, other.left),
                Math.min(one.top, other.top),
                Math.max(one.right, other.right),
                Math.max(one.bottom, other.bottom));
    }

    /** The smallest round each label of a plane, by rising label; none of the background. The plane is gone through once. */
    public static SortedMap<Integer, PlaneBox> ofLabels(RandomAccessibleInterval<UnsignedShortType> plane) {
        SortedMap<Integer, PlaneBox> boxes = new TreeMap<>();
        int columns = Math.toIntExact(plane.dimension(0));
        int at = 0;
        int start = 0;
        int last = 0;
        for (UnsignedShortType pixel : Views.flatIterable(plane)) {
            int label = pixel.get();
            if (label != last || at % columns == 0) {
                addRun(boxes, last, start, at, columns);
                start = at;
                last = label;
            }
            at++;
        }
        addRun(boxes, last, start, at, columns);
        return boxes;
    }

    /** Pixels of one label in a row, counted from the plane's first one. */
    private static void addRun(SortedMap<Integer, PlaneBox> boxes, int label, int start, int end, int columns) {
        if (label != 0) {
            int row = start / columns;
            PlaneBox run = new PlaneBox(start % columns, row, end - row * columns, row + 1);
            boxes.merge(label, run, PlaneBox::union);
        }
    }

    public int width() {
        return right - left;
    }

    public int height() {
        return bottom - top;
    }
}
