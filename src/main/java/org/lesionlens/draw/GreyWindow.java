package org.lesionlens.draw;

import java.util.Arrays;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import org.lesionlens.volume.Volume;

/**
 * From intensities to grey levels, so that the soft tissue has contrast: the darkest half per cent of the voxels is
 * black, the brightest two per cent (fat, vessels) are white. Padding does not count.
 *
 * @param black intensity shown as 0
 * @param white intensity shown as 255, above black
 */
public record GreyWindow(double black, double white) {
    private static final int SAMPLES = 100_000;
    private static final double BLACK = 0.005;
    private static final double WHITE = 0.98;

    /** The window of a volume, from at most 200000 of its voxels; what is no tissue does not count. */
    public static GreyWindow of(Volume volume) {
        long step = Math.max(1, volume.geometry().voxelCount() / SAMPLES);
        float[] samples = new float[(int) ((volume.geometry().voxelCount() - 1) / step + 1)];
        RandomAccess<FloatType> voxel = volume.tissue().randomAccess();
        for (int i = 0; i < samples.length; i++) {
            long rest = i * step;
            for (int axis = 0; axis < 3; axis++) {
                voxel.setPosition(rest % volume.geometry().size(axis), axis);
                rest /= volume.geometry().size(axis);
            }
            samples[i] = voxel.get().get();
        }
        Arrays.sort(samples); // NaN last
        int count = samples.length;
        while (count > 0 && Float.isNaN(samples[count - 1])) {
            count--;
        }
        if (count == 0) {
            return new GreyWindow(0, 1);
        }
        double black = samples[(int) (BLACK * (count - 1))];
        double white = samples[(int) (WHITE * (count - 1))];
        return new GreyWindow(black, white > black ? white : black + 1);
    }

    /** 0 to 255; NaN is black. */
    int grey(float value) {
        return (int) Math.round(255 * Math.min(1, Math.max(0, (value - black) / (white - black))));
    }
}
