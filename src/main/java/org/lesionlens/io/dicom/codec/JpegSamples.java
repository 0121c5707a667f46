package org.lesionlens.io.dicom.codec;

/** What makes samples of the entropy-coded data of JPEG scans. */
sealed interface JpegSamples permits JpegLossless, JpegSequential {
    /** Decodes a scan, up to the marker behind it. */
    void decode(JpegScan scan, JpegTables tables, JpegBits bits);

    /** The samples of each component, row by row, once all are decoded. */
    short[][] planes();

    /**
     * What decodes a frame.
     *
     * @param rows as the attributes say, since the frame header may leave it open
     */
    static JpegSamples of(JpegFrame frame, int rows) {
        return frame.process() == JpegFrame.LOSSLESS ? new JpegLossless(frame, rows) : new JpegSequential(frame, rows);
    }
}
