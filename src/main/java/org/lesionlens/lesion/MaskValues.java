package org.lesionlens.lesion;

import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.FlatVoxels;
import org.lesionlens.volume.LabelMap;

/** The values of a mask, which may be kinds of lesions. */
public final class MaskValues {
    private static final int VALUES = 65536;
    private static final int MOST = 32;
    private static final int CHUNK = 1 << 16;

    private MaskValues() {}

    /** A copy with the values that are wanted; all else is background. */
    public static LabelMap only(LabelMap map, IntPredicate wanted) {
        return mapped(map, value -> wanted.test(value) ? value : 0);
    }

    /**
     * A copy with other values; background stays background.
     *
     * @param other of each value above 0, 0 to 65535
     */
    public static LabelMap mapped(LabelMap map, IntUnaryOperator other) {
        int[] others = new int[VALUES];
        IntStream.range(1, VALUES).forEach(value -> others[value] = other.applyAsInt(value));
        LabelMap copy = LabelMap.allocate(map.geometry());
        Cursor<UnsignedShortType> target = Views.flatIterable(copy.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(map.voxels())) {
            int value = voxel.get();
            target.fwd();
            if (value != 0) {
                target.get().set(others[value]);
            }
        }
        return copy;
    }

    /** The values above 0. */
    public static BitSet of(LabelMap map) {
        BitSet values = new BitSet();
        long count = map.geometry().voxelCount();
        for (long first = 0; first < count; first += CHUNK) {
            short[] voxels = new short[(int) Math.min(CHUNK, count - first)];
            FlatVoxels.read(map.voxels(), first, voxels);
            short last = 0;
            for (short voxel : voxels) {
                if (voxel != last) {
                    last = voxel;
                    values.set(voxel & 0xFFFF);
                }
            }
        }
        values.clear(0);
        return values;
    }

    /** Whether the values look like kinds: there are a few, and not each of them is one lesion. */
    public static boolean areKinds(LabelMap map) {
        int values = of(map).cardinality();
        if (values < 2 || values > MOST) {
            return false;
        }
        return of(ConnectedComponents.labelEach(map)).cardinality() > values;
    }
}
