package org.lesionlens.io.dicom;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.lesionlens.io.dicom.codec.ColourDifferences;
import org.lesionlens.io.dicom.codec.Photometric;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.Luminance;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.SixteenBits;

/**
 * What a pixel is worth as an intensity: the brighter it is shown, the higher.
 *
 * <p>Grey numbers go through the modality transformation: ModalityLUTSequence, or RescaleSlope times number plus
 * RescaleIntercept (PS3.3 C.11.1), or DoseGridScaling times number (PS3.3 C.8.8.3). MONOCHROME1, in which low numbers are white, is mirrored first within the numbers
 * that its bits allow. Palettes and colours become luminance ({@link Luminance}), of a palette from 0 to 255.
 */
final class GreyValues {
    private GreyValues() {}

    /**
     * The rule for a frame.
     *
     * @param frame the file with the attributes of the frame
     */
    static PixelValues of(DicomFile frame, PixelFormat format) throws MalformedFileException {
        return switch (format.photometric()) {
            case MONOCHROME2 -> grey(modality(frame, format));
            case MONOCHROME1 -> grey(mirrored(frame, format));
            case PALETTE_COLOR -> palette(frame, format);
            case YBR_FULL, YBR_FULL_422 -> (pixels, pixel) -> pixels.at(pixel, 0);
            case YBR_PARTIAL_422 -> ColourDifferences.of(format)::brightness;
            case RGB, YBR_ICT, YBR_RCT ->
                (pixels, pixel) -> Luminance.of(pixels.at(pixel, 0), pixels.at(pixel, 1), pixels.at(pixel, 2));
        };
    }

    /** What whole numbers of 16 bits are worth in a frame, if they are worth a multiple of themselves and no more. */
    static SixteenBits scale(DicomFile frame, PixelFormat format) throws MalformedFileException {
        boolean mirrored = format.photometric() == Photometric.MONOCHROME1;
        boolean multiple = mirrored || format.photometric() == Photometric.MONOCHROME2;
        if (!multiple || frame.dataSet().contains(DicomAttribute.MODALITY_LUT_SEQUENCE)) {
            return SixteenBits.WHOLE_NUMBERS;
        }
        double slope = slope(frame);
        double ends = format.lowest() + format.highest();
        return mirrored
                ? new SixteenBits(format.signed(), -slope, slope * ends + intercept(frame))
                : new SixteenBits(format.signed(), slope, intercept(frame));
    }

    private static PixelValues grey(DoubleUnaryOperator modality) {
        return (pixels, pixel) -> modality.applyAsDouble(pixels.at(pixel, 0));
    }

    private static DoubleUnaryOperator mirrored(DicomFile frame, PixelFormat format) throws MalformedFileException {
        DoubleUnaryOperator modality = modality(frame, format);
        double ends = format.lowest() + format.highest();
        return stored -> modality.applyAsDouble(ends - stored);
    }

    private static DoubleUnaryOperator modality(DicomFile frame, PixelFormat format) throws MalformedFileException {
        List<DicomDataSet> tables = frame.dataSet().items(DicomAttribute.MODALITY_LUT_SEQUENCE);
        if (!tables.isEmpty()) {
            DicomFile item = frame.with(tables.get(0));
            return LookupTable.of(item, DicomAttribute.LUT_DESCRIPTOR, DicomAttribute.LUT_DATA, format.signed())::at;
        }
        double slope = slope(frame);
        double intercept = intercept(frame);
        return stored -> slope * stored + intercept;
    }

    private static double slope(DicomFile frame) throws MalformedFileException {
        double slope =
                frame.numberOr(DicomAttribute.RESCALE_SLOPE, frame.numberOr(DicomAttribute.DOSE_GRID_SCALING, 1));
        if (slope == 0) {
            throw frame.malformed(DicomAttribute.RESCALE_SLOPE
                    + " is 0, which would make all pixels alike, but must be " + "another number");
        }
        return slope;
    }

    private static double intercept(DicomFile frame) throws MalformedFileException {
        return frame.numberOr(DicomAttribute.RESCALE_INTERCEPT, 0);
    }

    private static PixelValues palette(DicomFile frame, PixelFormat format) throws MalformedFileException {
        Palette palette = Palette.of(frame, format);
        return (pixels, pixel) -> {
            double stored = pixels.at(pixel, 0);
            return palette.scale()
                    * Luminance.of(palette.entry(stored, 0), palette.entry(stored, 1), palette.entry(stored, 2));
        };
    }
}
