package org.lesionlens.io.dicom.codec;

import java.util.Locale;

/**
 * The marker segments of JPEG data (ITU-T T.81 B.1.1), one after the other; nothing is read past the end of one.
 *
 * <p>Damage throws {@link IllegalArgumentException}.
 */
final class JpegSegments {
    static final int DEFINE_HUFFMAN = 0xc4;
    static final int RESTART = 0xd0;
    static final int START_OF_IMAGE = 0xd8;
    static final int END_OF_IMAGE = 0xd9;
    static final int START_OF_SCAN = 0xda;
    static final int DEFINE_QUANTISATION = 0xdb;
    static final int DEFINE_LINES = 0xdc;
    static final int DEFINE_RESTART = 0xdd;
    private static final int TEMPORARY = 0x01;
    private static final int PREFIX = 0xff;

    private final byte[] jpeg;
    private int marker;
    private int at;
    private int end;

    JpegSegments(byte[] jpeg) {
        this.jpeg = jpeg;
        if (jpeg.length < 4 || unsigned(0) != PREFIX || unsigned(1) != START_OF_IMAGE) {
            throw new IllegalArgumentException("the JPEG data do not begin with SOI (FFD8)");
        }
        end = 2;
    }

    /** Goes to the next marker, which begins where the segment before it ends, and returns its second byte. */
    int next() {
        int start = end;
        if (start + 1 >= jpeg.length || unsigned(start) != PREFIX) {
            throw new IllegalArgumentException("the JPEG data have no marker at byte " + start + " of " + jpeg.length
                    + ": they are cut off or " + "damaged");
        }
        while (start + 1 < jpeg.length - 1 && unsigned(start + 1) == PREFIX) {
            start++;
        }
        marker = unsigned(start + 1);
        at = start + 2;
        end = isAlone() ? at : segmentEnd();
        return marker;
    }

    /** RSTn, SOI, EOI and TEM have no segment. */
    private boolean isAlone() {
        return marker >= RESTART && marker <= END_OF_IMAGE || marker == TEMPORARY;
    }

    /** Checks the length, which counts itself, and steps over it. */
    private int segmentEnd() {
        int length = at + 2 <= jpeg.length ? unsigned(at) << 8 | unsigned(at + 1) : 0;
        if (length < 2 || length > jpeg.length - at) {
            throw new IllegalArgumentException(name() + " of " + length + " bytes begins at byte " + at + " of "
                    + jpeg.length + ": they are cut off or damaged");
        }
        at += 2;
        return at - 2 + length;
    }

    /** Where the entropy-coded data of a scan begin. */
    int end() {
        return end;
    }

    /** Goes on behind the entropy-coded data of a scan. */
    void continueAt(int position) {
        end = position;
    }

    boolean isSpent() {
        return at >= end;
    }

    int readByte() {
        if (at >= end) {
            throw new IllegalArgumentException(name() + " is shorter than what it announces");
        }
        return unsigned(at++);
    }

    int readWord() {
        return readByte() << 8 | readByte();
    }

    /** The segment as messages call it. */
    String name() {
        return String.format(Locale.ROOT, "the JPEG segment FF%02X", marker);
    }

    private int unsigned(int position) {
        return jpeg[position] & 0xff;
    }
}
