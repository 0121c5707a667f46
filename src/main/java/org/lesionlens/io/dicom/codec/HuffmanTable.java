package org.lesionlens.io.dicom.codec;

import java.util.Arrays;

/** A Huffman table of JPEG (ITU-T T.81 annex C): codes of up to 16 bits, the short ones looked up at once. */
final class HuffmanTable {
    /** The longest code. */
    static final int LONGEST = 16;

    /** Bits of a code that are looked up at once. */
    static final int LOOKUP = 10;

    private static final int MOST_SYMBOLS = 256;

    private final int[] symbols;
    /** For the next {@link #LOOKUP} bits the length of the code times 256 plus its symbol; 0 for longer codes. */
    private final char[] lookup = new char[1 << LOOKUP];
    /** For each length: behind the last code, and what leads from a code to its symbol. */
    private final int[] ends = new int[LONGEST + 1];

    private final int[] offsets = new int[LONGEST + 1];

    private HuffmanTable(int[] counts, int[] symbols) {
        this.symbols = symbols;
        int code = 0;
        int done = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code <<= 1;
            offsets[length] = done - code;
            if (code + counts[length] > 1 << length) {
                throw new IllegalArgumentException("a JPEG Huffman table has more codes than " + length + " bits hold");
            }
            for (int i = 0; i < counts[length]; i++, code++, done++) {
                fill(code, length, symbols[done]);
            }
            ends[length] = code;
        }
    }

    private void fill(int code, int length, int symbol) {
        if (length <= LOOKUP) {
            int spare = LOOKUP - length;
            Arrays.fill(lookup, code << spare, code + 1 << spare, (char) (length << 8 | symbol));
        }
    }

    /** Reads the lengths and symbols of a table from a DHT segment. */
    static HuffmanTable of(JpegSegments segments) {
        int[] counts = new int[LONGEST + 1];
        int count = 0;
        for (int length = 1; length <= LONGEST; length++) {
            counts[length] = segments.readByte();
            count += counts[length];
        }
        if (count > MOST_SYMBOLS) {
            throw new IllegalArgumentException("a JPEG Huffman table has " + count + " codes but may have 256");
        }
        int[] symbols = new int[count];
        for (int i = 0; i < count; i++) {
            symbols[i] = segments.readByte();
        }
        return new HuffmanTable(counts, symbols);
    }

    /** Requires that no symbol is above the most bits that a difference can have. */
    HuffmanTable requireSymbolsUpTo(int most) {
        for (int symbol : symbols) {
            if (symbol > most) {
                throw new IllegalArgumentException(
                        "a JPEG Huffman table has a difference of " + symbol + " bits but " + most + " are possible");
            }
        }
        return this;
    }

    /**
     * The code at the head of bits.
     *
     * @param window bits from the highest on, at least {@link #LONGEST} of them
     * @return the length of the code times 256, plus its symbol
     */
    int at(long window) {
        int found = lookup[(int) (window >>> Long.SIZE - LOOKUP)];
        return found != 0 ? found : longer(window);
    }

    private int longer(long window) {
        for (int length = LOOKUP + 1; length <= LONGEST; length++) {
            int code = (int) (window >>> Long.SIZE - length);
            if (code < ends[length]) {
                return length << 8 | symbols[offsets[length] + code];
            }
        }
        throw new IllegalArgumentException("the JPEG data have a code that their Huffman table does not know");
    }
}
