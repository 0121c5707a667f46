package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.plugin.LutLoader;
import ij.process.LUT;
import java.awt.Color;
import java.awt.image.IndexColorModel;
import java.util.List;
import java.util.function.IntFunction;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/** Label and probability images with the calibration and the grid of their source. */
final class LesionImages {
    private LesionImages() {}

    /** 16 bit, a colour for each lesion; a frame for each map. */
    static ImagePlus labels(String title, List<LabelMap> maps, StackGrid grid) {
        return labels(title, maps, grid, LesionColors::of);
    }

    /** The same in colours by label. */
    static ImagePlus labels(String title, List<LabelMap> maps, StackGrid grid, IntFunction<Color> colors) {
        ImageStack stack = new ImageStack(grid.columns(), grid.rows());
        maps.forEach(map -> FijiVolumes.addLabels(stack, map, grid));
        ImagePlus image = image(title, stack, grid, maps.size());
        image.setLut(LesionColors.table(colors));
        image.setDisplayRange(0, 255);
        return image;
    }

    /** 32 bit, 0 to 1; a frame for each map. */
    static ImagePlus probability(String title, List<ProbabilityMap> maps, StackGrid grid) {
        ImageStack stack = new ImageStack(grid.columns(), grid.rows());
        maps.forEach(map -> FijiVolumes.addProbability(stack, map, grid));
        ImagePlus image = image(title, stack, grid, maps.size());
        IndexColorModel fire = LutLoader.getLut("fire");
        if (fire != null) {
            image.setLut(new LUT(fire, 0, 1));
        }
        image.setDisplayRange(0, 1);
        return image;
    }

    private static ImagePlus image(String title, ImageStack stack, StackGrid grid, int frames) {
        for (int index = 0; index < stack.size(); index++) {
            stack.setSliceLabel(grid.sliceLabel(index % grid.slices()), index + 1);
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.setDimensions(1, grid.slices(), frames);
        image.setOpenAsHyperStack(frames > 1);
        grid.attachTo(image);
        return image;
    }
}
