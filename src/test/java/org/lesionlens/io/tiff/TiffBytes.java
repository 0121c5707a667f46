package org.lesionlens.io.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** Little-endian TIFFs of one page for tests, entry by entry (TIFF 6.0). */
public final class TiffBytes {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int DESCRIPTION = 270;
    static final int STRIP_OFFSETS = 273;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANAR = 284;
    static final int PREDICTOR = 317;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int EXTRA_SAMPLES = 338;
    static final int FORMAT = 339;
    static final int DEFLATE = 8;
    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final Map<Integer, long[]> entries = new TreeMap<>();
    private byte[][] blocks = {};

    /** A page of unsigned bytes, grey, not compressed, as strips or tiles follow. */
    static TiffBytes grey(int width, int height) {
        return new TiffBytes()
                .with(WIDTH, width)
                .with(HEIGHT, height)
                .with(BITS, 8)
                .with(COMPRESSION, 1)
                .with(PHOTOMETRIC, 1)
                .with(SAMPLES, 1);
    }

    /** RGB of 16 bits in a plane each, 20 x 18 pixels in deflated tiles of 16 x 16: red x, green y, blue 7. */
    public static TiffBytes tiledPlanes() {
        byte[][] tiles = new byte[12][];
        for (int tile = 0; tile < 12; tile++) {
            ByteBuffer pixels = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
            for (int pixel = 0; pixel < 256; pixel++) {
                int x = tile % 2 * 16 + pixel % 16;
                int y = tile / 2 % 2 * 16 + pixel / 16;
                pixels.putShort((short) (tile < 4 ? x : tile < 8 ? y : 7));
            }
            tiles[tile] = deflated(pixels.array());
        }
        return grey(20, 18)
                .with(BITS, 16, 16, 16)
                .with(COMPRESSION, DEFLATE)
                .with(PHOTOMETRIC, 2)
                .with(SAMPLES, 3)
                .with(PLANAR, 2)
                .tiles(16, 16, tiles);
    }

    /** Sets the values of an entry. */
    TiffBytes with(int tag, long... values) {
        entries.put(tag, values);
        return this;
    }

    TiffBytes description(String text) {
        return with(DESCRIPTION, (text + "\0").chars().asLongStream().toArray());
    }

    TiffBytes without(int tag) {
        entries.remove(tag);
        return this;
    }

    TiffBytes strips(int rows, byte[]... strips) {
        blocks = strips;
        return with(ROWS_PER_STRIP, rows).with(STRIP_BYTES, lengths()).with(STRIP_OFFSETS, starts());
    }

    TiffBytes tiles(int width, int height, byte[]... tiles) {
        blocks = tiles;
        return with(TILE_WIDTH, width)
                .with(TILE_HEIGHT, height)
                .with(TILE_BYTES, lengths())
                .with(TILE_OFFSETS, starts());
    }

    private long[] lengths() {
        return Arrays.stream(blocks).mapToLong(block -> block.length).toArray();
    }

    /** Blocks follow each other from byte 8 on. */
    private long[] starts() {
        long[] starts = new long[blocks.length];
        Arrays.setAll(starts, i -> 8 + Arrays.stream(lengths()).limit(i).sum());
        return starts;
    }

    static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain);
        deflater.finish();
        byte[] packed = new byte[plain.length + 64];
        return Arrays.copyOf(packed, deflater.deflate(packed));
    }

    public byte[] array() {
        int pixels = (int) Arrays.stream(lengths()).sum();
        int directory = 8 + pixels + pixels % 2;
        int values = directory + 2 + 12 * entries.size() + 4;
        int more = entries.values().stream()
                .mapToInt(v -> v.length > 1 ? 4 * v.length : 0)
                .sum();
        ByteBuffer b = ByteBuffer.allocate(values + more).order(ByteOrder.LITTLE_ENDIAN);
        b.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(directory);
        for (byte[] block : blocks) {
            b.put(block);
        }
        b.position(directory).putShort((short) entries.size());
        for (Map.Entry<Integer, long[]> entry : entries.entrySet()) {
            values = put(b, entry.getKey(), entry.getValue(), values);
        }
        b.putInt(0);
        return b.array();
    }

    /** Writes an entry, of several values these elsewhere; returns where the next ones go. */
    private static int put(ByteBuffer b, int tag, long[] values, int at) {
        boolean wide = tag == STRIP_OFFSETS
                || tag == TILE_OFFSETS
                || Arrays.stream(values).anyMatch(v -> v > 0xffff);
        int type = tag == DESCRIPTION ? ASCII : wide ? LONG : SHORT;
        int bytes = tag == DESCRIPTION ? 1 : wide ? 4 : 2;
        b.putShort((short) tag).putShort((short) type).putInt(values.length);
        boolean elsewhere = bytes * values.length > 4;
        int first = elsewhere ? at : b.position();
        for (int i = 0; i < values.length; i++) {
            switch (bytes) {
                case 1 -> b.put(first + i, (byte) values[i]);
                case 2 -> b.putShort(first + 2 * i, (short) values[i]);
                default -> b.putInt(first + 4 * i, (int) values[i]);
            }
        }
        b.putInt(elsewhere ? at : b.getInt(b.position()));
        return elsewhere ? at + 4 * values.length : at;
    }
}
