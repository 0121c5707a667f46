package org.lesionlens.io.dicom.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The marker segments of a JPEG-LS image (ITU-T T.87, annex C), read one after the other. */
final class JpegLsSegments {
    private static final int FIRST_RESTART = 0xffd0;
    private static final int START = 0xffd8;
    private static final int END = 0xffd9;
    private static final int START_OF_SCAN = 0xffda;
    private static final int RESTART_INTERVAL = 0xffdd;
    private static final int COLOUR_TRANSFORM = 0xffe8;
    private static final int START_OF_FRAME = 0xfff7;
    private static final int PRESETS = 0xfff8;
    private static final int FIRST_OTHER_FRAME = 0xffc0;
    private static final int LAST_OTHER_FRAME = 0xffcf;
    private static final int FILL = 0xffff;
    private static final int MOST_BITS = 16;
    private static final String HP_TRANSFORM = "mrfx";

    private final ByteBuffer data;
    private Frame frame;
    private int[] presets = new int[5];
    private long restartInterval;

    JpegLsSegments(byte[] jpeg) {
        data = ByteBuffer.wrap(jpeg);
        if (jpeg.length < 4 || (data.getShort() & 0xffff) != START) {
            throw new IllegalArgumentException("the JPEG-LS data do not begin with SOI (FFD8)");
        }
    }

    /**
     * The frame header (SOF55).
     *
     * @param precision bits a sample, 2 to 16
     * @param components their identifiers, in order
     */
    record Frame(int precision, int rows, int columns, List<Integer> components) {}

    /**
     * A scan header, with all that was said before it.
     *
     * @param components places of its components in the frame
     * @param bySample whether the samples of a pixel follow each other, else those of a row
     * @param restartInterval rows between restart markers; 0 if there are none
     * @param data where its bits begin
     */
    record Scan(List<Integer> components, JpegLsPreset preset, boolean bySample, long restartInterval, int data) {}

    /** The frame header, which lies before all scans. */
    Frame frame() {
        while (frame == null) {
            int marker = marker();
            if (marker == START_OF_SCAN || marker == END) {
                throw new IllegalArgumentException("the JPEG-LS data have no frame header (SOF55) before their scans");
            }
            segment(marker);
        }
        return frame;
    }

    /** The next scan from a place on. */
    Scan scan(int from) {
        data.position(from);
        int marker = marker();
        while (marker != START_OF_SCAN) {
            if (marker == END) {
                throw new IllegalArgumentException("the JPEG-LS data end before all components were there");
            }
            segment(marker);
            marker = marker();
        }
        return scan(body());
    }

    int position() {
        return data.position();
    }

    private int marker() {
        int at = data.position();
        int marker = data.remaining() < 2 ? 0 : data.getShort() & 0xffff;
        while (marker == FILL && data.hasRemaining()) {
            marker = 0xff00 | data.get() & 0xff;
        }
        if (marker <= 0xff00 || marker == FILL) {
            throw new IllegalArgumentException("the JPEG-LS data have no marker at byte " + at + " of " + data.limit());
        }
        return marker;
    }

    private ByteBuffer body() {
        int at = data.position();
        int length = data.remaining() < 2 ? 0 : data.getShort() & 0xffff;
        if (length < 2 || length - 2 > data.remaining()) {
            throw new IllegalArgumentException(
                    "a JPEG-LS segment of " + length + " bytes begins at byte " + at + " of " + data.limit());
        }
        ByteBuffer body = data.slice(data.position(), length - 2);
        data.position(data.position() + length - 2);
        return body;
    }

    private void segment(int marker) {
        if (marker >= FIRST_RESTART && marker <= START) {
            throw new IllegalArgumentException("the JPEG-LS data have the marker " + Integer.toHexString(marker)
                    + " outside a scan, before byte " + data.position());
        }
        ByteBuffer body = body();
        try {
            apply(marker, body);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    "the JPEG-LS segment " + Integer.toHexString(marker) + " before byte " + data.position()
                            + " is too short",
                    e);
        }
    }

    private void apply(int marker, ByteBuffer body) {
        if (marker == START_OF_FRAME) {
            frame = frame(body);
        } else if (marker == PRESETS) {
            preset(body);
        } else if (marker == RESTART_INTERVAL) {
            interval(body);
        } else if (marker == COLOUR_TRANSFORM) {
            requireNoTransform(body);
        } else if (marker >= FIRST_OTHER_FRAME && marker <= LAST_OTHER_FRAME && marker != 0xffc4 && marker != 0xffcc) {
            throw new UnsupportedOperationException("has a frame of another kind of JPEG (marker "
                    + Integer.toHexString(marker) + ") in place of JPEG-LS, which cannot be read");
        }
    }

    private Frame frame(ByteBuffer body) {
        if (frame != null) {
            throw new IllegalArgumentException("the JPEG-LS data have two frame headers (SOF55)");
        }
        int precision = next(body);
        int rows = body.getShort() & 0xffff;
        int columns = body.getShort() & 0xffff;
        List<Integer> components = new ArrayList<>();
        for (int left = next(body); left > 0; left--) {
            components.add(next(body));
            int sampling = next(body);
            next(body);
            if (sampling != 0x11) {
                throw new UnsupportedOperationException("has JPEG-LS data with a component of fewer rows or columns"
                        + " (sampling factors " + (sampling >> 4) + " and " + (sampling & 15)
                        + "), which cannot be read");
            }
        }
        if (precision < 2 || precision > MOST_BITS) {
            throw new IllegalArgumentException(
                    "the JPEG-LS data have " + precision + " bits a sample but must have 2 to 16");
        }
        return new Frame(precision, rows, columns, components);
    }

    private void preset(ByteBuffer body) {
        int kind = next(body);
        if (kind != 1) {
            String what = kind == 2 || kind == 3 ? "mapping tables" : kind == 4 ? "sizes above 65535" : "extensions";
            throw new UnsupportedOperationException(
                    "has JPEG-LS data with " + what + " (LSE of kind " + kind + "), which cannot be read");
        }
        int[] values = new int[5];
        for (int i = 0; i < values.length; i++) {
            values[i] = body.getShort() & 0xffff;
        }
        presets = values;
    }

    /** Takes two, three or four bytes (C.2.5). */
    private void interval(ByteBuffer body) {
        int bytes = body.remaining();
        if (bytes < 2 || bytes > 4) {
            throw new IllegalArgumentException(
                    "the JPEG-LS restart interval (DRI) has " + bytes + " bytes but must have 2 to 4");
        }
        restartInterval = 0;
        while (body.hasRemaining()) {
            restartInterval = restartInterval << 8 | next(body);
        }
    }

    private static void requireNoTransform(ByteBuffer body) {
        byte[] name = new byte[HP_TRANSFORM.length()];
        if (body.remaining() <= name.length) {
            return;
        }
        body.get(name);
        int transform = next(body);
        if (new String(name, StandardCharsets.ISO_8859_1).equals(HP_TRANSFORM) && transform != 0) {
            throw new UnsupportedOperationException(
                    "has JPEG-LS data with HP's colour transform " + transform + ", which cannot be read");
        }
    }

    private Scan scan(ByteBuffer body) {
        int count = body.hasRemaining() ? next(body) : 0;
        if (count == 0 || body.remaining() != 2 * count + 3) {
            throw new IllegalArgumentException("the JPEG-LS scan header (SOS) before byte " + data.position()
                    + " announces " + count + " components but has " + body.limit() + " bytes");
        }
        List<Integer> components = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            components.add(frame.components.indexOf(next(body)));
            requireZero(next(body), "mapping tables");
        }
        int near = next(body);
        int interleave = next(body);
        requireZero(next(body), "a point transform");
        boolean alone = interleave == 0 && count == 1;
        if (components.contains(-1) || !alone && interleave != 1 && interleave != 2) {
            throw new IllegalArgumentException("the JPEG-LS scan header (SOS) before byte " + data.position() + " has "
                    + count + " components, not all of them announced, or interleave mode " + interleave);
        }
        JpegLsPreset preset = JpegLsPreset.of(presets, frame.precision, near);
        return new Scan(components, preset, interleave == 2, restartInterval, data.position());
    }

    private static void requireZero(int value, String what) {
        if (value != 0) {
            throw new UnsupportedOperationException("has JPEG-LS data with " + what + ", which cannot be read");
        }
    }

    private static int next(ByteBuffer body) {
        return body.get() & 0xff;
    }
}
