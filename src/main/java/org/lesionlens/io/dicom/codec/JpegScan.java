package org.lesionlens.io.dicom.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of a scan (SOS, ITU-T T.81 B.2.3).
 *
 * @param parts the components that it has, in their order
 * @param predictor of lossless data; of others the first coefficient, which is 0
 * @param pointTransform bits that were cut off below, of lossless data; of others 0
 */
record JpegScan(List<Part> parts, int predictor, int pointTransform) {
    /** A component of a scan: its place in the frame header, and the names of its Huffman tables. */
    record Part(int component, int dc, int ac) {}

    static JpegScan of(JpegSegments segment, JpegFrame frame) {
        List<Part> parts = new ArrayList<>();
        for (int left = segment.readByte(); left > 0; left--) {
            int component = frame.indexOf(segment.readByte());
            int tables = segment.readByte();
            parts.add(new Part(component, tables >> 4, tables & 15));
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a JPEG scan has no components");
        }
        int predictor = segment.readByte();
        segment.readByte(); // the last coefficient, 63 but for some writers
        return new JpegScan(List.copyOf(parts), predictor, segment.readByte() & 15);
    }
}
