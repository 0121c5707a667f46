package org.lesionlens.io.dicom.codec;

/**
 * The tables and the restart interval that hold for the next scan of JPEG data (ITU-T T.81 B.2.4).
 *
 * <p>Damage throws {@link IllegalArgumentException}.
 */
final class JpegTables {
    private static final int TABLES = 4;

    private final HuffmanTable[][] huffman = new HuffmanTable[2][TABLES];
    private final int[][] quantisation = new int[TABLES][];
    private int restartInterval;

    /** Reads a segment if it is one of tables or of the restart interval. */
    void read(int marker, JpegSegments segment) {
        switch (marker) {
            case JpegSegments.DEFINE_HUFFMAN -> readHuffman(segment);
            case JpegSegments.DEFINE_QUANTISATION -> readQuantisation(segment);
            case JpegSegments.DEFINE_RESTART -> restartInterval = segment.readWord();
            default -> {}
        }
    }

    private void readHuffman(JpegSegments segment) {
        while (!segment.isSpent()) {
            int name = segment.readByte();
            requireName(segment, name >> 4 < 2 && (name & 15) < TABLES, name);
            huffman[name >> 4][name & 15] = HuffmanTable.of(segment);
        }
    }

    private void readQuantisation(JpegSegments segment) {
        while (!segment.isSpent()) {
            int name = segment.readByte();
            requireName(segment, name >> 4 < 2 && (name & 15) < TABLES, name);
            int[] steps = new int[InverseDct.COEFFICIENTS];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = name >> 4 == 0 ? segment.readByte() : segment.readWord();
            }
            quantisation[name & 15] = steps;
        }
    }

    private static void requireName(JpegSegments segment, boolean good, int name) {
        if (!good) {
            throw new IllegalArgumentException(segment.name() + " has a table called " + name);
        }
    }

    /** The table for DC coefficients and for differences of lossless data, from 0. */
    HuffmanTable dc(int name) {
        return required(huffman[0], name, "Huffman table");
    }

    /** The table for AC coefficients, from 0. */
    HuffmanTable ac(int name) {
        return required(huffman[1], name, "AC Huffman table");
    }

    /** The steps of the coefficients, in zigzag order. */
    int[] quantisation(int name) {
        return required(quantisation, name, "quantisation table");
    }

    private static <T> T required(T[] tables, int name, String kind) {
        if (name >= TABLES || tables[name] == null) {
            throw new IllegalArgumentException("a JPEG scan needs " + kind + " " + name + ", which is not there");
        }
        return tables[name];
    }

    /** How many units lie between restart markers; 0 for no such markers. */
    int restartInterval() {
        return restartInterval;
    }
}
