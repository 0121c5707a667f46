package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.model.ModelDescription;
import org.lesionlens.pipeline.FieldOfView;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.VolumeGeometry;

/** Why an image may not be what a model was trained on; it is analysed all the same. */
public final class ImageSuitability {
    private static final int COLOUR_DIFFERENCE = 10;
    private static final double COLOURED_SHARE = 0.02;

    private ImageSuitability() {}

    /**
     * A sentence for each doubt about an image that the model sees with what lay round it before it was cropped.
     *
     * @param channel from 1; 0 for the one that is shown
     * @param frame from 1; 0 for all
     */
    public static List<String> ofWhole(ImagePlus image, int channel, int frame, ModelDescription model) {
        StackGrid grid = StackGrid.of(image);
        Optional<WholeGrid> whole =
                grid.lost().isEmpty() && Surround.isThere(image) ? StackGrid.whole(image) : Optional.empty();
        Optional<String> doubt =
                whole.flatMap(found -> Surround.doubt(image, found, SourceImage.volumes(image, grid, channel, frame)));
        Optional<WholeGrid> seen = doubt.isEmpty() ? whole : Optional.empty();
        List<String> warnings =
                warnings(image, grid, seen.map(WholeGrid::geometry).orElse(grid.geometry()), model);
        doubt.ifPresent(warnings::add);
        return warnings;
    }

    /** A sentence for each doubt about an image that the model sees as it is. */
    public static List<String> ofCrop(ImagePlus image, ModelDescription model) {
        StackGrid grid = StackGrid.of(image);
        return warnings(image, grid, grid.geometry(), model);
    }

    private static List<String> warnings(ImagePlus image, StackGrid grid, VolumeGeometry seen, ModelDescription model) {
        List<String> warnings = new ArrayList<>(grid.warnings());
        String kind = model.image() + " " + model.modality();
        if (isColourful(image)) {
            warnings.add("the image is in colour, as photographs are, but the model was trained on " + kind
                    + " images: its result will mean little.");
        }
        if (hasPalette(image)) {
            warnings.add("the image has a colour table, whose places are taken for intensities: if it is a picture,"
                    + " Image > Type > RGB Color first gives the brightness of its colours.");
        }
        if (model.modality().equals("MR") && hasNegativeValues(image)) {
            warnings.add("the image has negative values, as CT has in Hounsfield units, but the model was trained on "
                    + kind + " images: check that it is one.");
        }
        if (!grid.geometry().calibrated()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the image has no pixel size: it is taken to be %.0f mm wide, and nothing is measured in mm"
                            + " (Image > Properties... sets it).",
                    model.window().fieldOfViewMm()));
        }
        warnings.addAll(FieldOfView.warnings(seen, model));
        if (!grid.analysedAsShown()) {
            warnings.add("the slices lie closer than the pixels, so the volume is analysed across the slices that are"
                    + " shown: check the pixel size (Image > Properties...).");
        }
        return warnings;
    }

    private static boolean isColourful(ImagePlus image) {
        if (image.getType() != ImagePlus.COLOR_RGB) {
            return false;
        }
        int[] pixels = (int[]) image.getProcessor().getPixels();
        long coloured = 0;
        for (int rgb : pixels) {
            int red = rgb >> 16 & 0xff;
            int green = rgb >> 8 & 0xff;
            int blue = rgb & 0xff;
            int spread = Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
            coloured += spread > COLOUR_DIFFERENCE ? 1 : 0;
        }
        return coloured > COLOURED_SHARE * pixels.length;
    }

    /** A table of any colours, not one that runs from dark to bright or through a rainbow. */
    private static boolean hasPalette(ImagePlus image) {
        ImageProcessor slice = image.getProcessor();
        return image.getBitDepth() == 8 && !image.isComposite() && slice.isColorLut() && !slice.isPseudoColorLut();
    }

    /** In the slice that is shown; the whole stack may be virtual. */
    private static boolean hasNegativeValues(ImagePlus image) {
        if (image.getType() == ImagePlus.COLOR_RGB) {
            return false;
        }
        ImageProcessor slice = image.getProcessor();
        Calibration calibration = image.getCalibration();
        Padding padding = CarriedPadding.of(image);
        for (int index = 0; index < slice.getPixelCount(); index++) {
            double value = calibration.calibrated() ? calibration.getCValue(slice.getf(index)) : slice.getf(index);
            if (value < 0 && !padding.contains((float) value)) {
                return true;
            }
        }
        return false;
    }
}
