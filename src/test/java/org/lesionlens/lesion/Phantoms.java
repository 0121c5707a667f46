package org.lesionlens.lesion;

import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Masks whose answers are known. */
public final class Phantoms {
    /** Says of a voxel index whether it is lesion. */
    public interface Shape {
        boolean contains(long x, long y, long z);
    }

    private Phantoms() {}

    public static LabelMap mask(VolumeGeometry geometry, Shape shape) {
        LabelMap mask = LabelMap.allocate(geometry);
        paint(mask, 1, shape);
        return mask;
    }

    static void paint(LabelMap labels, int label, Shape shape) {
        Cursor<UnsignedShortType> voxel = labels.voxels().localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            if (shape.contains(voxel.getLongPosition(0), voxel.getLongPosition(1), voxel.getLongPosition(2))) {
                voxel.get().set(label);
            }
        }
    }

    /** Half-open, as bounding boxes are. */
    public static Shape box(long xMin, long yMin, long zMin, long xMax, long yMax, long zMax) {
        return (x, y, z) -> x >= xMin && x < xMax && y >= yMin && y < yMax && z >= zMin && z < zMax;
    }

    public static LabelMap noise(VolumeGeometry geometry, Random random, double share) {
        return mask(geometry, (x, y, z) -> random.nextDouble() < share);
    }

    /** Probability 1 where there is a label. */
    static ProbabilityMap certain(LabelMap labels) {
        ProbabilityMap probability = ProbabilityMap.allocate(labels.geometry());
        Cursor<FloatType> voxel = probability.voxels().localizingCursor();
        RandomAccess<UnsignedShortType> label = labels.voxels().randomAccess();
        while (voxel.hasNext()) {
            voxel.fwd();
            voxel.get().set(label.setPositionAndGet(voxel).get() == 0 ? 0 : 1);
        }
        return probability;
    }

    /** Uniform noise, smoothed by means over cubes of 3: blobs round 0.5. */
    public static Volume smoothNoise(VolumeGeometry geometry, Random random) {
        Volume noise = Volume.allocate(geometry);
        noise.voxels().forEach(voxel -> voxel.set(random.nextFloat()));
        Volume smooth = Volume.allocate(geometry);
        RandomAccess<FloatType> source = Views.extendBorder(noise.voxels()).randomAccess();
        Cursor<FloatType> target = smooth.voxels().localizingCursor();
        while (target.hasNext()) {
            target.fwd();
            float sum = 0;
            for (int i = 0; i < 27; i++) {
                source.setPosition(target);
                source.move(i % 3 - 1, 0);
                source.move(i / 3 % 3 - 1, 1);
                source.move(i / 9 - 1, 2);
                sum += source.get().get();
            }
            target.get().set(sum / 27);
        }
        return smooth;
    }
}
