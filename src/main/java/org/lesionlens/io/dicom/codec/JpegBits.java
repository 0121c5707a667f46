package org.lesionlens.io.dicom.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * The bits of a scan of JPEG data, from one restart marker to the next (ITU-T T.81 B.1.1.5, F.2.2.5): zeros that are
 * stuffed behind FF are left out.
 *
 * <p>Damage throws {@link IllegalArgumentException}: bits that are not there at the latest when all are read.
 */
final class JpegBits {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int PREFIX = 0xff;
    private static final int PADDING = 2 * Long.BYTES;
    private static final int RESTARTS = 8;
    /** Whole bytes that may be left behind the last code. */
    private static final int MOST_LEFT = 8;

    private final byte[] jpeg;
    private final byte[] bytes;
    /** Where the next marker begins, and the first byte behind it. */
    private int marker;

    private int behind;
    private int length;
    private int at;
    private long window;
    private int count;

    /** Begins at the first byte behind a scan header. */
    JpegBits(byte[] jpeg, int start) {
        this.jpeg = jpeg;
        bytes = new byte[jpeg.length - start + PADDING];
        begin(start);
    }

    /** Copies what lies before the next marker: FF, more of them as fill, and anything but 0. */
    private void begin(int start) {
        int copied = 0;
        marker = start;
        behind = start;
        while (marker < jpeg.length) {
            byte next = jpeg[marker];
            behind = marker + 1;
            if (next == (byte) PREFIX) {
                while (behind < jpeg.length && jpeg[behind] == (byte) PREFIX) {
                    behind++;
                }
                if (behind == jpeg.length || jpeg[behind++] != 0) {
                    break;
                }
            }
            bytes[copied++] = next;
            marker = behind;
        }
        Arrays.fill(bytes, copied, copied + PADDING, (byte) 0);
        length = copied;
        at = 0;
        window = 0;
        count = 0;
    }

    /** Whether so many bits can be there. */
    boolean canHold(long bits) {
        return bits <= 8L * (bytes.length - PADDING);
    }

    /** Goes on behind the restart marker that must follow, counted from 0. */
    void restart(int number) {
        int found = end();
        int expected = JpegSegments.RESTART + number % RESTARTS;
        int code = jpeg[behind - 1] & 0xff;
        if (code != expected) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the JPEG data have FF%02X at byte %d of %d but restart marker FF%02X must be there",
                    code,
                    found,
                    jpeg.length,
                    expected));
        }
        begin(behind);
    }

    /** Where the marker lies that ends the bits, all of which must be read. */
    int end() {
        requireRead();
        int left = length - (int) ((read() + 7) / 8);
        if (left > MOST_LEFT) {
            throw new IllegalArgumentException("the JPEG data have " + left + " bytes too many before byte " + marker);
        }
        return marker;
    }

    /** Requires that no more bits were read than are there. */
    void requireRead() {
        if (read() > 8L * length) {
            throw cutOff();
        }
    }

    private long read() {
        return 8L * at - count;
    }

    private IllegalArgumentException cutOff() {
        return new IllegalArgumentException(
                "the JPEG data end too early, before byte " + marker + ": they are cut off or damaged");
    }

    /** Fills the window up to at least 56 bits. */
    private void refill() {
        if (at > length + Long.BYTES) {
            throw cutOff();
        }
        window |= (long) LONGS.get(bytes, at) >>> count;
        int taken = (Long.SIZE - 1 - count) >> 3;
        at += taken;
        count += 8 * taken;
    }

    /** The symbol of the next code; {@link #receive} may follow once. */
    int symbol(HuffmanTable table) {
        if (count < 2 * HuffmanTable.LONGEST) {
            refill();
        }
        int found = table.at(window);
        skip(found >>> 8);
        return found & 0xff;
    }

    /** A number of 1 to 15 bits, negative ones as T.81 F.2.2.1 (EXTEND) has them. */
    int receive(int bits) {
        int found = (int) (window >>> Long.SIZE - bits);
        skip(bits);
        return found >>> bits - 1 == 0 ? found - (1 << bits) + 1 : found;
    }

    private void skip(int bits) {
        window <<= bits;
        count -= bits;
    }
}
