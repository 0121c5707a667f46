package org.lesionlens.io.tiff;

import java.io.IOException;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.stream.ImageInputStream;
import org.lesionlens.io.file.MalformedFileException;

/** Which JPEG a strip or tile of a TIFF is (ITU-T T.81, annex B): the decoder gets lossless ones wrong now and then. */
final class JpegBlock {
    private static final int FRAME = 0xffc0;
    private static final int PROGRESSIVE = 0xffc2;
    private static final int LAST_FRAME = 0xffcf;
    private static final int SCAN = 0xffda;
    private static final int HUFFMAN_TABLES = 0xffc4;
    private static final int ARITHMETIC_CONDITIONS = 0xffcc;

    private JpegBlock() {}

    /**
     * Requires of a page of JPEG that its first block is baseline, extended or progressive and of 8 bits.
     *
     * @throws MalformedFileException if it is another one; what has no frame header is left to the decoder
     */
    static void requireLossyEightBits(TiffPage page) throws IOException {
        ImageInputStream in = page.in();
        long[] blocks = page.blocks();
        boolean jpeg = page.number(BaselineTIFFTagSet.TAG_COMPRESSION, 1) == BaselineTIFFTagSet.COMPRESSION_JPEG;
        long next = jpeg && blocks.length > 0 ? blocks[0] + 2 : in.length();
        while (next > 0 && next + 5 < in.length()) {
            in.seek(next);
            byte[] segment = new byte[5];
            in.readFully(segment);
            int marker = (segment[0] & 0xff) << 8 | segment[1] & 0xff;
            int length = (segment[2] & 0xff) << 8 | segment[3] & 0xff;
            boolean frame = marker >= FRAME
                    && marker <= LAST_FRAME
                    && marker != HUFFMAN_TABLES
                    && marker != ARITHMETIC_CONDITIONS;
            if (frame && (marker > PROGRESSIVE || segment[4] != Byte.SIZE)) {
                throw new MalformedFileException(
                        page.path(),
                        "is a TIFF of JPEG of process SOF" + (marker - FRAME) + " with " + segment[4]
                                + " bits, which cannot be read",
                        TiffPixels.UNPACK);
            }
            if (frame || marker < FRAME || marker == SCAN) {
                return;
            }
            next += 2 + length;
        }
    }
}
