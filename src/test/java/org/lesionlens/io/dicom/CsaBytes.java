package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Private image headers of Siemens for tests, in both forms, and mosaics with them. */
final class CsaBytes {
    private final Map<String, String[]> entries = new LinkedHashMap<>();

    CsaBytes with(String name, String... texts) {
        entries.put(name, texts);
        return this;
    }

    /** The second form: the length of a text stands in its second number. */
    byte[] second() {
        ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        out.put("SV10".getBytes(StandardCharsets.US_ASCII)).putInt(0x01020304);
        return array(out, -1);
    }

    /** The first form: it stands in the first, with the number of texts of the first entry added. */
    byte[] first() {
        return array(
                ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN),
                entries.values().iterator().next().length);
    }

    private byte[] array(ByteBuffer out, int added) {
        out.putInt(entries.size()).putInt(77);
        entries.forEach((name, texts) -> {
            int start = out.position();
            out.put(name.getBytes(StandardCharsets.US_ASCII)).position(start + 64);
            out.putInt(texts.length)
                    .put("FD\0\0".getBytes(StandardCharsets.US_ASCII))
                    .putInt(4);
            out.putInt(texts.length).putInt(77);
            for (String text : texts) {
                byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
                int length = text.isEmpty() ? 0 : bytes.length;
                int first = added < 0 ? length : length + added;
                out.putInt(first).putInt(length).putInt(77).putInt(length);
                out.put(bytes, 0, length).position(out.position() + (4 - length % 4) % 4);
            }
        });
        byte[] all = new byte[out.position()];
        out.flip().get(all);
        return all;
    }

    /**
     * A mosaic of tiles: pixel i of tile k, counted row by row, is 1000 k + i.
     *
     * @param normal the vector of the header, written with blanks
     */
    static DicomBytes mosaic(int tiles, int rows, int columns, String... normal) {
        int side = (int) Math.ceil(Math.sqrt(tiles));
        int[] pixels = new int[side * side * rows * columns];
        for (int k = 0; k < tiles; k++) {
            for (int i = 0; i < rows * columns; i++) {
                int row = Math.floorDiv(k, side) * rows + Math.floorDiv(i, columns);
                pixels[row * side * columns + k % side * columns + i % columns] = 1000 * k + i;
            }
        }
        CsaBytes header = new CsaBytes()
                .with("EchoLinePosition", "", "", "")
                .with("SliceNormalVector", normal)
                .with("NumberOfImagesInMosaic", "" + tiles);
        return DicomBytes.slice(0)
                .text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC")
                .text(0x00180088, "DS", "4.4")
                .text(0x00290010, "LO", "SIEMENS CSA HEADER")
                .bytes(0x00291010, "OB", header.second())
                .shorts(0x00280010, "US", side * rows)
                .shorts(0x00280011, "US", side * columns)
                .shorts(0x7fe00010, "OW", pixels);
    }
}
