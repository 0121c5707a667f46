package org.lesionlens.io.dicom.codec;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * Sequential JPEG of random coefficients or of an image for tests, after ITU-T T.81 annex F, and the samples that they stand for by
 * the formula of A.3.3.
 */
public final class SequentialJpegBytes {
    private static final int[] ALONG_DIAGONALS = alongDiagonals();
    /** Codes of 2 to 9 bits, and of 16. */
    private static final int[] COUNTS = {0, 1, 1, 1, 1, 2, 0, 0, 120, 0, 0, 0, 0, 0, 0, 100};

    private static final double[] COSINES =
            IntStream.range(0, 32).mapToDouble(n -> Math.cos(n * Math.PI / 16)).toArray();

    private final int rows;
    private final int columns;
    private final int precision;
    private final int[] sampling;
    /** Component, block row by row, coefficient along the diagonals. */
    private final int[][][] coefficients;

    private boolean interleaved = true;
    private int restart;

    public SequentialJpegBytes(int rows, int columns, int precision, Random random, int... sampling) {
        this.rows = rows;
        this.columns = columns;
        this.precision = precision;
        this.sampling = sampling;
        coefficients = new int[sampling.length][][];
        for (int c = 0; c < sampling.length; c++) {
            coefficients[c] = new int[blocksAcross(c) * blocksDown(c)][];
            for (int b = 0; b < coefficients[c].length; b++) {
                coefficients[c][b] = block(random, c);
            }
        }
    }

    /** An image of 12 bits, whose size is whole blocks. */
    public static SequentialJpegBytes of(int rows, int columns, int... pixels) {
        SequentialJpegBytes image = new SequentialJpegBytes(rows, columns, 12, new Random(0), 0x11);
        for (int b = 0; b < image.coefficients[0].length; b++) {
            int start = b / (columns / 8) * 8 * columns + b % (columns / 8) * 8;
            for (int k = 0; k < 64; k++) {
                double sum = 0;
                for (int i = 0; i < 64; i++) {
                    sum += weight(k, i % 8, i / 8) * (pixels[start + i / 8 * columns + i % 8] - 2048);
                }
                image.coefficients[0][b][k] = (int) Math.rint(sum / step(0, k));
            }
        }
        return image;
    }

    public SequentialJpegBytes scanByScan() {
        interleaved = false;
        return this;
    }

    public SequentialJpegBytes restart(int units) {
        restart = units;
        return this;
    }

    /** With all units whole; scans of one component leave out what lies beyond the edges. */
    private int blocksAcross(int c) {
        int most = most(4);
        return (columns + 8 * most - 1) / (8 * most) * (sampling.length == 1 ? 1 : sampling[c] >> 4);
    }

    private int blocksDown(int c) {
        int most = most(0);
        return (rows + 8 * most - 1) / (8 * most) * (sampling.length == 1 ? 1 : sampling[c] & 15);
    }

    private int most(int shift) {
        int most = 1;
        for (int factors : sampling) {
            most = Math.max(most, sampling.length == 1 ? 1 : factors >> shift & 15);
        }
        return most;
    }

    private int[] block(Random random, int c) {
        int[] block = new int[64];
        block[0] = (random.nextInt(1 << precision) - (1 << precision - 1)) * 8 / step(c, 0);
        for (int some = random.nextInt(9); some > 0; some--) {
            int k = 1 + random.nextInt(63);
            block[k] = (random.nextInt(1 << precision - 1) - (1 << precision - 2)) / step(c, k);
        }
        return block;
    }

    private static int step(int c, int k) {
        return 3 + c + k / 4;
    }

    private static int[] alongDiagonals() {
        int[] order = new int[64];
        int k = 0;
        for (int sum = 0; sum < 15; sum++) {
            for (int i = Math.max(0, sum - 7); i <= Math.min(7, sum); i++) {
                order[k++] = sum % 2 == 0 ? 8 * (sum - i) + i : 8 * i + sum - i;
            }
        }
        return order;
    }

    private static JpegBytes.Codes dc(int c) {
        return JpegBytes.Codes.ofDifferences(15, 8 + c);
    }

    private static JpegBytes.Codes ac(int c) {
        int[] symbols = new int[226];
        int done = 0;
        symbols[done++] = 0;
        symbols[done++] = 0xf0;
        for (int size = 1 + c; done < symbols.length; size = size % 14 + 1) {
            for (int run = 0; run < 16; run++) {
                symbols[done++] = run << 4 | size;
            }
        }
        return new JpegBytes.Codes(COUNTS, symbols);
    }

    public byte[] array() {
        JpegBytes jpeg = new JpegBytes().marker(0xd8);
        for (int c = 0; c < sampling.length; c++) {
            int[] table = new int[1 + 2 * 64];
            table[0] = 0x10 | c;
            for (int k = 0; k < 64; k++) {
                table[2 + 2 * k] = step(c, k);
            }
            jpeg.segment(0xdb, table).segment(0xc4, dc(c).segment(c));
            jpeg.segment(0xc4, ac(c).segment(0x10 | c));
        }
        jpeg.frame(1, precision, rows, columns, sampling).segment(0xdd, 0, restart);
        int together = interleaved ? sampling.length : 1;
        for (int c = 0; c < sampling.length; c += together) {
            jpeg.scan(c, together, 0, 63, 0);
            scan(jpeg, c, together);
        }
        return jpeg.marker(0xd9).array();
    }

    private void scan(JpegBytes jpeg, int component, int components) {
        boolean alone = components == 1;
        int across = alone ? (width(component) + 7) / 8 : blocksAcross(0) / (sampling[0] >> 4);
        int down = alone ? (height(component) + 7) / 8 : blocksDown(0) / (sampling[0] & 15);
        int[] dc = new int[sampling.length];
        for (int unit = 0; unit < across * down; unit++) {
            if (restart > 0 && unit > 0 && unit % restart == 0) {
                jpeg.flush().marker(0xd0 + (unit / restart - 1) % 8);
                dc = new int[sampling.length];
            }
            for (int c = component; c < component + components; c++) {
                int h = alone ? 1 : sampling[c] >> 4;
                int v = alone ? 1 : sampling[c] & 15;
                for (int b = 0; b < h * v; b++) {
                    int block = (unit / across * v + b / h) * blocksAcross(c) + unit % across * h + b % h;
                    write(jpeg, c, coefficients[c][block], dc[c]);
                    dc[c] = coefficients[c][block][0];
                }
            }
        }
        jpeg.flush();
    }

    private static void write(JpegBytes jpeg, int c, int[] block, int prediction) {
        jpeg.number(dc(c), 0, block[0] - prediction);
        int last = 63;
        while (last > 0 && block[last] == 0) {
            last--;
        }
        int run = 0;
        for (int k = 1; k <= last; k++) {
            if (block[k] == 0) {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) {
                jpeg.symbol(ac(c), 0xf0);
            }
            jpeg.number(ac(c), run, block[k]);
            run = 0;
        }
        if (last < 63) {
            jpeg.symbol(ac(c), 0);
        }
    }

    private int width(int c) {
        int factor = sampling.length == 1 ? 1 : sampling[c] >> 4;
        return (columns * factor + most(4) - 1) / most(4);
    }

    private int height(int c) {
        int factor = sampling.length == 1 ? 1 : sampling[c] & 15;
        return (rows * factor + most(0) - 1) / most(0);
    }

    /** The sample of a component at a pixel, not rounded, not held to the precision. */
    double sample(int c, int pixelX, int pixelY) {
        int x = sampling.length == 1 ? pixelX : pixelX * (sampling[c] >> 4) / most(4);
        int y = sampling.length == 1 ? pixelY : pixelY * (sampling[c] & 15) / most(0);
        int[] block = coefficients[c][y / 8 * blocksAcross(c) + x / 8];
        double sum = 0;
        for (int k = 0; k < 64; k++) {
            sum += weight(k, x % 8, y % 8) * block[k] * step(c, k);
        }
        return sum + (1 << precision - 1);
    }

    /** What a coefficient adds to a sample, and a sample to it. */
    private static double weight(int k, int x, int y) {
        int u = ALONG_DIAGONALS[k] % 8;
        int v = ALONG_DIAGONALS[k] / 8;
        double scale = (u == 0 ? Math.sqrt(0.5) : 1) * (v == 0 ? Math.sqrt(0.5) : 1) / 4;
        return scale * COSINES[(2 * x + 1) * u % 32] * COSINES[(2 * y + 1) * v % 32];
    }
}
