package org.lesionlens.io.dicom.codec;

import java.nio.charset.StandardCharsets;

/** What the application segments before the frame header of JPEG data say of their three components. */
final class JpegColourSpace {
    private static final int JFIF = 0xe0;
    private static final int ADOBE = 0xee;
    private static final int ADOBE_TRANSFORM_AT = 11;
    private static final int DIFFERENCES = 1;

    private JpegColourSpace() {}

    /** Whether they are brightness and colour differences: of JFIF always, else where Adobe's segment says so. */
    static boolean isOfDifferences(byte[] jpeg) {
        JpegSegments segments = new JpegSegments(jpeg);
        for (int marker = segments.next(); !JpegFrame.isHeader(marker); marker = segments.next()) {
            if (marker == JFIF && begins(segments, "JFIF\0")) {
                return true;
            }
            if (marker == ADOBE && begins(segments, "Adobe")) {
                return transform(segments) == DIFFERENCES;
            }
        }
        return false;
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
