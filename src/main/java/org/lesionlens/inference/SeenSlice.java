package org.lesionlens.inference;

import java.util.Map;
import java.util.Set;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** A slice of an image as a segmenting network saw it, alone or in a window of several, and where the cells of its maps lie in it. */
public sealed interface SeenSlice permits SliceInput, BoxInput {
    /** Which slice of the volume it is, in stored order. */
    long slice();

    /** The grid of the slice. */
    VolumeGeometry grid();

    /** The output that says the probability of lesion. */
    String answer();

    /**
     * Sends what the network sees through it.
     *
     * @param outputs the names of the outputs to return
     * @throws org.lesionlens.model.UnsuitableModelException if the model lacks an output
     */
    Map<String, Tensor> run(OnnxModel segmenter, Set<String> outputs);

    /** The probability of lesion on the slice, from what {@link #run} returned of {@link #answer()}. */
    Volume probabilityOnSlice(Map<String, Tensor> outputs);

    /**
     * The cell that a voxel of the slice lies in.
     *
     * @param voxel x, y, z in the volume
     * @throws IllegalArgumentException if the voxel lies outside the slice
     * @throws org.lesionlens.volume.UsageException if it lies outside what the network saw
     */
    int cell(Cells cells, long... voxel);

    /** Width, height and depth of a cell, in mm; in pixels where the image is not calibrated. */
    double[] cellSize(Cells cells);

    /**
     * Brings a map to the slice's own grid, linear between the cells' centres; NaN where the network saw nothing.
     *
     * @return a volume of one slice, where the slice lies in the volume
     */
    Volume onSlice(float[] map, Cells cells);
}
