package org.lesionlens.lesion;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.FlatVoxels;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The lesion voxels of a volume as runs of one value along x, in stored order, joined into components of one value.
 *
 * <p>Two passes after L. He, Y. Chao, K. Suzuki, "A run-based two-scan labeling algorithm", IEEE Trans. Image Process.
 * 17(5), 2008, here in 3D: the first finds the runs, then runs that touch are joined in a union-find whose roots are the
 * first runs of their components; the second writes the labels, touching lesion voxels only.
 */
public final class Runs {
    private static final int MOST_LABELS = 65535;
    private static final int MOST_RUNS = Integer.MAX_VALUE - 8;
    private static final int CHUNK = 1 << 16;

    private final int width;
    private final int height;
    /** For each row (y fastest) its first run; one more at the end. */
    private final int[] rowStart;

    private int count;
    private int[] first = new int[1024];
    private int[] last = new int[1024];
    private int[] value = new int[1024];
    private int[] parent;

    private Runs(long[] size) {
        width = requireInt("voxels along x", size[0]);
        height = requireInt("voxels along y", size[1]);
        rowStart = new int[requireInt("rows (y times z)", size[1] * size[2]) + 1];
    }

    /**
     * Finds the runs of the labels whose value is not 0, and joins those of one value that touch.
     *
     * @param valueOf from 0 to 0
     * @throws UnsuitableImageException if there are 2^31 - 8 runs or rows, or more
     */
    public static Runs of(LabelMap map, IntUnaryOperator valueOf) {
        Runs runs = new Runs(map.geometry().size());
        runs.scan(map, valueOf);
        runs.join();
        return runs;
    }

    /** Finds the runs of the voxels whose value is not 0, and joins those of one value that touch. */
    static <T> Runs of(RandomAccessibleInterval<T> voxels, ToIntFunction<? super T> valueOf) {
        Runs runs = new Runs(voxels.dimensionsAsLongArray());
        runs.scan(Views.flatIterable(voxels).cursor(), valueOf);
        runs.join();
        return runs;
    }

    /** Rows, y fastest: y times z. */
    public int rows() {
        return rowStart.length - 1;
    }

    /** Rows of a slice. */
    public int height() {
        return height;
    }

    /** Voxels of a row. */
    public int width() {
        return width;
    }

    /** The first run of a row; of the number of rows that of all runs. */
    public int start(int row) {
        return rowStart[row];
    }

    /** x of the first voxel of a run. */
    public int first(int run) {
        return first[run];
    }

    /** x of the last voxel of a run. */
    public int last(int run) {
        return last[run];
    }

    /** Writes the components of at least {@code minimumVoxels} voxels, numbered by falling size, then first voxel. */
    LabelMap label(VolumeGeometry geometry, long minimumVoxels) {
        return paint(labels(minimumVoxels), geometry);
    }

    /**
     * For each run the number of its component, from 1 by falling size, then first voxel; 0 if that is smaller than asked.
     *
     * @throws UnsuitableImageException if more than 65535 are left
     */
    public int[] labels(long minimumVoxels) {
        long[] voxels = voxelsOfRoots();
        int[] roots = IntStream.range(0, count)
                .filter(run -> parent[run] == run && voxels[run] >= minimumVoxels)
                .toArray();
        requireNumberable(roots.length);
        int[] labels = new int[count];
        int label = 0;
        for (int root : byFallingSize(roots, voxels)) {
            labels[root] = ++label;
        }
        for (int run = 0; run < count; run++) {
            labels[run] = labels[root(run)];
        }
        return labels;
    }

    private void scan(LabelMap map, IntUnaryOperator valueOf) {
        int rowsAtOnce = Math.max(1, CHUNK / width);
        short[] background = new short[width];
        int row = 0;
        while (row < rows()) {
            int end = (int) Math.min((long) row + rowsAtOnce, rows());
            short[] voxels = new short[(end - row) * width];
            FlatVoxels.read(map.voxels(), (long) row * width, voxels);
            for (int inChunk = row; inChunk < end; inChunk++) {
                rowStart[inChunk] = count;
                scanRow(voxels, (inChunk - row) * width, background, valueOf);
            }
            row = end;
        }
        rowStart[rows()] = count;
    }

    /** Background is compared many voxels at a time. */
    private void scanRow(short[] voxels, int start, short[] background, IntUnaryOperator valueOf) {
        int before = 0;
        int x = 0;
        while (x < width) {
            if (voxels[start + x] == 0) {
                int end = start + width;
                int skipped = Arrays.mismatch(voxels, start + x, end, background, x, width);
                x = skipped < 0 ? width : x + skipped;
                before = 0;
            } else {
                before = visit(x, valueOf.applyAsInt(voxels[start + x] & 0xFFFF), before);
                x++;
            }
        }
    }

    private int visit(int x, int found, int before) {
        if (found != 0 && found != before) {
            open(x, found);
        }
        if (found != 0) {
            last[count - 1] = x;
        }
        return found;
    }

    private <T> void scan(Cursor<T> cursor, ToIntFunction<? super T> valueOf) {
        for (int row = 0; row < rowStart.length - 1; row++) {
            rowStart[row] = count;
            scanRow(cursor, valueOf);
        }
        rowStart[rowStart.length - 1] = count;
    }

    private <T> void scanRow(Cursor<T> cursor, ToIntFunction<? super T> valueOf) {
        int before = 0;
        for (int x = 0; x < width; x++) {
            before = visit(x, valueOf.applyAsInt(cursor.next()), before);
        }
    }

    private void open(int x, int found) {
        if (count == first.length) {
            if (count == MOST_RUNS) {
                throw new UnsuitableImageException("lesion voxels form more than " + MOST_RUNS
                        + " runs along x: raise the threshold or split the volume");
            }
            int larger = (int) Math.min(2L * count, MOST_RUNS);
            first = Arrays.copyOf(first, larger);
            last = Arrays.copyOf(last, larger);
            value = Arrays.copyOf(value, larger);
        }
        value[count] = found;
        first[count++] = x;
    }

    /** Joins the runs of each row with those of the four neighbouring rows that come before it. */
    private void join() {
        parent = IntStream.range(0, count).toArray();
        for (int row = 0; row < rowStart.length - 1; row++) {
            int y = row % height;
            if (y > 0) {
                joinRows(row, row - 1);
            }
            if (row >= height) {
                for (int other = Math.max(y - 1, 0); other <= Math.min(y + 1, height - 1); other++) {
                    joinRows(row, row - y - height + other);
                }
            }
        }
    }

    private void joinRows(int rowA, int rowB) {
        int a = rowStart[rowA];
        int b = rowStart[rowB];
        while (a < rowStart[rowA + 1] && b < rowStart[rowB + 1]) {
            uniteIfOne(a, b);
            if (last[a] == last[b] && a + 1 < rowStart[rowA + 1]) {
                uniteIfOne(a + 1, b); // runs of two values may follow each other without a gap
            }
            if (last[a] < last[b]) {
                a++;
            } else {
                b++;
            }
        }
    }

    private void uniteIfOne(int a, int b) {
        if (value[a] == value[b] && first[a] <= last[b] + 1 && first[b] <= last[a] + 1) {
            unite(a, b);
        }
    }

    private void unite(int a, int b) {
        int rootA = root(a);
        int rootB = root(b);
        parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    /** Halves the path on its way. */
    private int root(int run) {
        int node = run;
        while (parent[node] != node) {
            parent[node] = parent[parent[node]];
            node = parent[node];
        }
        return node;
    }

    private long[] voxelsOfRoots() {
        long[] voxels = new long[count];
        for (int run = 0; run < count; run++) {
            voxels[root(run)] += last[run] - first[run] + 1;
        }
        return voxels;
    }

    /** The sort is stable and the roots come in stored order. */
    private static int[] byFallingSize(int[] roots, long[] voxels) {
        return Arrays.stream(roots)
                .boxed()
                .sorted(Comparator.comparingLong(root -> -voxels[root]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private LabelMap paint(int[] labels, VolumeGeometry geometry) {
        LabelMap map = LabelMap.allocate(geometry);
        RandomAccess<UnsignedShortType> voxel = map.voxels().randomAccess();
        for (int row = 0; row < rowStart.length - 1; row++) {
            voxel.setPosition(row % height, 1);
            voxel.setPosition(row / height, 2);
            for (int run = rowStart[row]; run < rowStart[row + 1]; run++) {
                paint(voxel, run, labels[run]);
            }
        }
        return map;
    }

    private void paint(RandomAccess<UnsignedShortType> voxel, int run, int label) {
        voxel.setPosition(first[run], 0);
        for (int x = first[run]; x <= last[run] && label > 0; x++) {
            voxel.get().set(label);
            voxel.fwd(0);
        }
    }

    private static void requireNumberable(int lesions) {
        if (lesions > MOST_LABELS) {
            throw new UnsuitableImageException(lesions + " separate lesions were found but a label map holds at most "
                    + MOST_LABELS + ", so this is probably noise or an intensity image: choose a label image, or raise"
                    + " the threshold or the smallest lesion");
        }
    }

    private static int requireInt(String name, long value) {
        if (value > MOST_RUNS) {
            throw new UnsuitableImageException(
                    name + " are " + value + " but at most " + MOST_RUNS + " can be labelled: split the volume");
        }
        return (int) value;
    }
}
