package org.lesionlens.io.dicom.codec;

/**
 * The bits of a JPEG-LS scan: after a byte of ones the next one has only seven (ITU-T T.87, A.1), and one with its
 * highest bit set is a marker, where the bits end.
 */
final class JpegLsBits {
    private static final int ONES = 0xff;
    private static final int MARKER_BIT = 0x80;
    private static final int LONGEST_CODE = 57;

    private final byte[] data;
    private final int end;
    private int at;
    private boolean afterOnes;
    private long held;
    private int count;

    JpegLsBits(byte[] data, int start) {
        this.data = data;
        this.end = data.length;
        this.at = start;
    }

    private void fill() {
        while (count <= Long.SIZE - Byte.SIZE && at < end) {
            int next = data[at] & ONES;
            if (next == ONES && (at + 1 >= end || (data[at + 1] & MARKER_BIT) != 0)) {
                return;
            }
            int bits = afterOnes ? Byte.SIZE - 1 : Byte.SIZE;
            held |= (long) next << (Long.SIZE - count - bits);
            count += bits;
            afterOnes = next == ONES;
            at++;
        }
    }

    /** A number of 0 to 16 bits. */
    int read(int bits) {
        if (bits == 0) {
            return 0;
        }
        require(bits);
        int value = (int) (held >>> (Long.SIZE - bits));
        held <<= bits;
        count -= bits;
        return value;
    }

    /** Zeros up to the next one, which is read too; at most 56 (LIMIT). */
    int zeros(int most) {
        if (count < LONGEST_CODE) {
            fill();
        }
        int zeros = Long.numberOfLeadingZeros(held);
        require(Math.min(zeros, most) + 1);
        if (zeros > most) {
            throw new IllegalArgumentException("the JPEG-LS data are damaged: a code word has more than " + most
                    + " zeros, before byte " + at + " of " + end);
        }
        held = held << zeros << 1;
        count -= zeros + 1;
        return zeros;
    }

    private void require(int bits) {
        if (count < bits) {
            fill();
            if (count < bits) {
                throw new IllegalArgumentException(
                        "the JPEG-LS data end at byte " + at + " of " + end + ", before the last row");
            }
        }
    }

    /** Leaves the padding out, which is zeros; fails where more is left. */
    private void align() {
        fill();
        if (held != 0 || count >= Byte.SIZE && at < end) {
            throw new IllegalArgumentException(
                    "the JPEG-LS data are damaged: they go on after the last row, before byte " + at + " of " + end);
        }
        count = 0;
        afterOnes = false;
    }

    /** Passes the marker between two restart intervals, 0xFFD0 to 0xFFD7. */
    void passRestart(int number) {
        align();
        int marker = at + 1 < end ? data[at + 1] & ONES : 0;
        if (marker != (0xd0 | number & 7)) {
            throw new IllegalArgumentException(
                    "the JPEG-LS data have no restart marker " + (number & 7) + " at byte " + at + " of " + end);
        }
        at += 2;
    }

    /** Where the marker after the scan lies. */
    int end() {
        align();
        return at;
    }
}
