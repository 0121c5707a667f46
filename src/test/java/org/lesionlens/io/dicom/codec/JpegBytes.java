package org.lesionlens.io.dicom.codec;

import java.io.ByteArrayOutputStream;

/** JPEG data for tests, written piece by piece after ITU-T T.81. */
public final class JpegBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long pending;
    private int count;

    /** Huffman codes: how many of each length from 1 on, and their symbols from the shortest code on. */
    public record Codes(int[] counts, int[] symbols) {
        /** Codes of 2 to 16 bits for lengths from 0 to at most 16, the shortest for a length that is chosen. */
        static Codes ofDifferences(int most, int shortest) {
            int[] symbols = new int[most + 1];
            for (int i = 0; i < symbols.length; i++) {
                symbols[i] = (i + shortest) % symbols.length;
            }
            int[] counts = {0, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, most - 15};
            return new Codes(counts, symbols);
        }

        private int[] codeAndLength(int symbol) {
            int code = 0;
            int done = 0;
            for (int length = 1; length <= counts.length; length++, code <<= 1) {
                for (int i = 0; i < counts[length - 1]; i++, code++) {
                    if (symbols[done++] == symbol) {
                        return new int[] {code, length};
                    }
                }
            }
            throw new IllegalArgumentException("no code for " + symbol);
        }

        /** The table as a DHT segment has it. */
        int[] segment(int name) {
            int[] all = new int[1 + counts.length + symbols.length];
            all[0] = name;
            System.arraycopy(counts, 0, all, 1, counts.length);
            System.arraycopy(symbols, 0, all, 1 + counts.length, symbols.length);
            return all;
        }
    }

    public JpegBytes marker(int marker) {
        out.write(0xff);
        out.write(marker);
        return this;
    }

    public JpegBytes segment(int marker, int... bytes) {
        marker(marker);
        out.write(bytes.length + 2 >> 8);
        out.write(bytes.length + 2);
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    /** SOFn: the first component is called 1, the next 2; sampling as 0x11 for one across and one down. */
    public JpegBytes frame(int process, int precision, int rows, int columns, int... sampling) {
        int[] all = new int[6 + 3 * sampling.length];
        int[] start = {precision, rows >> 8, rows & 255, columns >> 8, columns & 255, sampling.length};
        System.arraycopy(start, 0, all, 0, start.length);
        for (int c = 0; c < sampling.length; c++) {
            all[6 + 3 * c] = c + 1;
            all[7 + 3 * c] = sampling[c];
            all[8 + 3 * c] = c;
        }
        return segment(0xc0 + process, all);
    }

    /** SOS: components from a first one on, each with the tables of its number. */
    public JpegBytes scan(int component, int components, int first, int last, int low) {
        int[] all = new int[4 + 2 * components];
        all[0] = components;
        for (int c = 0; c < components; c++) {
            all[1 + 2 * c] = component + c + 1;
            all[2 + 2 * c] = (component + c) * 0x11;
        }
        all[1 + 2 * components] = first;
        all[2 + 2 * components] = last;
        all[3 + 2 * components] = low;
        return segment(0xda, all);
    }

    /** A symbol that says a length, and a number of that length. */
    public void number(Codes codes, int run, int number) {
        int length = Integer.SIZE - Integer.numberOfLeadingZeros(Math.abs(number));
        symbol(codes, run << 4 | length);
        bits(number < 0 ? number - 1 : number, length);
    }

    public void symbol(Codes codes, int symbol) {
        int[] code = codes.codeAndLength(symbol);
        bits(code[0], code[1]);
    }

    private void bits(int value, int length) {
        pending = pending << length | value & (1L << length) - 1;
        count += length;
        while (count >= 8) {
            count -= 8;
            int next = (int) (pending >> count) & 255;
            out.write(next);
            if (next == 255) {
                out.write(0);
            }
        }
    }

    /** Fills the last byte with ones. */
    public JpegBytes flush() {
        bits(-1, (8 - count) % 8);
        return this;
    }

    public byte[] array() {
        return out.toByteArray();
    }
}
