package org.lesionlens.fiji.image;

import ij.ImagePlus;
import org.lesionlens.draw.GreyWindow;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.volume.ImageTraits;

/**
 * One grey window for two images: the same intensities where they are Hounsfield units, else those that are as bright within the
 * soft tissue of each, since the scale of MR and ultrasound differs from scan to scan.
 */
public record SharedGreyWindow(IntensityWindow of, IntensityWindow other) {
    private static final IntensityWindow SAME = new IntensityWindow(0, 1);

    /** What is black and white in the tissue of both. */
    public static SharedGreyWindow between(LoadedVolume one, LoadedVolume two) {
        return isHounsfield(one.traits()) && isHounsfield(two.traits())
                ? new SharedGreyWindow(SAME, SAME)
                : new SharedGreyWindow(tissue(one), tissue(two));
    }

    private static boolean isHounsfield(ImageTraits traits) {
        return traits.modality().map("CT"::equals).orElse(traits.negative());
    }

    private static IntensityWindow tissue(LoadedVolume loaded) {
        GreyWindow window = GreyWindow.of(loaded.volume());
        return new IntensityWindow(window.black(), window.white());
    }

    /** Shows the second image as the first one is shown now; both made by {@link FijiVolumes}. Colours stay as they are. */
    public void apply(ImagePlus from, ImagePlus to) {
        if (isInColour(from) || isInColour(to)) {
            return;
        }
        double black = moved(from.getDisplayRangeMin() - shift(from)) + shift(to);
        double white = moved(from.getDisplayRangeMax() - shift(from)) + shift(to);
        if (to.getDisplayRangeMin() != black || to.getDisplayRangeMax() != white) {
            to.setDisplayRange(black, white);
            to.updateAndDraw();
        }
    }

    private static boolean isInColour(ImagePlus image) {
        return image.getType() == ImagePlus.COLOR_RGB;
    }

    private double moved(double intensity) {
        double share = (intensity - of.black()) / (of.white() - of.black());
        return other.black() + share * (other.white() - other.black());
    }

    /** What is added to intensities that 16 bits hold without a sign. */
    private static double shift(ImagePlus image) {
        return image.getCalibration().isSigned16Bit() ? 32768 : 0;
    }
}
