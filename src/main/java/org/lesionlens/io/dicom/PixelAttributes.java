package org.lesionlens.io.dicom;

import java.util.Optional;
import org.lesionlens.io.dicom.codec.Photometric;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.TextHeader;

/** What attributes say of how pixels are stored (PS3.3 C.7.6.3). */
final class PixelAttributes {
    private static final int MOST_FRAMES = 1 << 16;

    private PixelAttributes() {}

    /** Of 8, 16 or 32 bits a sample, or 64 where they are floating-point; all else is refused by name. */
    static PixelFormat format(DicomFile file, DicomAttribute pixels) throws MalformedFileException {
        Photometric photometric = photometric(file);
        int allocated = allocated(file, pixels);
        boolean whole = pixels == DicomAttribute.PIXEL_DATA;
        int bits = whole ? file.requireWhole(DicomAttribute.BITS_STORED, 1, allocated) : allocated;
        boolean hasHighBit = whole && file.dataSet().contains(DicomAttribute.HIGH_BIT);
        int highBit = hasHighBit ? file.requireWhole(DicomAttribute.HIGH_BIT, bits - 1, allocated - 1) : bits - 1;
        if (photometric == Photometric.YBR_PARTIAL_422 && bits != Byte.SIZE) {
            throw new MalformedFileException(
                    file.path(), "has colours of " + bits + " bits as YBR_PARTIAL_422, which has 8", Remedy.RGB.text());
        }
        return new PixelFormat(
                file.requireWhole(DicomAttribute.ROWS, 1, PixelFormat.MAX_SIZE),
                file.requireWhole(DicomAttribute.COLUMNS, 1, PixelFormat.MAX_SIZE),
                photometric,
                photometric.samples > 1 && file.numberOr(DicomAttribute.PLANAR_CONFIGURATION, 0) == 1,
                allocated / 8,
                bits,
                highBit + 1 - bits,
                whole && file.requireWhole(DicomAttribute.PIXEL_REPRESENTATION, 0, 1) == 1 && photometric.samples == 1);
    }

    /** A sentence where a file says that colours are signed, which they never are (PS3.3 C.7.6.3.1.2). */
    static Optional<String> signedColours(DicomFile file, PixelFormat format) throws MalformedFileException {
        return format.photometric().samples > 1 && file.numberOr(DicomAttribute.PIXEL_REPRESENTATION, 0) == 1
                ? Optional.of(
                        "the file says that its colours are signed numbers (" + DicomAttribute.PIXEL_REPRESENTATION
                                + " 1), which colours never are: they are read as numbers from 0")
                : Optional.empty();
    }

    private static Photometric photometric(DicomFile file) throws MalformedFileException {
        String meaning = file.require(DicomAttribute.PHOTOMETRIC_INTERPRETATION);
        int samples = file.dataSet().contains(DicomAttribute.SAMPLES_PER_PIXEL)
                ? file.requireWhole(DicomAttribute.SAMPLES_PER_PIXEL, 1, 4)
                : 1;
        return Photometric.of(meaning)
                .filter(p -> p.samples == samples)
                .orElseThrow(() -> file.malformed(DicomAttribute.PHOTOMETRIC_INTERPRETATION + " is "
                        + TextHeader.shown(meaning) + " with " + samples
                        + " samples a pixel but must be MONOCHROME1, MONOCHROME2 or PALETTE COLOR with 1, or RGB, "
                        + "YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422, YBR_ICT or YBR_RCT with 3"));
    }

    private static int allocated(DicomFile file, DicomAttribute pixels) throws MalformedFileException {
        if (pixels == DicomAttribute.FLOAT_PIXEL_DATA) {
            return 32;
        }
        if (pixels == DicomAttribute.DOUBLE_FLOAT_PIXEL_DATA) {
            return 64;
        }
        int allocated = file.requireWhole(DicomAttribute.BITS_ALLOCATED, 1, 64);
        if (allocated == 1) {
            throw new MalformedFileException(
                    file.path(),
                    "has pixels of 1 bit (" + DicomAttribute.BITS_ALLOCATED
                            + "), which are read of segmentations (DICOM SEG) only",
                    "export it again with 8 or 16 bits a pixel");
        }
        if (allocated != 8 && allocated != 16 && allocated != 32) {
            throw file.malformed(DicomAttribute.BITS_ALLOCATED + " is " + allocated + " but must be 8, 16 or 32");
        }
        return allocated;
    }

    /** The number of frames that a file announces: 1 if it says nothing. */
    static int frames(DicomFile file) throws MalformedFileException {
        return file.numbers(DicomAttribute.NUMBER_OF_FRAMES).length == 0
                ? 1
                : file.requireWhole(DicomAttribute.NUMBER_OF_FRAMES, 1, MOST_FRAMES);
    }
}
