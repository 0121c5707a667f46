package org.lesionlens.io.tiff;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VoxelType;

/**
 * How a page of a TIFF stores its pixels (TIFF 6.0), and what of it Java's decoder can read.
 *
 * @param samples numbers a pixel
 * @param bits of a number
 * @param format 1 unsigned, 2 signed, 3 floating-point, 5 and 6 complex
 * @param compression 1 none
 * @param predictor 1 none, 2 horizontal differences, 3 those of floating-point numbers
 * @param photometric 0 for white at 0, 3 for a palette
 */
record TiffPixels(int samples, int bits, int format, int compression, int predictor, int photometric) {
    private static final int MOST_SAMPLES = 4;
    private static final int NONE = 1;
    private static final int SIGNED = 2;
    private static final int FLOATING = 3;
    private static final int UNDEFINED = 4;
    private static final int HORIZONTAL = 2;
    private static final int WHITE_IS_ZERO = 0;

    /** None, CCITT, LZW, JPEG of both kinds, deflate of both kinds, PackBits. */
    private static final Set<Integer> COMPRESSIONS = Set.of(NONE, 2, 3, 4, 5, 6, 7, 8, 32946, 32773);

    /** White at 0, black at 0, RGB, palette, mask, CMYK (which is refused once decoded), YCbCr. */
    private static final Set<Integer> PHOTOMETRICS = Set.of(WHITE_IS_ZERO, 1, 2, 3, 4, 5, 6);

    private static final Set<Integer> WITH_PREDICTOR = Set.of(5, 8, 32946);
    private static final Set<Integer> WHOLE_BITS = Set.of(1, 2, 4, 8, 16, 32);
    private static final String SAVE = "open it in Fiji and save it as Tiff";

    static TiffPixels of(TIFFDirectory page) {
        return new TiffPixels(
                number(page, BaselineTIFFTagSet.TAG_SAMPLES_PER_PIXEL, 1),
                number(page, BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE, 1),
                number(page, BaselineTIFFTagSet.TAG_SAMPLE_FORMAT, 1),
                number(page, BaselineTIFFTagSet.TAG_COMPRESSION, NONE),
                number(page, BaselineTIFFTagSet.TAG_PREDICTOR, NONE),
                number(page, BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION, 1));
    }

    private static int number(TIFFDirectory page, int tag, int fallback) {
        TIFFField field = page.getTIFFField(tag);
        return field == null || field.getCount() == 0 ? fallback : field.getAsInt(0);
    }

    /**
     * Requires numbers and a compression that Java's decoder knows: others it takes for what they are not.
     *
     * @throws MalformedFileException for all others, by name
     */
    void requireReadable(Path path) throws MalformedFileException {
        if (!COMPRESSIONS.contains(compression)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of compression " + compression + " (tag 259), which cannot be read",
                    SAVE + ", which is not compressed");
        }
        if (WITH_PREDICTOR.contains(compression) && (predictor > HORIZONTAL || predictor == HORIZONTAL && bits != 8)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of compression " + compression + " with the predictor " + predictor + " (tag 317) and "
                            + bits + " bits, which cannot be read",
                    SAVE + ", which is not compressed");
        }
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of " + samples + " samples a pixel (tag 277) but must have 1 to " + MOST_SAMPLES,
                    SAVE + ", grey or RGB");
        }
        if (!PHOTOMETRICS.contains(photometric)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of the photometric interpretation " + photometric
                            + " (tag 262) but must be grey, a palette, RGB or YCbCr",
                    SAVE + ", grey or RGB");
        }
        if (photometric == WHITE_IS_ZERO && (format == SIGNED || bits == 32 && format != FLOATING)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of " + bits + " bits a sample (tag 258) in the sample format " + format
                            + " (tag 339) in which white is 0 (tag 262), which cannot be read",
                    SAVE + " without an inverting lookup table");
        }
        boolean known = format == FLOATING
                ? bits == 32 || bits == 64
                : (format <= SIGNED || format == UNDEFINED) && WHOLE_BITS.contains(bits);
        if (!known) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of " + bits + " bits a sample (tag 258) in the sample format " + format
                            + " (tag 339) but must have whole numbers of up to 32 bits or floats of 32 or 64",
                    SAVE + " of 8, 16 or 32 bits");
        }
    }

    /** Requires that a page, from 0, has numbers of the same kind; compression is its own affair. */
    void requireSameKind(Path path, TIFFDirectory page, int number) throws IOException {
        TiffPixels other = of(page);
        other.requireReadable(path);
        if (other.samples != samples
                || other.bits != bits
                || other.format != format
                || other.photometric != photometric) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF whose first page has " + kind() + " but page " + (number + 1) + " has " + other.kind(),
                    "save only pages of one kind");
        }
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
                    case 16 -> format == SIGNED ? VoxelType.INT16 : VoxelType.UINT16;
                    case 32 ->
                        format == FLOATING ? VoxelType.FLOAT32 : format == SIGNED ? VoxelType.INT32 : VoxelType.UINT32;
                    default -> null;
                });
    }

    /**
     * Grey values of a page, of which Java hands out 32 bits as signed and 8 bits as unsigned numbers.
     *
     * @param meaning what becomes of a page's pixels
     */
    Function<BufferedImage, PlanarImages.Grey> inRange(Function<BufferedImage, PlanarImages.Grey> meaning) {
        if (bits == 32 && format != SIGNED && format != FLOATING) {
            return page -> {
                PlanarImages.Grey grey = meaning.apply(page);
                return (raster, x, y) -> grey.at(raster, x, y) + (grey.at(raster, x, y) < 0 ? 0x1p32 : 0);
            };
        }
        if (bits == 8 && format == SIGNED) {
            return page -> (raster, x, y) -> (byte) raster.getSample(x, y, 0);
        }
        return meaning;
    }

    /** The stored numbers of a page of one sample, whatever it is shown as; floats that are mirrored round twice. */
    PlanarImages.Grey stored(BufferedImage page) {
        boolean mirrored = photometric == WHITE_IS_ZERO && !(page.getColorModel() instanceof IndexColorModel);
        double white = format == FLOATING ? 1 : Math.scalb(1.0, bits) - 1;
        return (raster, x, y) -> mirrored ? white - raster.getSampleDouble(x, y, 0) : raster.getSampleDouble(x, y, 0);
    }
}
