package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of a scan (SOS, ITU-T T.81 B.2.3).
 *
 * @param parts the components that it has, in their order
 * @param first the predictor of lossless data, else the first coefficient
 * @param last the last coefficient
 * @param high how the scan goes on from an earlier one: 0 where it does not
 * @param low the point transform: bits that were cut off below
 */
record JpegScan(List<Part> parts, int first, int last, int high, int low) {
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
        int first = segment.readByte();
        int last = segment.readByte();
        int bits = segment.readByte();
        return new JpegScan(List.copyOf(parts), first, last, bits >> 4, bits & 15);
    }
}
