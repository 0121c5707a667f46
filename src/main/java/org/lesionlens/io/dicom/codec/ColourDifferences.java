package org.lesionlens.io.dicom.codec;

/**
 * What pixels of a brightness (Y) and two colour differences (Cb, Cr) are in red, green and blue (PS3.3 C.7.6.3.1.2, Rec. 601):
 * the nearest whole numbers that their bits allow.
 *
 * @param black the Y of black
 * @param middle the Cb and Cr of grey
 * @param white the brightest that bits allow
 * @param ofBrightness what a step of Y is worth
 * @param ofDifference what a step of Cb or Cr is worth
 */
public record ColourDifferences(double black, double middle, double white, double ofBrightness, double ofDifference) {
    private static final double RED_OF_CR = 1.402;
    private static final double BLUE_OF_CB = 1.772;
    private static final double OF_RED = 0.299;
    private static final double OF_GREEN = 0.587;
    private static final double OF_BLUE = 0.114;
    private static final double GREEN_OF_CB = -OF_BLUE * BLUE_OF_CB / OF_GREEN;
    private static final double GREEN_OF_CR = -OF_RED * RED_OF_CR / OF_GREEN;
    private static final double STEPS = 255;
    private static final double PARTIAL_BLACK = 16;
    private static final double PARTIAL_STEPS = 219;
    private static final double PARTIAL_DIFFERENCES = 224;

    /** Those of a format; YBR_PARTIAL_422 leaves levels below black and above white free. */
    public static ColourDifferences of(PixelFormat format) {
        double middle = Math.scalb(1.0, format.bits() - 1);
        double white = 2 * middle - 1;
        return format.photometric() == Photometric.YBR_PARTIAL_422
                ? new ColourDifferences(
                        PARTIAL_BLACK, middle, white, STEPS / PARTIAL_STEPS, STEPS / PARTIAL_DIFFERENCES)
                : new ColourDifferences(0, middle, white, 1, 1);
    }

    /** One of the colours red, green and blue, from 0. */
    public double colour(FramePixels pixels, int pixel, int colour) {
        double cb = ofDifference * (pixels.at(pixel, 1) - middle);
        double cr = ofDifference * (pixels.at(pixel, 2) - middle);
        double more = switch (colour) {
            case 0 -> RED_OF_CR * cr;
            case 1 -> GREEN_OF_CB * cb + GREEN_OF_CR * cr;
            default -> BLUE_OF_CB * cb;
        };
        return whole(ofBrightness * (pixels.at(pixel, 0) - black) + more);
    }

    private double whole(double value) {
        return Math.max(0, Math.min(white, Math.floor(value + 0.5)));
    }

    /** Pixels of brightness and differences as pixels of red, green and blue. */
    FramePixels asColours(FramePixels pixels) {
        return (pixel, sample) -> colour(pixels, pixel, sample);
    }

    /** Pixels of red, green and blue as pixels of brightness and differences, not rounded. */
    FramePixels ofColours(FramePixels pixels) {
        return (pixel, sample) -> {
            double y = OF_RED * pixels.at(pixel, 0) + OF_GREEN * pixels.at(pixel, 1) + OF_BLUE * pixels.at(pixel, 2);
            return switch (sample) {
                case 0 -> black + y / ofBrightness;
                case 1 -> middle + (pixels.at(pixel, 2) - y) / BLUE_OF_CB / ofDifference;
                default -> middle + (pixels.at(pixel, 0) - y) / RED_OF_CR / ofDifference;
            };
        };
    }

    /** How bright a pixel is, in the range of its colours. */
    public double brightness(FramePixels pixels, int pixel) {
        return Math.max(0, Math.min(white, ofBrightness * (pixels.at(pixel, 0) - black)));
    }
}
