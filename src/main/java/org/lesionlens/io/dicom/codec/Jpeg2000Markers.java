package org.lesionlens.io.dicom.codec;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The markers of a JPEG 2000 codestream (ISO/IEC 15444-1, annex A), walked before anything is decoded. */
final class Jpeg2000Markers {
    private static final int START_OF_TILE_PART = 0xff90;
    private static final int START_OF_DATA = 0xff93;
    private static final int PACKED_HEADERS = 0xff60;
    private static final int PACKED_HEADERS_OF_TILE = 0xff61;
    private static final int CODING_STYLE = 0xff52;
    private static final int CODING_STYLE_OF_COMPONENT = 0xff53;
    private static final int TRANSFORM = 8;
    private static final int TILE_PART_LENGTH = 6;
    private static final int COLUMNS = 8;
    private static final int ROWS = 12;

    private Jpeg2000Markers() {}

    /**
     * Requires that every tile-part lies within the data, that precincts are not more than packets can be there, and
     * that packet headers are where the packets are: the decoder would never come back from some that are packed
     * elsewhere.
     */
    static void requireWhole(ByteBuffer codestream) {
        int at = end(codestream, 2, START_OF_TILE_PART);
        while (at + TILE_PART_LENGTH + 4 <= codestream.limit() && marker(codestream, at) == START_OF_TILE_PART) {
            long length = Integer.toUnsignedLong(codestream.getInt(at + TILE_PART_LENGTH));
            int data = end(codestream, at, START_OF_DATA) + 2;
            if (length == 0) {
                return; // to the end
            }
            if (length < data - at || length > codestream.limit() - at) {
                throw new IllegalArgumentException("a JPEG 2000 tile-part of " + length + " bytes begins at byte " + at
                        + " of " + codestream.limit());
            }
            at += (int) length;
        }
    }

    /**
     * Whether the coding style of all tiles, in the main header, has a transform of three components to others (multiple component
     * transform); tiles may have one of their own, which is not looked at.
     */
    static boolean transformsColours(ByteBuffer codestream) {
        int transform = end(codestream, 2, CODING_STYLE) + TRANSFORM;
        return transform < codestream.limit() && codestream.get(transform) == 1;
    }

    /** Where the marker lies that ends a header. */
    private static int end(ByteBuffer codestream, int start, int marker) {
        int at = start;
        for (int found = marker(codestream, at); found != marker; found = marker(codestream, at)) {
            if (found == PACKED_HEADERS || found == PACKED_HEADERS_OF_TILE) {
                throw new UnsupportedOperationException("has JPEG 2000 data with packed packet headers (marker "
                        + Integer.toHexString(found) + "), which cannot be read");
            }
            int length = at + 4 <= codestream.limit() ? codestream.getShort(at + 2) & 0xffff : 0;
            if (found == CODING_STYLE) {
                requirePrecincts(codestream, at + 4, at + 9);
            } else if (found == CODING_STYLE_OF_COMPONENT) {
                requirePrecincts(codestream, at + 5, at + 6);
            }
            at += 2 + Math.max(2, length);
        }
        return at;
    }

    /** Each precinct has a packet of at least a byte, and the decoder allocates for all of them at once. */
    private static void requirePrecincts(ByteBuffer codestream, int style, int levelsAt) {
        int levels = levelsAt < codestream.limit() ? codestream.get(levelsAt) & 0xff : 0;
        if (levelsAt + 6 + levels > codestream.limit()) {
            throw new IllegalArgumentException("the JPEG 2000 coding style at byte " + style + " is cut off");
        }
        boolean whole = (codestream.get(style) & 1) == 0;
        double precincts = 0;
        for (int level = 0; level <= levels && !whole; level++) {
            int size = codestream.get(levelsAt + 5 + level) & 0xff;
            double columns =
                    Math.ceil(Math.scalb((double) Integer.toUnsignedLong(codestream.getInt(COLUMNS)), level - levels));
            double rows =
                    Math.ceil(Math.scalb((double) Integer.toUnsignedLong(codestream.getInt(ROWS)), level - levels));
            precincts += Math.ceil(Math.scalb(columns, -(size & 15))) * Math.ceil(Math.scalb(rows, -(size >> 4)));
        }
        if (precincts > codestream.limit()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the JPEG 2000 data announce %.0f precincts but have only %d bytes",
                    precincts,
                    codestream.limit()));
        }
    }

    private static int marker(ByteBuffer codestream, int at) {
        int marker = at + 2 <= codestream.limit() ? codestream.getShort(at) & 0xffff : 0;
        if (marker < 0xff00) {
            throw new IllegalArgumentException(
                    "the JPEG 2000 data have no marker at byte " + at + " of " + codestream.limit());
        }
        return marker;
    }
}
