package org.lesionlens.io.tiff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
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
    private static final int PLANAR = 2;
    private static final int LZW_LONGEST_STRING = 4096;
    private static final int DEFLATE = 1032;
    private static final int PACK_BITS = 64;
    private static final int JPEG_PIXELS = 512;
    private static final int SHARED_COLOURS = 4;

    static TiffBlocks of(TIFFDirectory page, long width, long height) {
        boolean tiled = page.containsTIFFField(BaselineTIFFTagSet.TAG_TILE_WIDTH);
        int samples = (int) number(page, BaselineTIFFTagSet.TAG_SAMPLES_PER_PIXEL, 1);
        boolean planar = number(page, BaselineTIFFTagSet.TAG_PLANAR_CONFIGURATION, 1) == PLANAR;
        double bits = 0;
        for (int sample = 0; sample < samples; sample++) {
            bits = planar ? Math.max(bits, bits(page, sample)) : bits + bits(page, sample);
        }
        return new TiffBlocks(
                tiled,
                width,
                height,
                tiled ? number(page, BaselineTIFFTagSet.TAG_TILE_WIDTH, 0) : width,
                tiled
                        ? number(page, BaselineTIFFTagSet.TAG_TILE_LENGTH, 0)
                        : Math.min(height, number(page, BaselineTIFFTagSet.TAG_ROWS_PER_STRIP, height)),
                planar ? samples : 1,
                bits);
    }

    private static long number(TIFFDirectory page, int tag, long fallback) {
        TIFFField field = page.getTIFFField(tag);
        return field == null || field.getCount() == 0 ? fallback : field.getAsLong(0);
    }

    /** Java's decoder takes the first number for all where there are fewer than samples. */
    private static int bits(TIFFDirectory page, int sample) {
        TIFFField field = page.getTIFFField(BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE);
        return field == null || field.getCount() == 0 ? 1 : field.getAsInt(sample < field.getCount() ? sample : 0);
    }

    /**
     * Requires that the bytes of each block can unpack to its pixels, and that tiles fit the page: memory is allocated
     * for what is announced.
     *
     * @throws MalformedFileException if they cannot
     */
    void requireRoom(Path path, TIFFDirectory page) throws IOException {
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
        TIFFField offsets = field(page, BaselineTIFFTagSet.TAG_TILE_OFFSETS, BaselineTIFFTagSet.TAG_STRIP_OFFSETS);
        if (offsets == null) {
            return;
        }
        if (offsets.getCount() < perPlane * planes) {
            throw malformed(
                    path,
                    "should be " + (long) (perPlane * planes) + " but " + offsets.getCount() + " have an offset (tag "
                            + offsets.getTagNumber() + ")");
        }
        requireEach(path, page, offsets, (int) (perPlane * planes));
    }

    private static TIFFField field(TIFFDirectory page, int ofTiles, int ofStrips) {
        TIFFField tiles = page.getTIFFField(ofTiles);
        return tiles == null ? page.getTIFFField(ofStrips) : tiles;
    }

    private void requireEach(Path path, TIFFDirectory page, TIFFField offsets, int blocks) throws IOException {
        TIFFField counts =
                field(page, BaselineTIFFTagSet.TAG_TILE_BYTE_COUNTS, BaselineTIFFTagSet.TAG_STRIP_BYTE_COUNTS);
        boolean compressed = number(page, BaselineTIFFTagSet.TAG_COMPRESSION, 1) != 1;
        long length = Files.size(path);
        double most = mostUnpacked(page);
        for (int block = 0; block < blocks; block++) {
            long offset = offsets.getAsLong(block);
            boolean counted = compressed && counts != null && block < counts.getCount();
            long stored = counted ? counts.getAsLong(block) : length - offset;
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
    private double mostUnpacked(TIFFDirectory page) {
        boolean shared = number(page, BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION, 1)
                == BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_Y_CB_CR;
        return (shared ? SHARED_COLOURS : 1)
                * switch ((int) number(page, BaselineTIFFTagSet.TAG_COMPRESSION, 1)) {
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
