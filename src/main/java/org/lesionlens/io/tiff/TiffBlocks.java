package org.lesionlens.io.tiff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The strips or tiles of a page of a TIFF (TIFF 6.0, sections 3 and 15), as its directory announces them.
 *
 * @param tiled whether they are tiles, all of one size, else strips, of which the last may be lower
 * @param width of the page, in pixels
 * @param height of the page
 * @param blockWidth of a tile; that of the page for strips
 * @param blockHeight of a tile or strip
 * @param planes how often the page is divided: once, or once a sample where each has a plane of its own
 * @param bits a pixel takes in a plane, unpacked
 */
record TiffBlocks(boolean tiled, long width, long height, long blockWidth, long blockHeight, int planes, double bits) {
    private static final String COPY_AGAIN = "the file is cut off or damaged: copy or export it again";
    private static final double PADDED_ON_TRUST = 64 << 20;
    private static final int MOST_PADDING = 4;
    private static final int LZW_LONGEST_STRING = 4096;
    private static final int DEFLATE = 1032;
    private static final int PACK_BITS = 64;
    private static final int JPEG_PIXELS = 512;
    private static final int SHARED_COLOURS = 4;

    static TiffBlocks of(TiffPage page, TiffPixels pixels) throws IOException {
        boolean tiled = pixels.tiled();
        long[] size = page.size();
        return new TiffBlocks(
                tiled,
                size[0],
                size[1],
                tiled ? page.number(BaselineTIFFTagSet.TAG_TILE_WIDTH, 0) : size[0],
                tiled
                        ? page.number(BaselineTIFFTagSet.TAG_TILE_LENGTH, 0)
                        : Math.min(size[1], page.number(BaselineTIFFTagSet.TAG_ROWS_PER_STRIP, size[1])),
                pixels.planar() ? pixels.samples() : 1,
                pixels.planar() ? pixels.bits() : (double) pixels.bits() * pixels.samples());
    }

    /**
     * Requires that the bytes of each block can unpack to its pixels, and that tiles fit the page: memory is allocated
     * for what is announced.
     *
     * @throws MalformedFileException if they cannot
     */
    void requireRoom(Path path, TiffPage page) throws IOException {
        if (blockWidth < 1 || blockHeight < 1) {
            throw malformed(path, "are " + blockWidth + " x " + blockHeight + " pixels");
        }
        double perPlane = Math.ceil((double) width / blockWidth) * Math.ceil((double) height / blockHeight);
        double padded = planes * (tiled ? perPlane * bytes(blockHeight) : bytes(height));
        double tight = Math.max(PADDED_ON_TRUST, MOST_PADDING * Math.ceil(width * bits / 8) * height * planes);
        if (tiled && padded > tight) {
            throw malformed(
                    path,
                    "are " + blockWidth + " x " + blockHeight + " pixels (tags 322, 323), too large for a page of "
                            + width + " x " + height);
        }
        if (padded > mostUnpacked(page) * Files.size(path)) {
            throw malformed(
                    path,
                    String.format(
                            Locale.ROOT,
                            "would have %.0f bytes, unpacked, but the file has only %d",
                            padded,
                            Files.size(path)));
        }
        long[] offsets = page.blocks();
        if (offsets.length < perPlane * planes) {
            throw malformed(
                    path,
                    "should be " + (long) (perPlane * planes) + " but " + offsets.length
                            + " have an offset (tag "
                            + (tiled ? BaselineTIFFTagSet.TAG_TILE_OFFSETS : BaselineTIFFTagSet.TAG_STRIP_OFFSETS)
                            + ")");
        }
        requireEach(path, page, offsets, (int) (perPlane * planes));
    }

    private void requireEach(Path path, TiffPage page, long[] offsets, int blocks) throws IOException {
        long[] counts = page.numbers(
                page.has(BaselineTIFFTagSet.TAG_TILE_BYTE_COUNTS)
                        ? BaselineTIFFTagSet.TAG_TILE_BYTE_COUNTS
                        : BaselineTIFFTagSet.TAG_STRIP_BYTE_COUNTS);
        boolean compressed = page.number(BaselineTIFFTagSet.TAG_COMPRESSION, 1) != 1;
        long length = Files.size(path);
        double most = mostUnpacked(page);
        for (int block = 0; block < blocks; block++) {
            long offset = offsets[block];
            long stored = compressed && block < counts.length ? counts[block] : length - offset;
            if (offset < 0 || stored > length - offset) {
                throw malformed(
                        path,
                        "are not all in the file: number " + (block + 1) + " should have " + stored
                                + " bytes at offset " + offset + " of " + length);
            }
            double needed = bytes(rows(block));
            if (stored * most < needed) {
                throw malformed(
                        path,
                        String.format(
                                Locale.ROOT,
                                "cannot be unpacked: number %d has %d bytes at offset %d for the %.0f of its pixels",
                                block + 1,
                                stored,
                                offset,
                                needed));
            }
        }
    }

    /** The rows of a block that are stored. */
    private long rows(int block) {
        long above = block % (long) Math.ceil((double) height / blockHeight) * blockHeight;
        return tiled ? blockHeight : Math.min(blockHeight, height - above);
    }

    /** What rows of a block take, unpacked. */
    private double bytes(long rows) {
        return Math.ceil(blockWidth * bits / 8) * rows;
    }

    /** To how many bytes one byte unpacks at most; of colours that neighbours share, less is stored than is decoded. */
    private double mostUnpacked(TiffPage page) throws IOException {
        boolean shared = page.number(BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION, 1)
                == BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_Y_CB_CR;
        return (shared ? SHARED_COLOURS : 1)
                * switch ((int) page.number(BaselineTIFFTagSet.TAG_COMPRESSION, 1)) {
                    case BaselineTIFFTagSet.COMPRESSION_PACKBITS -> PACK_BITS;
                    case BaselineTIFFTagSet.COMPRESSION_LZW -> LZW_LONGEST_STRING;
                    case BaselineTIFFTagSet.COMPRESSION_ZLIB, BaselineTIFFTagSet.COMPRESSION_DEFLATE -> DEFLATE;
                    case BaselineTIFFTagSet.COMPRESSION_JPEG, BaselineTIFFTagSet.COMPRESSION_OLD_JPEG ->
                        JPEG_PIXELS * Math.ceil(bits / 8);
                    case BaselineTIFFTagSet.COMPRESSION_CCITT_RLE,
                            BaselineTIFFTagSet.COMPRESSION_CCITT_T_4,
                            BaselineTIFFTagSet.COMPRESSION_CCITT_T_6 -> 8 * bytes(1);
                    default -> 1;
                };
    }

    private MalformedFileException malformed(Path path, String problem) {
        return new MalformedFileException(
                path, "is a TIFF whose " + (tiled ? "tiles " : "strips ") + problem, COPY_AGAIN);
    }
}
