package org.lesionlens.io.tiff;

import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import org.lesionlens.io.file.Luminance;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VoxelType;

/**
 * How a page of a TIFF stores its pixels (TIFF 6.0), and what of it the decoder reads right.
 *
 * @param samples numbers a pixel
 * @param bits of a number
 * @param format 1 unsigned, 2 signed, 3 floating-point, 5 and 6 complex
 * @param compression 1 none
 * @param predictor 1 none, 2 horizontal differences, 3 those of floating-point numbers
 * @param photometric 0 for white at 0, 3 for a palette
 * @param tiled whether pixels lie in tiles
 * @param planar whether each sample has a plane of its own
 */
record TiffPixels(
        int samples,
        int bits,
        int format,
        int compression,
        int predictor,
        int photometric,
        boolean tiled,
        boolean planar) {
    private static final int NONE = 1;
    private static final int SIGNED = 2;
    private static final int FLOATING = 3;
    private static final int UNDEFINED = 4;
    private static final int HORIZONTAL = 2;
    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int YCBCR = 6;

    private static final Set<Integer> JPEG = Set.of(6, 7);

    /** LZW, deflate of both kinds. */
    private static final Set<Integer> WITH_PREDICTOR = Set.of(5, 8, 32946);

    /** Besides these: none, CCITT, PackBits. */
    private static final Set<Integer> COMPRESSIONS = Set.of(NONE, 2, 3, 4, 32773);

    private static final Set<Integer> PHOTOMETRICS = Set.of(WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, YCBCR);
    private static final Set<Integer> WHOLE_BYTES = Set.of(8, 16, 32);

    /** The decoder unpacks rows of strips rightly, but not those of tiles. */
    private static final Set<Integer> ODD_BITS = Set.of(10, 12, 14);

    private static final String SAVE = "open it in Fiji and save it as Tiff";
    static final String UNPACK =
            "write it again without compression, with tiffcp -c none OLD NEW or with tifffile in Python";

    static TiffPixels of(TiffPage page) throws IOException {
        return new TiffPixels(
                number(page, BaselineTIFFTagSet.TAG_SAMPLES_PER_PIXEL, 1),
                number(page, BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE, 1),
                number(page, BaselineTIFFTagSet.TAG_SAMPLE_FORMAT, 1),
                number(page, BaselineTIFFTagSet.TAG_COMPRESSION, NONE),
                number(page, BaselineTIFFTagSet.TAG_PREDICTOR, NONE),
                number(page, BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION, BLACK_IS_ZERO),
                page.has(BaselineTIFFTagSet.TAG_TILE_WIDTH),
                number(page, BaselineTIFFTagSet.TAG_PLANAR_CONFIGURATION, 1)
                        == BaselineTIFFTagSet.PLANAR_CONFIGURATION_PLANAR);
    }

    /** A number that holds for all samples. */
    private static int number(TiffPage page, int tag, int fallback) throws IOException {
        long[] numbers = page.numbers(tag);
        if (Arrays.stream(numbers).distinct().count() > 1) {
            throw new MalformedFileException(
                    page.path(),
                    "is a TIFF whose samples differ in tag " + tag + ", which cannot be read",
                    SAVE + ", grey or RGB");
        }
        return numbers.length == 0 ? fallback : (int) numbers[0];
    }

    /**
     * Requires what the decoder reads right.
     *
     * @throws MalformedFileException for all others, by name
     */
    void requireReadable(Path path) throws MalformedFileException {
        requireCompression(path);
        requirePredictor(path);
        requireColours(path);
        requireSamples(path);
        requireNumbers(path);
    }

    private void requireCompression(Path path) throws MalformedFileException {
        boolean jpeg = JPEG.contains(compression);
        if (!jpeg && !WITH_PREDICTOR.contains(compression) && !COMPRESSIONS.contains(compression)) {
            throw new MalformedFileException(
                    path, "is a TIFF of compression " + compression + " (tag 259), which cannot be read", UNPACK);
        }
        if (jpeg && (bits != Byte.SIZE || planar && samples > 1)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of JPEG (compression " + compression + ", tag 259) of " + bits
                            + " bits or in a plane a sample, which cannot be read",
                    UNPACK);
        }
    }

    /** A predictor without a compression that may have one is for the decoder to leave alone, which is not always so. */
    private void requirePredictor(Path path) throws MalformedFileException {
        boolean known = switch (predictor) {
            case NONE -> true;
            case HORIZONTAL -> WHOLE_BYTES.contains(bits) || bits == Double.SIZE;
            default -> predictor == FLOATING && format == FLOATING;
        };
        boolean alone = (compression == NONE && bits % Byte.SIZE == 0) || JPEG.contains(compression);
        if (predictor != NONE && !alone && !(known && WITH_PREDICTOR.contains(compression))) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of compression " + compression + " with the predictor " + predictor + " (tag 317) and "
                            + bits + " bits, which cannot be read",
                    UNPACK);
        }
    }

    private void requireColours(Path path) throws MalformedFileException {
        if (!PHOTOMETRICS.contains(photometric)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of the photometric interpretation " + photometric
                            + " (tag 262) but must be grey, a palette, RGB or YCbCr, not CMYK or CIELab",
                    SAVE + ", grey or RGB");
        }
        if (photometric == WHITE_IS_ZERO && format == SIGNED) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of " + bits + " bits a sample (tag 258) in the sample format " + format
                            + " (tag 339) in which white is 0 (tag 262), which cannot be read",
                    SAVE + " without an inverting lookup table");
        }
        if (photometric == YCBCR && !JPEG.contains(compression) && (bits != Byte.SIZE || tiled || planar)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of YCbCr (tag 262) of " + bits
                            + " bits, in tiles or in a plane a sample, which cannot be read",
                    SAVE + ", RGB");
        }
    }

    /** One more than are shown may be opacity. */
    private void requireSamples(Path path) throws MalformedFileException {
        int least = hasColours() ? 3 : 1;
        int most = photometric == PALETTE ? least : least + 1;
        if (samples < least || samples > most) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of " + samples + " samples a pixel (tag 277) but must have " + least + " to " + most
                            + " in the photometric interpretation " + photometric + " (tag 262)",
                    SAVE + ", one channel of it or RGB");
        }
    }

    private void requireNumbers(Path path) throws MalformedFileException {
        boolean odd = ODD_BITS.contains(bits) && !tiled && photometric != PALETTE;
        boolean few = (bits == 1 || bits == 2 || bits == 4) && samples == 1 && !hasColours();
        boolean known = switch (format) {
            case FLOATING -> bits == 16 || bits == 32 || bits == 64;
            case SIGNED -> WHOLE_BYTES.contains(bits);
            default -> (format == 1 || format == UNDEFINED) && (WHOLE_BYTES.contains(bits) || odd || few);
        };
        if (!known) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of " + bits + " bits a sample (tag 258) in the sample format " + format
                            + " (tag 339) but must have whole numbers of 1, 2, 4, 8, 16 or 32 bits, in strips also 10, 12 "
                            + "or 14, or floats of 16, 32 or 64",
                    "write it again as floats: in Python, tifffile.imwrite(NEW, tifffile.imread(OLD).astype('float32'))");
        }
    }

    /** Requires that a page has numbers of the same kind; compression is its own affair. Returns how it stores them. */
    TiffPixels requireSameKind(TiffPage page) throws IOException {
        TiffPixels other = of(page);
        other.requireReadable(page.path());
        if (other.samples != samples
                || other.bits != bits
                || other.format != format
                || other.photometric != photometric) {
            throw new MalformedFileException(
                    page.path(),
                    "is a TIFF whose first page has " + kind() + " but page " + (page.number() + 1) + " has "
                            + other.kind(),
                    "save only pages of one kind");
        }
        return other;
    }

    private String kind() {
        return samples + " samples a pixel of " + bits + " bits, sample format " + format
                + ", photometric interpretation " + photometric;
    }

    /** The numbers as they are stored, if they are plain ones that follow each other. */
    Optional<VoxelType> plain() {
        if (compression != NONE || samples != 1) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (bits) {
                    case 8 -> format == SIGNED ? VoxelType.INT8 : VoxelType.UINT8;
                    case 16 -> format == FLOATING ? null : format == SIGNED ? VoxelType.INT16 : VoxelType.UINT16;
                    case 32 ->
                        format == FLOATING ? VoxelType.FLOAT32 : format == SIGNED ? VoxelType.INT32 : VoxelType.UINT32;
                    default -> null;
                });
    }

    /** Whether the stored numbers are the grey values. */
    boolean isBlackZero() {
        return photometric == BLACK_IS_ZERO;
    }

    boolean hasColours() {
        return photometric == RGB || photometric == YCBCR;
    }

    /** Whether the decoder must make colours of what is stored. */
    boolean isYCbCr() {
        return photometric == YCBCR;
    }

    /** The stored numbers, whatever they are shown as. */
    PlanarImages.Grey stored() {
        return (raster, x, y) -> sample(raster, x, y, 0);
    }

    /** Grey values, with white above black; luminance of colours, palettes and numbers of less than 8 bits. */
    PlanarImages.Grey luminance(ColorModel colours) {
        if (photometric == PALETTE) {
            return PlanarImages.luminance(colours, samples);
        }
        if (hasColours()) {
            return (raster, x, y) ->
                    Luminance.of(sample(raster, x, y, 0), sample(raster, x, y, 1), sample(raster, x, y, 2));
        }
        PlanarImages.Grey grey = label();
        double scale = bits < Byte.SIZE ? 255 / white() : 1;
        return (raster, x, y) -> scale * grey.at(raster, x, y);
    }

    /** How many colours a pixel has: 3, or 1 if it is grey. */
    int colours() {
        return hasColours() || photometric == PALETTE ? 3 : 1;
    }

    /** One of the colours, counted from 0; of grey its value. */
    PlanarImages.Grey colour(ColorModel colours, int band) {
        if (photometric == PALETTE) {
            return PlanarImages.colour(colours, samples, band);
        }
        return hasColours() ? (raster, x, y) -> sample(raster, x, y, band) : luminance(colours);
    }

    /** The largest of the colours, the number of a palette or of grey. */
    PlanarImages.Grey label() {
        if (hasColours()) {
            return (raster, x, y) ->
                    Math.max(Math.max(sample(raster, x, y, 0), sample(raster, x, y, 1)), sample(raster, x, y, 2));
        }
        return photometric == WHITE_IS_ZERO ? (raster, x, y) -> white() - sample(raster, x, y, 0) : stored();
    }

    private double white() {
        return format == FLOATING ? 1 : Math.scalb(1.0, bits) - 1;
    }

    /** The decoder hands out 32 bits as signed and 8 bits as unsigned numbers. */
    private double sample(Raster raster, int x, int y, int band) {
        double sample = raster.getSampleDouble(x, y, band);
        if (format == SIGNED) {
            return bits == Byte.SIZE ? (byte) sample : sample;
        }
        return bits == 32 && format != FLOATING && sample < 0 ? sample + 0x1p32 : sample;
    }
}
