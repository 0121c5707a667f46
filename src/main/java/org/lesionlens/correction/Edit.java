package org.lesionlens.correction;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;

/**
 * What one step changes: written to the voxels at once, and kept as runs along x of one number before and one after, in the
 * order in which they were written. A run takes 16 bytes.
 */
final class Edit {
    private static final int RUN_BYTES = 16;
    private static final int OWN_BYTES = 512;

    private final String name;
    private final Object state = new Object();
    private final int nextBefore;
    private final RandomAccess<UnsignedShortType> voxel;
    private final long width;
    private final long height;

    private final SortedMap<Integer, String> classesBefore = new TreeMap<>();
    private final SortedMap<Integer, String> classesAfter = new TreeMap<>();

    private long[] start = new long[16];
    private int[] length = new int[16];
    private char[] before = new char[16];
    private char[] after = new char[16];
    private int count;
    /** Runs that were told of already, which must not become longer. */
    private int told;

    private int nextAfter;

    /** @param next the number that the next new lesion gets */
    Edit(String name, LabelMap labels, int next) {
        this.name = name;
        this.nextBefore = next;
        this.nextAfter = next;
        this.voxel = labels.voxels().randomAccess();
        this.width = labels.geometry().size(0);
        this.height = labels.geometry().size(1);
    }

    /** The number of a voxel as it is now. */
    int number(int x, int y, int z) {
        moveTo(x, y, z);
        return voxel.get().get();
    }

    /** Gives a voxel to a lesion; 0 to the background. */
    void set(int x, int y, int z, int number) {
        int old = number(x, y, z);
        if (old == number) {
            return;
        }
        voxel.get().set(number);
        long index = ((long) z * height + y) * width + x;
        int last = count - 1;
        if (count > told
                && x > 0
                && start[last] + length[last] == index
                && before[last] == old
                && after[last] == number) {
            length[last]++;
        } else {
            open(index, old, number);
        }
        nextAfter = Math.max(nextAfter, number + 1);
    }

    private void open(long index, int old, int number) {
        if (count == start.length) {
            resize(Math.multiplyExact(count, 2));
        }
        start[count] = index;
        length[count] = 1;
        before[count] = (char) old;
        after[count++] = (char) number;
    }

    private void resize(int runs) {
        start = Arrays.copyOf(start, runs);
        length = Arrays.copyOf(length, runs);
        before = Arrays.copyOf(before, runs);
        after = Arrays.copyOf(after, runs);
    }

    private void moveTo(long x, long y, long z) {
        voxel.setPosition(x, 0);
        voxel.setPosition(y, 1);
        voxel.setPosition(z, 2);
    }

    /** Gives a lesion another class; empty is none. */
    void setClass(int number, String old, String other) {
        classesBefore.putIfAbsent(number, old);
        classesAfter.put(number, other);
    }

    /** Writes the voxels again as they were before, or as they were after. */
    void write(boolean asBefore) {
        for (int i = 0; i < count; i++) {
            int run = asBefore ? count - 1 - i : i;
            int number = asBefore ? before[run] : after[run];
            moveTo(start[run] % width, start[run] / width % height, start[run] / width / height);
            for (int voxels = length[run]; voxels > 0; voxels--) {
                voxel.get().set(number);
                voxel.fwd(0);
            }
        }
    }

    /** Tells the lesions which voxels they gain and lose by runs that they were not told of, and what that comes to. */
    void tellRest(Extents extents, Tally tally) {
        for (int run = told; run < count; run++) {
            tell(run, before[run], after[run], extents, tally);
        }
        told = count;
    }

    /** Tells of all runs: undone from the last to the first, or done again. */
    void tellAll(boolean undone, Extents extents, Tally tally) {
        for (int i = 0; i < count; i++) {
            int run = undone ? count - 1 - i : i;
            tell(run, undone ? after[run] : before[run], undone ? before[run] : after[run], extents, tally);
        }
    }

    /** What all runs come to. */
    void addTo(Tally tally) {
        for (int run = 0; run < count; run++) {
            tally.add(before[run], after[run], box(run));
        }
    }

    private void tell(int run, int was, int is, Extents extents, Tally tally) {
        BoundingBox voxels = box(run);
        if (was != 0) {
            extents.remove(was, length[run]);
        }
        if (is != 0) {
            extents.add(is, voxels);
        }
        tally.add(was, is, voxels);
    }

    private BoundingBox box(int run) {
        long x = start[run] % width;
        long y = start[run] / width % height;
        long z = start[run] / width / height;
        return new BoundingBox(x, y, z, x + length[run], y + 1, z + 1);
    }

    /** No voxel is written any more. */
    void close() {
        resize(count);
    }

    boolean isEmpty() {
        return count == 0 && classesAfter.isEmpty();
    }

    long bytes() {
        return OWN_BYTES + (long) RUN_BYTES * count;
    }

    String name() {
        return name;
    }

    /** Stands for the labels as they are when all of it is done. */
    Object state() {
        return state;
    }

    int next(boolean asBefore) {
        return asBefore ? nextBefore : nextAfter;
    }

    SortedMap<Integer, String> classes(boolean asBefore) {
        return asBefore ? classesBefore : classesAfter;
    }
}
