package org.lesionlens.io.dicom.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * DICOM's run-length coding (PS3.5 annex G): a segment a byte of a sample, the highest byte first.
 *
 * <p>Damage throws {@link IllegalArgumentException} with what was found and expected.
 */
public final class RleCodec {
    private static final int HEADER = 64;
    private static final int MOST_SEGMENTS = 15;
    private static final int LONGEST_RUN = 128;
    private static final int SHORTEST_RUN = 3;

    private RleCodec() {}

    /** The frame as planes of little-endian samples. */
    public static ByteBuffer decode(byte[] frame, PixelFormat format) {
        int segments = format.photometric().samples * format.bytes();
        int[] starts = starts(frame, segments);
        int pixels = (int) format.pixels();
        byte[] decoded = new byte[Math.multiplyExact(pixels, segments)];
        for (int s = 0; s < segments; s++) {
            int end = s + 1 < segments ? starts[s + 1] : frame.length;
            int plane = s / format.bytes() * format.bytes() * pixels;
            int byteOfSample = format.bytes() - 1 - s % format.bytes();
            segment(frame, starts[s], end, decoded, plane + byteOfSample, format.bytes(), pixels);
        }
        return ByteBuffer.wrap(decoded).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A frame of little-endian samples as segments, the highest byte first; of even length. */
    public static byte[] encode(byte[] samples, int bytesPerSample) {
        ByteArrayOutputStream segments = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(bytesPerSample);
        for (int s = bytesPerSample - 1; s >= 0; s--) {
            header.putInt(HEADER + segments.size());
            byte[] plane = new byte[samples.length / bytesPerSample];
            for (int i = 0; i < plane.length; i++) {
                plane[i] = samples[i * bytesPerSample + s];
            }
            pack(plane, segments);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header.array());
        all.writeBytes(segments.toByteArray());
        return all.toByteArray();
    }

    /** Runs of three and more as runs, all else as it is; padded to an even length. */
    private static void pack(byte[] plane, ByteArrayOutputStream out) {
        int start = out.size();
        int literal = 0;
        int at = 0;
        while (at < plane.length) {
            int run = 1;
            while (run < LONGEST_RUN && at + run < plane.length && plane[at + run] == plane[at]) {
                run++;
            }
            if (run >= SHORTEST_RUN) {
                literals(plane, literal, at, out);
                out.write(1 - run);
                out.write(plane[at]);
                at += run;
                literal = at;
            } else {
                at += run;
            }
        }
        literals(plane, literal, at, out);
        if ((out.size() - start) % 2 != 0) {
            out.write(0);
        }
    }

    private static void literals(byte[] plane, int from, int to, ByteArrayOutputStream out) {
        for (int at = from; at < to; at += LONGEST_RUN) {
            int count = Math.min(LONGEST_RUN, to - at);
            out.write(count - 1);
            out.write(plane, at, count);
        }
    }

    private static int[] starts(byte[] frame, int expected) {
        if (frame.length < HEADER) {
            throw new IllegalArgumentException("the RLE header has " + frame.length + " of 64 bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(0) != expected || expected > MOST_SEGMENTS) {
            throw new IllegalArgumentException(
                    "the RLE header announces " + header.getInt(0) + " segments but the pixels need " + expected);
        }
        int[] starts = new int[expected];
        for (int s = 0; s < expected; s++) {
            starts[s] = header.getInt(4 + 4 * s);
            int least = s == 0 ? HEADER : starts[s - 1];
            if (starts[s] < least || starts[s] > frame.length) {
                throw new IllegalArgumentException("RLE segment " + s + " begins at " + starts[s]
                        + " but must begin from " + least + " to " + frame.length);
            }
        }
        return starts;
    }

    /** PackBits: n at least 0 stands for n + 1 bytes as they are, n below 0 for 1 - n times the next; -128 for none. */
    private static void segment(byte[] in, int start, int end, byte[] out, int first, int step, int count) {
        int done = 0;
        int at = start;
        while (done < count && at < end) {
            int n = in[at++];
            int wanted = n >= 0 ? n + 1 : n == -128 ? 0 : 1 - n;
            int run = Math.min(wanted, count - done);
            boolean literal = n >= 0;
            if (wanted > 0 && at + (literal ? run : 1) > end) {
                break;
            }
            for (int i = 0; i < run; i++) {
                out[first + (done + i) * step] = in[literal ? at + i : at];
            }
            at += literal ? wanted : wanted == 0 ? 0 : 1;
            done += run;
        }
        if (done < count) {
            throw new IllegalArgumentException(
                    "an RLE segment of " + (end - start) + " bytes ends after " + done + " of " + count + " pixels");
        }
    }
}
