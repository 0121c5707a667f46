package org.lesionlens.io.dicom.codec;

import java.util.Arrays;
import java.util.List;

/**
 * Sequential JPEG with a cosine transform (ITU-T T.81 annex F), of 8 or 12 bits.
 *
 * <p>Components with fewer samples than others are widened by repeating them.
 */
final class JpegSequential implements JpegSamples {
    private static final int SIZE = InverseDct.SIZE;
    private static final int LAST = InverseDct.COEFFICIENTS - 1;
    private static final int MOST_DC_BITS = 15;
    private static final int ZEROS = 0xf0;
    private static final int LEAST_BITS_OF_BLOCK = 2;

    /** Where the coefficients lie in the block, along its diagonals (figure 5). */
    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private final JpegFrame frame;
    private final int rows;
    private final Plane[] planes;
    private final double[] block = new double[InverseDct.COEFFICIENTS];

    JpegSequential(JpegFrame frame, int rows) {
        this.frame = frame;
        this.rows = rows;
        planes = new Plane[frame.components().size()];
    }

    /** The samples of a component. */
    private static final class Plane {
        private final JpegFrame.Component component;
        private final int rows;
        private final int columns;
        private final short[] samples;

        Plane(JpegFrame.Component component, int rows, int columns) {
            this.component = component;
            this.rows = rows;
            this.columns = columns;
            samples = new short[rows * columns];
        }
    }

    /** A component in a scan: its tables, and its blocks in a unit. */
    private static final class Part {
        private final Plane plane;
        private final HuffmanTable dc;
        private final HuffmanTable ac;
        private final int[] steps;
        private final int across;
        private final int down;

        Part(Plane plane, JpegScan.Part part, JpegTables tables, boolean alone) {
            this.plane = plane;
            dc = tables.dc(part.dc()).requireSymbolsUpTo(MOST_DC_BITS);
            ac = tables.ac(part.ac());
            steps = tables.quantisation(plane.component.quantisation());
            across = alone ? 1 : plane.component.across();
            down = alone ? 1 : plane.component.down();
        }
    }

    @Override
    public void decode(JpegScan header, JpegTables tables, JpegBits bits) {
        boolean alone = header.parts().size() == 1;
        List<Part> parts = header.parts().stream()
                .map(part -> part(part, tables, bits, alone))
                .toList();
        Plane first = parts.get(0).plane;
        int across = ceil(alone ? first.columns : frame.columns(), SIZE * (alone ? 1 : frame.mostAcross()));
        int down = ceil(alone ? first.rows : rows, SIZE * (alone ? 1 : frame.mostDown()));
        units(parts, across, Math.multiplyExact(across, down), tables.restartInterval(), bits);
    }

    private static int ceil(int size, int step) {
        return (size + step - 1) / step;
    }

    private Part part(JpegScan.Part part, JpegTables tables, JpegBits bits, boolean alone) {
        Plane plane = plane(frame.components().get(part.component()), bits);
        planes[part.component()] = plane;
        return new Part(plane, part, tables, alone);
    }

    /** Room for the samples of a component, if the data can have so many blocks. */
    private Plane plane(JpegFrame.Component component, JpegBits bits) {
        int width = ceil(frame.columns() * component.across(), frame.mostAcross());
        int height = ceil(rows * component.down(), frame.mostDown());
        if (!bits.canHold((long) LEAST_BITS_OF_BLOCK * ceil(width, SIZE) * ceil(height, SIZE))) {
            throw new IllegalArgumentException("the JPEG data have too few bytes for " + rows + " rows of "
                    + frame.columns() + " columns: they are cut off");
        }
        return new Plane(component, height, width);
    }

    private void units(List<Part> parts, int across, int count, int interval, JpegBits bits) {
        int[] predictions = new int[parts.size()];
        for (int unit = 0; unit < count; unit++) {
            if (interval > 0 && unit > 0 && unit % interval == 0) {
                bits.restart(unit / interval - 1);
                Arrays.fill(predictions, 0);
            }
            for (int p = 0; p < predictions.length; p++) {
                Part part = parts.get(p);
                for (int b = 0; b < part.across * part.down; b++) {
                    predictions[p] = readBlock(part, predictions[p], bits);
                    InverseDct.apply(block);
                    int x = unit % across * part.across + b % part.across;
                    int y = unit / across * part.down + b / part.across;
                    store(part.plane, x * SIZE, y * SIZE);
                }
            }
            bits.requireRead();
        }
    }

    /** Reads the coefficients of a block and returns its DC, which predicts the next one. */
    private int readBlock(Part part, int prediction, JpegBits bits) {
        Arrays.fill(block, 0);
        int length = bits.symbol(part.dc);
        int dc = prediction + (length == 0 ? 0 : bits.receive(length));
        block[0] = (double) dc * part.steps[0];
        int k = 1;
        while (k <= LAST) {
            int symbol = bits.symbol(part.ac);
            int size = symbol & 15;
            if (symbol == 0) {
                break;
            }
            k += symbol >> 4;
            if (k > LAST || size == 0 && symbol != ZEROS) {
                throw new IllegalArgumentException("the JPEG data have a run of zeros past the end of a block");
            }
            block[ZIGZAG[k]] = size == 0 ? 0 : (double) bits.receive(size) * part.steps[k];
            k++;
        }
        return dc;
    }

    /** Rounds to whole numbers that the precision allows; what lies beyond the edges is left out. */
    private void store(Plane plane, int left, int top) {
        int highest = (1 << frame.precision()) - 1;
        double middle = (1 << frame.precision() - 1) + 0.5;
        int width = Math.min(SIZE, plane.columns - left);
        int height = Math.min(SIZE, plane.rows - top);
        for (int y = 0; y < height; y++) {
            int row = (top + y) * plane.columns + left;
            for (int x = 0; x < width; x++) {
                plane.samples[row + x] = (short) Math.max(0, Math.min(highest, (int) (block[y * SIZE + x] + middle)));
            }
        }
    }

    @Override
    public short[][] planes() {
        return Arrays.stream(planes).map(this::widened).toArray(short[][]::new);
    }

    private short[] widened(Plane plane) {
        if (plane.rows == rows && plane.columns == frame.columns()) {
            return plane.samples;
        }
        short[] wide = new short[rows * frame.columns()];
        for (int i = 0; i < wide.length; i++) {
            int x = i % frame.columns() * plane.component.across() / frame.mostAcross();
            int y = i / frame.columns() * plane.component.down() / frame.mostDown();
            wide[i] = plane.samples[y * plane.columns + x];
        }
        return wide;
    }
}
