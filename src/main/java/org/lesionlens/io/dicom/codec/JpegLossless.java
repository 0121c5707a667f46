package org.lesionlens.io.dicom.codec;

import java.util.List;

/**
 * Lossless JPEG (ITU-T T.81 annex H): each sample is predicted from those to the left, above, and above to the left,
 * and the difference is coded, modulo 2^16.
 *
 * <p>Samples come out with the zeros below that a point transform cut off, as they were coded but for these bits.
 */
final class JpegLossless implements JpegSamples {
    private static final int MOST_BITS = 16;
    private static final int PREDICTORS = 7;
    private static final int MASK = 0xffff;

    private final JpegFrame frame;
    private final int rows;
    private final short[][] planes;

    JpegLossless(JpegFrame frame, int rows) {
        this.frame = frame;
        this.rows = rows;
        planes = new short[frame.components().size()][];
    }

    /** One scan: what its components share. */
    private record Scan(JpegScan header, List<HuffmanTable> tables, int middle) {}

    @Override
    public void decode(JpegScan header, JpegTables tables, JpegBits bits) {
        requireKnown(header);
        int components = header.parts().size();
        if (!bits.canHold((long) rows * frame.columns() * components)) {
            throw new IllegalArgumentException("the JPEG data have too few bytes for " + rows + " rows of "
                    + frame.columns() + " columns: they are cut off");
        }
        for (JpegScan.Part part : header.parts()) {
            planes[part.component()] = new short[rows * frame.columns()];
        }
        List<HuffmanTable> codes = header.parts().stream()
                .map(part -> tables.dc(part.dc()).requireSymbolsUpTo(MOST_BITS))
                .toList();
        int middle = 1 << frame.precision() - header.pointTransform() - 1;
        rows(new Scan(header, codes, middle), interval(tables), bits);
        restoreLowBits(header);
    }

    private void requireKnown(JpegScan header) {
        if (header.predictor() < 1 || header.predictor() > PREDICTORS || header.pointTransform() >= frame.precision()) {
            throw new IllegalArgumentException("a lossless JPEG scan has predictor " + header.predictor()
                    + " (1 to 7 are possible) and point transform " + header.pointTransform() + " for "
                    + frame.precision()
                    + " bits");
        }
        boolean subsampled = frame.components().stream().anyMatch(c -> c.across() != 1 || c.down() != 1);
        if (frame.components().size() > 1 && subsampled) {
            throw new UnsupportedOperationException(
                    "has lossless JPEG data whose components have sampling factors other than 1x1, which cannot be read");
        }
    }

    /** Rows between restart markers. */
    private int interval(JpegTables tables) {
        int interval = tables.restartInterval();
        if (interval % frame.columns() != 0) {
            throw new IllegalArgumentException("the lossless JPEG data have a restart interval of " + interval
                    + ", which must be whole rows of " + frame.columns());
        }
        return interval == 0 ? rows : interval / frame.columns();
    }

    private void rows(Scan scan, int interval, JpegBits bits) {
        int[][] differences = new int[scan.tables.size()][frame.columns()];
        for (int row = 0; row < rows; row++) {
            boolean first = row % interval == 0;
            if (first && row > 0) {
                bits.restart(row / interval - 1);
            }
            readDifferences(scan.tables, differences, bits);
            for (int c = 0; c < differences.length; c++) {
                short[] plane = planes[scan.header.parts().get(c).component()];
                int start = row * frame.columns();
                if (first) {
                    firstRow(differences[c], plane, start, scan.middle);
                } else {
                    laterRow(differences[c], plane, start, scan.header.predictor());
                }
            }
        }
    }

    private static void readDifferences(List<HuffmanTable> tables, int[][] differences, JpegBits bits) {
        int components = differences.length;
        int columns = differences[0].length;
        if (components == 1) {
            HuffmanTable table = tables.get(0);
            for (int x = 0; x < columns; x++) {
                differences[0][x] = difference(bits, table);
            }
        } else {
            for (int x = 0; x < columns; x++) {
                for (int c = 0; c < components; c++) {
                    differences[c][x] = difference(bits, tables.get(c));
                }
            }
        }
        bits.requireRead();
    }

    /** 16 bits stand for 2^15 alone, without bits of its own (H.1.2.2). */
    private static int difference(JpegBits bits, HuffmanTable table) {
        int length = bits.symbol(table);
        return length == 0 ? 0 : length == MOST_BITS ? 1 << MOST_BITS - 1 : bits.receive(length);
    }

    private static void firstRow(int[] differences, short[] plane, int start, int middle) {
        int left = middle;
        for (int x = 0; x < differences.length; x++) {
            left += differences[x];
            plane[start + x] = (short) left;
        }
    }

    private static void laterRow(int[] differences, short[] plane, int start, int predictor) {
        int columns = differences.length;
        int corner = plane[start - columns] & MASK;
        int left = corner + differences[0] & MASK;
        plane[start] = (short) left;
        for (int x = 1; x < columns; x++) {
            int above = plane[start + x - columns] & MASK;
            left = prediction(predictor, left, above, corner) + differences[x] & MASK;
            plane[start + x] = (short) left;
            corner = above;
        }
    }

    /** Table H.1. */
    private static int prediction(int predictor, int left, int above, int corner) {
        return switch (predictor) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> corner;
            case 4 -> left + above - corner;
            case 5 -> left + (above - corner >> 1);
            case 6 -> above + (left - corner >> 1);
            default -> left + above >> 1;
        };
    }

    private void restoreLowBits(JpegScan header) {
        for (JpegScan.Part part : header.parts()) {
            short[] plane = planes[part.component()];
            for (int i = 0; header.pointTransform() > 0 && i < plane.length; i++) {
                plane[i] = (short) (plane[i] << header.pointTransform());
            }
        }
    }

    @Override
    public short[][] planes() {
        return planes;
    }
}
