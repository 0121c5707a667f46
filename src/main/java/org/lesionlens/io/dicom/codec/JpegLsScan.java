package org.lesionlens.io.dicom.codec;

import java.util.Arrays;

/**
 * One scan of a JPEG-LS image: a component, or several line by line or sample by sample (ITU-T T.87, annex B).
 *
 * <p>A row has its neighbours to the left and right in an element before and one behind it.
 */
final class JpegLsScan {
    /** The bits that a run's length takes, by how the runs before it went (A.7.1). */
    private static final int[] RUN_BITS = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private final JpegLsBits bits;
    private final JpegLsModel model;
    private final int columns;
    private final short[][] planes;
    private final int[][] above;
    private final int[][] row;
    private final int[] runIndex;

    /**
     * A scan about to be read.
     *
     * @param planes of the components of the scan: what is read goes there, row by row
     */
    JpegLsScan(JpegLsBits bits, JpegLsPreset preset, int columns, short[][] planes) {
        this.bits = bits;
        this.model = new JpegLsModel(bits, preset);
        this.columns = columns;
        this.planes = planes;
        this.above = new int[planes.length][columns + 2];
        this.row = new int[planes.length][columns + 2];
        this.runIndex = new int[planes.length];
    }

    /**
     * Reads all rows.
     *
     * @param bySample whether the components of a pixel follow each other, else those of a row
     * @param interval rows between restart markers; 0 if there are none
     */
    void read(int rows, boolean bySample, long interval) {
        for (int y = 0; y < rows; y++) {
            if (interval > 0 && y > 0 && y % interval == 0) {
                restart((int) (y / interval - 1));
            }
            for (int c = 0; c < planes.length; c++) {
                begin(c);
            }
            for (int c = 0; c < (bySample ? 1 : planes.length); c++) {
                line(c, bySample ? planes.length : 1);
            }
            for (int c = 0; c < planes.length; c++) {
                store(c, y);
            }
        }
    }

    private void restart(int number) {
        bits.passRestart(number);
        model.reset();
        Arrays.fill(runIndex, 0);
        for (int c = 0; c < planes.length; c++) {
            Arrays.fill(above[c], 0);
            Arrays.fill(row[c], 0);
        }
    }

    /** The neighbours beyond the ends of rows (A.2.1). */
    private void begin(int component) {
        row[component][0] = above[component][1];
        above[component][columns + 1] = above[component][columns];
    }

    private void store(int component, int y) {
        int[] done = row[component];
        short[] plane = planes[component];
        for (int x = 0, at = y * columns; x < columns; x++, at++) {
            plane[at] = (short) done[x + 1];
        }
        row[component] = above[component];
        above[component] = done;
    }

    /** A row of one component, or of several whose samples follow each other. */
    private void line(int first, int count) {
        int x = 1;
        while (x <= columns) {
            boolean run = true;
            for (int c = first; c < first + count; c++) {
                run &= context(c, x) == 0;
            }
            if (run) {
                x = run(first, count, x);
            } else {
                for (int c = first; c < first + count; c++) {
                    row[c][x] = model.regular(context(c, x), row[c][x - 1], above[c][x], above[c][x - 1]);
                }
                x++;
            }
        }
    }

    private int context(int c, int x) {
        int[] up = above[c];
        return model.context(row[c][x - 1], up[x], up[x - 1], up[x + 1]);
    }

    /** A run and the samples that end it; returns the column after them. */
    private int run(int first, int count, int x) {
        int length = length(first, columns + 1 - x);
        int end = x + length;
        for (int c = first; c < first + count; c++) {
            Arrays.fill(row[c], x, end, row[c][x - 1]);
        }
        if (end > columns) {
            return end;
        }
        for (int c = first; c < first + count; c++) {
            int ra = row[c][x - 1];
            int rb = above[c][end];
            boolean alike = count == 1 && model.near(ra, rb);
            row[c][end] = model.runEnd(ra, rb, alike, RUN_BITS[runIndex[first]]);
        }
        runIndex[first] = Math.max(0, runIndex[first] - 1);
        return end + 1;
    }

    /** The length of a run, of at most the samples that are left in its row. */
    private int length(int component, int left) {
        int length = 0;
        while (bits.read(1) == 1) {
            int whole = 1 << RUN_BITS[runIndex[component]];
            if (whole <= left - length) {
                runIndex[component] = Math.min(RUN_BITS.length - 1, runIndex[component] + 1);
            }
            length += Math.min(whole, left - length);
            if (length == left) {
                return length;
            }
        }
        length += bits.read(RUN_BITS[runIndex[component]]);
        if (length >= left) {
            throw new IllegalArgumentException("the JPEG-LS data are damaged: a run of " + length
                    + " samples in a row that has " + left + " left");
        }
        return length;
    }
}
