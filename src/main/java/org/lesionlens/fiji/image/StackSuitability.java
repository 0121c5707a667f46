package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.lesionlens.io.file.Colourfulness;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.ImageSuitability;
import org.lesionlens.pipeline.SeenImage;
import org.lesionlens.pipeline.Sequence;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/** Why an image of ImageJ may not be what a model was trained on; it is analysed all the same. */
public final class StackSuitability {
    /** The channels of a model that looks at pictures in colour. */
    static final List<String> COLORS = List.of("red", "green", "blue");

    private StackSuitability() {}

    /**
     * A sentence for each doubt about an image that the model sees with what lay round it before it was cropped.
     *
     * @param channel from 1; 0 for the one that is shown
     * @param frame from 1; 0 for all
     */
    public static List<String> ofWhole(ImagePlus image, int channel, int frame, Model model) {
        StackGrid grid = StackGrid.of(image);
        Optional<WholeGrid> whole =
                grid.lost().isEmpty() && Surround.isThere(image) ? StackGrid.whole(image) : Optional.empty();
        Optional<String> doubt =
                whole.flatMap(found -> Surround.doubt(image, found, SourceImage.volumes(image, grid, channel, frame)));
        Optional<WholeGrid> seen = doubt.isEmpty() ? whole : Optional.empty();
        List<String> warnings = warnings(
                image, grid, seen.map(WholeGrid::geometry).orElseGet(() -> geometry(image, grid, model)), model);
        doubt.ifPresent(warnings::add);
        return warnings;
    }

    /**
     * A sentence for each doubt about an image of which the model sees some channels, as they are.
     *
     * @param channels which
     */
    public static List<String> ofChannels(ImagePlus image, SourceImage.Channels channels, Model model) {
        StackGrid grid = StackGrid.of(image);
        List<ImageTraits> traits = channels.numbers().stream()
                .map(channel ->
                        CarriedKind.of(image, false, hasNegativeValues(image, Math.min(channel, image.getNChannels()))))
                .toList();
        List<String> warnings = new ArrayList<>(grid.warnings());
        warnings.addAll(ImageSuitability.warnings(geometry(image, grid, model), traits, model));
        if (channels.names().equals(COLORS) && image.getType() == ImagePlus.COLOR_RGB && !isColourful(image)) {
            warnings.add(
                    "the picture has no colours but the model looks at those of its training: what it finds here may"
                            + " be wrong.");
        }
        return warnings;
    }

    /** An image as models see it, as far as can be told before a channel is chosen; empty where it has too few of them. */
    public static Function<Model, Optional<SeenImage>> seen(ImagePlus image) {
        StackGrid grid = StackGrid.of(image);
        ImageTraits traits = traits(image);
        ImageTraits ofChannel = new ImageTraits(traits.modality(), traits.bodyPart(), false, traits.negative());
        return model -> {
            int wanted = model.channels().size();
            boolean hasAll = wanted == 1 || wanted <= SourceImage.Channels.count(image, model);
            List<ImageTraits> all = Collections.nCopies(wanted, wanted == 1 ? traits : ofChannel);
            return hasAll ? Optional.of(new SeenImage(geometry(image, grid, model), all)) : Optional.empty();
        };
    }

    /** The grid of a frame, or of all of them where a model sees them together. */
    private static VolumeGeometry geometry(ImagePlus image, StackGrid grid, Model model) {
        return image.getNFrames() > 1 && Sequence.isSeenBy(model) && areFlat(grid)
                ? Sequence.grid(grid.geometry(), image.getNFrames())
                : grid.geometry();
    }

    private static boolean areFlat(StackGrid grid) {
        return grid.geometry().size(2) == 1;
    }

    /** @throws UserMessageException if the frames of an image, which a model sees together, are no pictures */
    public static void requireFlatFrames(ImagePlus image, Model model) {
        if (image.getNSlices() > 1) {
            throw new UserMessageException(
                    "the model " + model.shownName()
                            + " sees pictures that follow each other in time but the image \"" + image.getTitle()
                            + "\" has "
                            + image.getNFrames() + " frames of " + image.getNSlices()
                            + " slices: take out one slice (Image > Duplicate..., one number under Slices), or choose another model");
        }
        if (!areFlat(StackGrid.of(image))) {
            throw new UserMessageException(
                    "the frames of the image \"" + image.getTitle()
                            + "\" are sections across their file, which the model " + model.shownName()
                            + " does not see together: save it as TIFF (File > Save As > Tiff...) and open that with File > Open...");
        }
    }

    /** Whether an image is a picture, or several of which nobody says how they lie to each other. */
    public static boolean ofPictures(ImagePlus image) {
        VolumeGeometry grid = StackGrid.of(image).geometry();
        return grid.isPlanar() || !grid.depthKnown();
    }

    /** A sentence for each doubt about an image that the model sees as it is. */
    public static List<String> ofCrop(ImagePlus image, Model model) {
        StackGrid grid = StackGrid.of(image);
        return warnings(image, grid, geometry(image, grid, model), model);
    }

    private static List<String> warnings(ImagePlus image, StackGrid grid, VolumeGeometry seen, Model model) {
        List<String> warnings = new ArrayList<>(grid.warnings());
        if (hasPalette(image)) {
            warnings.add("the image has a colour table, whose places are taken for intensities: if it is a picture,"
                    + " Image > Type > RGB Color first gives the brightness of its colours.");
        }
        warnings.addAll(ImageSuitability.warnings(seen, List.of(traits(image)), model));
        if (!grid.analysedAsShown()) {
            warnings.add("the slices lie closer than the pixels, so the volume is analysed across the slices that are"
                    + " shown: check the pixel size (Image > Properties...).");
        }
        return warnings;
    }

    private static ImageTraits traits(ImagePlus image) {
        return CarriedKind.of(image, isColourful(image), hasNegativeValues(image, image.getC()));
    }

    private static boolean isColourful(ImagePlus image) {
        if (image.getType() != ImagePlus.COLOR_RGB) {
            return false;
        }
        int[] pixels = (int[]) image.getProcessor().getPixels();
        return Colourfulness.isIn(pixels.length, pixel -> pixels[pixel]);
    }

    /** A table of any colours, not one that runs from dark to bright or through a rainbow. */
    private static boolean hasPalette(ImagePlus image) {
        ImageProcessor slice = image.getProcessor();
        return image.getBitDepth() == 8 && !image.isComposite() && slice.isColorLut() && !slice.isPseudoColorLut();
    }

    /** In the channel and frame that are shown; in the one slice that is, if the others would have to be read. */
    private static boolean hasNegativeValues(ImagePlus image, int channel) {
        if (image.getType() == ImagePlus.COLOR_RGB) {
            return false;
        }
        Padding padding = CarriedPadding.of(image);
        if (image.getStack().isVirtual()) {
            return hasNegativeValues(image.getProcessor(), image.getCalibration(), padding);
        }
        return IntStream.rangeClosed(1, image.getNSlices())
                .map(slice -> image.getStackIndex(channel, slice, image.getT()))
                .mapToObj(image.getStack()::getProcessor)
                .anyMatch(slice -> hasNegativeValues(slice, image.getCalibration(), padding));
    }

    private static boolean hasNegativeValues(ImageProcessor slice, Calibration calibration, Padding padding) {
        for (int index = 0; index < slice.getPixelCount(); index++) {
            double value = FijiVolumes.value(calibration, slice, index);
            if (value < 0 && !padding.contains((float) value)) {
                return true;
            }
        }
        return false;
    }
}
