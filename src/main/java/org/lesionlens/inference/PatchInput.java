package org.lesionlens.inference;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The patch round a lesion in one slice as a classifying network sees it, and where the cells of the network's maps lie in
 * that slice. Immutable.
 */
public final class PatchInput {
    private final LesionPatch patch;
    private final WindowGrid grid;

    private PatchInput(LesionPatch patch, WindowGrid grid) {
        this.patch = patch;
        this.grid = grid;
    }

    /**
     * Cuts a patch as {@link LesionClassifier} does.
     *
     * @param slices for a classifier
     * @param labels the lesions, on the volume's grid
     * @param slice 0 to slices - 1, in stored order
     * @param label a lesion that the slice cuts
     * @throws UnsuitableModelException if the model does not classify
     * @throws IllegalArgumentException if the slice does not cut the lesion
     *      *      */
    public static PatchInput of(PreparedSlices slices, LabelMap labels, long slice, int label) {
        Model classifier = slices.model();
        if (classifier.task() != Task.CLASSIFICATION) {
            throw new UnsuitableModelException("the model " + classifier.name()
                    + " does not classify lesions, so there is nothing to explain of a class: choose one that does");
        }
        RandomAccessibleInterval<UnsignedShortType> labelSlice =
                slices.orientation().slice(labels.voxels(), slice);
        requirePresent(labelSlice, slice, label);
        Window.Patch window = (Window.Patch) classifier.network().window();
        LesionPatch patch = LesionPatch.cut(slices.slice(slice), labelSlice, label, slices, window);
        return new PatchInput(
                patch, grid(patch, window.step(), slices, slices.geometry().slice(slice)));
    }

    private static void requirePresent(RandomAccessibleInterval<UnsignedShortType> slice, long number, int label) {
        for (UnsignedShortType voxel : Views.iterable(slice)) {
            if (voxel.get() == label) {
                return;
            }
        }
        throw new IllegalArgumentException(
                "slice " + number + " does not cut lesion " + label + ": choose one that does");
    }

    /** The inverse of the sampling in {@link LesionPatch}. */
    private static WindowGrid grid(LesionPatch patch, double step, PreparedSlices slices, VolumeGeometry slice) {
        long columns = slices.orientation().columns();
        long rows = slices.orientation().rows();
        return new WindowGrid(
                slice,
                places(columns, (double) slices.columns() / columns, patch.x(), step, patch.side()),
                places(rows, (double) slices.rows() / rows, patch.y(), step, patch.side()));
    }

    private static double[] places(long shown, double modelPixels, double middle, double step, int side) {
        double first = ((modelPixels / 2 - 0.5 - middle) / step + side / 2.0) / side;
        return WindowGrid.places(Math.toIntExact(shown), first, modelPixels / step / side);
    }

    /**
     * Sends the patch through the network.
     *
     * @param outputs the names of the outputs to return
     * @throws UnsuitableModelException if the model lacks an output
     */
    public Map<String, Tensor> run(OnnxModel classifier, Set<String> outputs) {
        return classifier.runAnywhere(LesionPatch.stack(List.of(patch)), outputs);
    }

    /**
     * Brings a map to the slice's own grid, bilinear between the cells' centres; NaN outside the patch.
     *
     * @param map cells in row-major order
     * @param columns cells along a row
     * @param rows cells along a column
     * @return a volume of one slice, where the slice lies in the volume
     */
    public Volume onSlice(float[] map, int columns, int rows) {
        return grid.onSlice(map, columns, rows);
    }
}
