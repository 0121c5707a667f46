package org.lesionlens.io.dicom.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What JPEG data say of their three components. */
enum JpegColourSpace {
    /** They are red, green and blue. */
    COLOURS,
    /** They are brightness and colour differences. */
    DIFFERENCES,
    UNKNOWN;

    private static final int JFIF = 0xe0;
    private static final int ADOBE = 0xee;
    private static final int ADOBE_TRANSFORM_AT = 11;

    /**
     * By the first of these: components that are named R, G and B; the segment of JFIF, whose components are differences; that of
     * Adobe; differences where the second component is sampled less than the first, as nobody samples green.
     */
    static JpegColourSpace of(byte[] jpeg, JpegFrame header) {
        List<Integer> names =
                header.components().stream().map(JpegFrame.Component::id).toList();
        if (names.equals(letters("RGB")) || names.equals(letters("rgb"))) {
            return COLOURS;
        }
        JpegColourSpace marked = marked(jpeg);
        return marked == UNKNOWN && isSampledLess(header) ? DIFFERENCES : marked;
    }

    private static List<Integer> letters(String name) {
        return name.chars().boxed().toList();
    }

    private static boolean isSampledLess(JpegFrame header) {
        JpegFrame.Component first = header.components().get(0);
        JpegFrame.Component second = header.components().get(1);
        return second.across() * second.down() < first.across() * first.down();
    }

    /** By the application segments before the frame header. */
    private static JpegColourSpace marked(byte[] jpeg) {
        JpegSegments segments = new JpegSegments(jpeg);
        for (int marker = segments.next(); !JpegFrame.isHeader(marker); marker = segments.next()) {
            if (marker == JFIF && begins(segments, "JFIF\0")) {
                return DIFFERENCES;
            }
            if (marker == ADOBE && begins(segments, "Adobe")) {
                return switch (transform(segments)) {
                    case 0 -> COLOURS;
                    case 1 -> DIFFERENCES;
                    default -> UNKNOWN;
                };
            }
        }
        return UNKNOWN;
    }

    private static boolean begins(JpegSegments segments, String name) {
        for (byte letter : name.getBytes(StandardCharsets.US_ASCII)) {
            if (segments.isSpent() || segments.readByte() != letter) {
                return false;
            }
        }
        return true;
    }

    /** That of a segment whose name was read; -1 if it is too short to say one. */
    private static int transform(JpegSegments segments) {
        int value = -1;
        for (int at = "Adobe".length(); at <= ADOBE_TRANSFORM_AT; at++) {
            value = segments.isSpent() ? -1 : segments.readByte();
        }
        return value;
    }
}
