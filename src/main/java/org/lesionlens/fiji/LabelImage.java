package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.util.List;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * The lesions of a label image or mask, copied.
 *
 * @param title of the image
 * @param grid of the image
 * @param labels as they stand in it
 */
record LabelImage(String title, StackGrid grid, LabelMap labels) {
    private static final String PREFIX = "Labels of ";

    /**
     * Copies a frame (from 1).
     *
     * @throws IllegalArgumentException if the image holds no labels or has no such frame
     */
    static LabelImage of(ImagePlus image, int frame) {
        if (frame < 1 || frame > image.getNFrames()) {
            throw new IllegalArgumentException("the frame is " + frame + " but the image \"" + image.getTitle()
                    + "\" has " + image.getNFrames() + ": choose one of these");
        }
        StackGrid grid = StackGrid.of(image);
        return new LabelImage(image.getTitle(), grid, FijiVolumes.readLabels(image, grid, frame));
    }

    /** The image that the labels were made from, by its title. */
    String source() {
        return title.startsWith(PREFIX) ? title.substring(PREFIX.length()) : title;
    }

    /** What the label image of an image is called. */
    static String titleFor(String source) {
        return PREFIX + source;
    }

    /** The lesions without class; their probabilities are unknown. */
    static List<Lesion> measure(LabelMap labels) {
        ProbabilityMap unknown = ProbabilityMap.allocate(labels.geometry());
        for (FloatType voxel : Views.iterable(unknown.voxels())) {
            voxel.set(Float.NaN);
        }
        return LesionMeasurements.measure(labels, unknown);
    }

    /** A table to be shown. */
    static Result table(String source, List<Lesion> lesions, StackGrid grid) {
        ResultsTable table = LesionTable.empty();
        LesionTable.add(table, source, lesions, grid);
        return new Result.Table(LesionTable.title(source), table);
    }
}
