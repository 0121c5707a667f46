package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import ij.util.DicomTools;
import java.util.OptionalDouble;
import org.lesionlens.volume.CtSurround;
import org.lesionlens.volume.Padding;

/**
 * The padding of DICOM that ImageJ opened itself, by the header that it keeps with the slices: PixelPaddingValue to
 * PixelPaddingRangeLimit, rescaled as ImageJ rescales the pixels, or the surround of a CT ({@link CtSurround}).
 */
final class HeaderPadding {
    private static final String MODALITY = "0008,0060";
    private static final String PIXEL_REPRESENTATION = "0028,0103";
    private static final String VALUE = "0028,0120";
    private static final String LIMIT = "0028,0121";
    private static final String INTERCEPT = "0028,1052";
    private static final String SLOPE = "0028,1053";

    private HeaderPadding() {}

    /** None if the image has no such header, or nothing is padding. */
    static Padding of(ImagePlus image) {
        String modality = DicomTools.getTag(image, MODALITY);
        if (modality == null || image.getType() == ImagePlus.COLOR_RGB) {
            return Padding.NONE;
        }
        OptionalDouble value = number(image, VALUE);
        if (value.isPresent()) {
            double first = intensity(image, value.getAsDouble());
            double last = intensity(image, number(image, LIMIT).orElse(value.getAsDouble()));
            return new Padding((float) Math.min(first, last), (float) Math.max(first, last));
        }
        return modality.strip().equals("CT") ? surround(image) : Padding.NONE;
    }

    private static OptionalDouble number(ImagePlus image, String tag) {
        String text = DicomTools.getTag(image, tag);
        try {
            return text == null || text.isBlank()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Double.parseDouble(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** ImageJ shows the number without its sign. */
    private static double intensity(ImagePlus image, double shown) {
        boolean signed = number(image, PIXEL_REPRESENTATION).orElse(0) == 1;
        double stored = signed ? (short) (long) shown : shown;
        return number(image, SLOPE).orElse(1) * stored
                + number(image, INTERCEPT).orElse(0);
    }

    private static Padding surround(ImagePlus image) {
        ImageProcessor slice = image.getProcessor();
        Calibration calibration = image.getCalibration();
        float[] pixels = new float[slice.getPixelCount()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) FijiVolumes.value(calibration, slice, i);
        }
        float surround = CtSurround.of(pixels, slice.getWidth(), slice.getHeight());
        return Float.isNaN(surround) ? Padding.NONE : new Padding(surround, surround);
    }
}
