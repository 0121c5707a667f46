package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Test tensors as images without a pixel size, and what a model says of these as a tensor. */
final class TestImages {
    private TestImages() {}

    /** One for each of the batch. */
    static List<Image> of(Tensor tensor, TensorLayout layout) {
        long[] sizes = new long[5];
        Arrays.setAll(sizes, place -> layout.size(place, tensor.shape()));
        float[] ordered = layout.fromTensor(tensor.values(), sizes);
        long[] grid = {sizes[4], sizes[3], sizes[2]};
        int voxels = Math.toIntExact(sizes[4] * sizes[3] * sizes[2]);
        List<Image> images = new ArrayList<>();
        for (int n = 0; n < sizes[0]; n++) {
            List<Image.Channel> channels = new ArrayList<>();
            for (int c = 0; c < sizes[1]; c++) {
                int start = (n * (int) sizes[1] + c) * voxels;
                float[] values = Arrays.copyOfRange(ordered, start, start + voxels);
                channels.add(new Image.Channel(
                        "channel " + c,
                        new Volume(
                                ArrayImgs.floats(values, grid),
                                VolumeGeometry.uncalibrated(grid[0], grid[1], grid[2]))));
            }
            images.add(new Image(channels));
        }
        return images;
    }

    /** @param answers a map for each channel, for each of the batch */
    static Tensor tensor(List<List<ProbabilityMap>> answers, TensorLayout layout) {
        ProbabilityMap first = answers.get(0).get(0);
        long[] grid = first.geometry().size();
        long[] sizes = {answers.size(), answers.get(0).size(), grid[2], grid[1], grid[0]};
        float[] ordered = new float[Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact))];
        int at = 0;
        for (List<ProbabilityMap> channels : answers) {
            for (ProbabilityMap map : channels) {
                for (FloatType voxel : Views.flatIterable(map.voxels())) {
                    ordered[at++] = voxel.get();
                }
            }
        }
        return new Tensor(layout.toTensor(ordered, sizes), layout.shape(sizes));
    }
}
