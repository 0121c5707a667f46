package org.lesionlens.io.dicom.codec;

/**
 * Decodes JPEG data with Huffman codes that are lossless (process 14) or sequential (processes 1, 2 and 4), after ITU-T
 * T.81: any number of scans, restart intervals, rows that are said behind the first scan (DNL).
 *
 * <p>Damage throws {@link IllegalArgumentException}, a kind that is not known {@link UnsupportedOperationException}.
 */
final class JpegDecoder {
    private final JpegFrame frame;
    private final int rows;
    private final JpegSegments segments;
    private final JpegTables tables = new JpegTables();
    private final JpegSamples samples;
    private final boolean[] decoded;
    private int headers;

    private JpegDecoder(byte[] jpeg, JpegFrame frame, int rows) {
        this.frame = frame;
        this.rows = rows;
        segments = new JpegSegments(jpeg);
        samples = JpegSamples.of(frame, rows);
        decoded = new boolean[frame.components().size()];
    }

    /**
     * The samples of each component, row by row.
     *
     * @param frame the frame header of the data
     * @param rows how many must be there
     */
    static short[][] decode(byte[] jpeg, JpegFrame frame, int rows) {
        JpegDecoder decoder = new JpegDecoder(jpeg, frame, rows);
        int scans = 0;
        for (int left = decoder.decoded.length; left > 0; scans++) {
            left -= decoder.scan(jpeg);
            if (scans == 0 && frame.rows() == 0) {
                decoder.requireRows();
            }
        }
        return decoder.samples.planes();
    }

    /** Decodes the next scan and returns how many components it has. */
    private int scan(byte[] jpeg) {
        for (int marker = segments.next(); marker != JpegSegments.START_OF_SCAN; marker = segments.next()) {
            headers += JpegFrame.isHeader(marker) ? 1 : 0;
            if (marker == JpegSegments.END_OF_IMAGE || headers > 1) {
                throw new IllegalArgumentException("the JPEG data have " + segments.name()
                        + " before all components are decoded: they are damaged");
            }
            tables.read(marker, segments);
        }
        JpegScan scan = JpegScan.of(segments, frame);
        for (JpegScan.Part part : scan.parts()) {
            if (decoded[part.component()]) {
                throw new IllegalArgumentException("the JPEG data have a component twice");
            }
            decoded[part.component()] = true;
        }
        JpegBits bits = new JpegBits(jpeg, segments.end());
        samples.decode(scan, tables, bits);
        segments.continueAt(bits.end());
        return scan.parts().size();
    }

    private void requireRows() {
        int marker = segments.next();
        int found = marker == JpegSegments.DEFINE_LINES ? segments.readWord() : 0;
        if (found != rows) {
            throw new IllegalArgumentException("the JPEG data leave the number of rows to a DNL segment, which says "
                    + found + ", but the attributes say " + rows);
        }
    }
}
