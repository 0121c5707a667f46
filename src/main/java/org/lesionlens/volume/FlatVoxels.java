package org.lesionlens.volume;

import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/** Reads and writes many voxels that follow each other at once, x fastest, however they are stored. */
public final class FlatVoxels {
    private FlatVoxels() {}

    /** Reads as many voxels as the array has, from an index on. */
    public static void read(RandomAccessibleInterval<FloatType> voxels, long first, float[] into) {
        float[] array = VoxelStorage.array(voxels);
        PagedFloats paged = PagedFloats.of(voxels);
        if (array != null) {
            System.arraycopy(array, Math.toIntExact(first), into, 0, into.length);
        } else if (paged != null) {
            paged.read(first, into, 0, into.length);
        } else {
            Cursor<FloatType> cursor = from(voxels, first);
            for (int i = 0; i < into.length; i++) {
                into[i] = cursor.next().get();
            }
        }
    }

    /** Reads as many labels as the array has, from an index on: numbers of 16 bits without a sign. */
    public static void read(RandomAccessibleInterval<UnsignedShortType> labels, long first, short[] into) {
        short[] array = VoxelStorage.labelArray(labels);
        if (array != null) {
            System.arraycopy(array, Math.toIntExact(first), into, 0, into.length);
            return;
        }
        Cursor<UnsignedShortType> cursor = from(labels, first);
        for (int i = 0; i < into.length; i++) {
            into[i] = cursor.next().getShort();
        }
    }

    /** Writes the first values of an array, from an index on. */
    public static void write(RandomAccessibleInterval<FloatType> voxels, long first, float[] values, int count) {
        float[] array = VoxelStorage.array(voxels);
        PagedFloats paged = PagedFloats.of(voxels);
        if (array != null) {
            System.arraycopy(values, 0, array, Math.toIntExact(first), count);
        } else if (paged != null) {
            paged.write(first, values, 0, count);
        } else {
            Cursor<FloatType> cursor = from(voxels, first);
            for (int i = 0; i < count; i++) {
                cursor.next().set(values[i]);
            }
        }
    }

    private static <T> Cursor<T> from(RandomAccessibleInterval<T> voxels, long first) {
        Cursor<T> cursor = Views.flatIterable(voxels).cursor();
        cursor.jumpFwd(first);
        return cursor;
    }
}
