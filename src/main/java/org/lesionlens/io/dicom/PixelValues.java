package org.lesionlens.io.dicom;

import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.SixteenBits;

/** What a pixel is worth: as an intensity ({@link GreyValues}), or in one of its colours ({@link ColourValues}). */
@FunctionalInterface
interface PixelValues {
    /** That of a pixel, counted row by row. */
    double at(FramePixels pixels, int pixel);

    /**
     * The rule for a frame.
     *
     * @param frame the file with the attributes of the frame
     * @param band colours only of pixels that have some
     */
    static PixelValues of(DicomFile frame, PixelFormat format, Band band) throws MalformedFileException {
        return band == Band.BRIGHTNESS ? GreyValues.of(frame, format) : ColourValues.of(frame, format, band);
    }

    /** What numbers of 16 bits are worth in a frame, if they are worth a multiple of themselves and no more. */
    static SixteenBits scale(DicomFile frame, PixelFormat format, Band band) throws MalformedFileException {
        return band == Band.BRIGHTNESS ? GreyValues.scale(frame, format) : ColourValues.SCALE;
    }
}
