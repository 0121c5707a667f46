package org.lesionlens.io.dicom.codec;

import java.util.Arrays;
import java.util.Random;

/** An encoder of lossless JPEG for tests, after ITU-T T.81 annex H; what is not said is 1 component in 1 scan. */
public final class LosslessJpegBytes {
    private final int rows;
    private final int columns;
    private final int bits;
    private final int[][] samples;
    private int predictor = 1;
    private int pointTransform;
    private int restartRows;
    private int shortest;
    private boolean interleaved;
    private boolean rowsBehind;
    private int sampling = 0x11;

    public LosslessJpegBytes(int rows, int columns, int bits, int[]... samples) {
        this.rows = rows;
        this.columns = columns;
        this.bits = bits;
        this.samples = samples;
    }

    public LosslessJpegBytes predictor(int selected) {
        predictor = selected;
        return this;
    }

    public LosslessJpegBytes pointTransform(int low) {
        pointTransform = low;
        return this;
    }

    public LosslessJpegBytes restartRows(int every) {
        restartRows = every;
        return this;
    }

    /** Which length of a difference has the shortest code. */
    public LosslessJpegBytes shortest(int length) {
        shortest = length;
        return this;
    }

    public LosslessJpegBytes interleaved() {
        interleaved = true;
        return this;
    }

    /** The number of rows is said by a DNL segment behind the first scan. */
    public LosslessJpegBytes rowsBehind() {
        rowsBehind = true;
        return this;
    }

    public LosslessJpegBytes sampling(int factors) {
        sampling = factors;
        return this;
    }

    public byte[] array() {
        int[] factors = new int[samples.length];
        Arrays.fill(factors, sampling);
        JpegBytes jpeg = new JpegBytes().marker(0xd8).segment(0xfe, 'a', 0xff, 0xda);
        jpeg.frame(3, bits, rowsBehind ? 0 : rows, columns, factors);
        for (int c = 0; c < samples.length; c++) {
            jpeg.segment(0xc4, JpegBytes.Codes.ofDifferences(16, shortest + c).segment(c));
        }
        if (restartRows > 0) {
            jpeg.segment(0xdd, restartRows * columns >> 8, restartRows * columns & 255);
        }
        int together = interleaved ? samples.length : 1;
        for (int c = 0; c < samples.length; c += together) {
            jpeg.scan(c, together, predictor, 0, pointTransform);
            scan(jpeg, c, together);
            if (rowsBehind && c == 0) {
                jpeg.segment(0xdc, rows >> 8, rows & 255);
            }
        }
        return jpeg.marker(0xd9).array();
    }

    private void scan(JpegBytes jpeg, int component, int components) {
        for (int y = 0; y < rows; y++) {
            boolean first = y == 0 || restartRows > 0 && y % restartRows == 0;
            if (first && y > 0) {
                jpeg.flush().marker(0xd0 + (y / restartRows - 1) % 8);
            }
            for (int x = 0; x < columns; x++) {
                for (int c = component; c < component + components; c++) {
                    int difference = (short) (at(c, x, y) - prediction(c, x, y, first));
                    JpegBytes.Codes codes = JpegBytes.Codes.ofDifferences(16, shortest + c);
                    if (difference == Short.MIN_VALUE) {
                        jpeg.symbol(codes, 16);
                    } else {
                        jpeg.number(codes, 0, difference);
                    }
                }
            }
        }
        jpeg.flush();
    }

    private int at(int component, int x, int y) {
        return samples[component][y * columns + x] >> pointTransform;
    }

    private int prediction(int c, int x, int y, boolean first) {
        if (x == 0) {
            return first ? 1 << bits - pointTransform - 1 : at(c, 0, y - 1);
        }
        int a = at(c, x - 1, y);
        if (first || predictor == 1) {
            return a;
        }
        int b = at(c, x, y - 1);
        int d = at(c, x - 1, y - 1);
        int[] predictions = {a, b, d, a + b - d, a + Math.floorDiv(b - d, 2), b + Math.floorDiv(a - d, 2), (a + b) / 2};
        return predictions[predictor - 1];
    }

    /** Samples of so many bits: random walks, so that predictions are good at times, and any number at times. */
    public static int[] samples(Random random, int count, int bits) {
        int[] samples = new int[count];
        int step = 1 + random.nextInt(1 << random.nextInt(bits) + 1);
        for (int i = 1; i < count; i++) {
            samples[i] = samples[i - 1] + random.nextInt(2 * step + 1) - step & (1 << bits) - 1;
        }
        return samples;
    }
}
