package org.lesionlens.lesion;

import java.util.BitSet;

/** The pixels whose centres lie within a closed contour, by the even-odd rule. */
public final class ContourFill {
    private ContourFill() {}

    /**
     * Fills a contour. A centre on an edge counts where the inside lies right of it, or below.
     *
     * @param columns of its points, in pixels, 0 is the centre of the first one; the last point is joined to the first
     * @param rows of the same points
     * @param width of the picture
     * @param height of the picture; what lies outside is cut off
     * @return the pixels, row by row
     */
    public static BitSet of(double[] columns, double[] rows, int width, int height) {
        BitSet changes = new BitSet();
        int stride = width + 1; // one more, for edges right of the picture
        for (int i = 0; i < columns.length; i++) {
            int j = (i + 1) % columns.length;
            cross(changes, stride, height, new double[] {columns[i], rows[i], columns[j], rows[j]});
        }
        return filled(changes, stride, width);
    }

    /** Notes at which pixel of each row inside and outside change. */
    private static void cross(BitSet changes, int stride, int height, double[] edge) {
        double lower = Math.min(edge[1], edge[3]);
        double upper = Math.max(edge[1], edge[3]);
        int end = (int) Math.min(height, Math.ceil(upper));
        double slope = (edge[2] - edge[0]) / (edge[3] - edge[1]);
        for (int row = (int) Math.max(0, Math.ceil(lower)); row < end; row++) {
            double column = Math.ceil(edge[0] + (row - edge[1]) * slope);
            changes.flip(row * stride + (int) Math.max(0, Math.min(stride - 1, column)));
        }
    }

    private static BitSet filled(BitSet changes, int stride, int width) {
        BitSet pixels = new BitSet();
        int from = changes.nextSetBit(0);
        while (from >= 0) {
            int row = from / stride;
            int to = changes.nextSetBit(from + 1); // an even number in each row
            pixels.set(row * width + from % stride, row * width + to % stride);
            from = changes.nextSetBit(to + 1);
        }
        return pixels;
    }
}
