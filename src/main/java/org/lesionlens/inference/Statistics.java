package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.lesionlens.volume.Block;

/** What the numbers of channels are like, in passes over slabs of them on all cores; sums are in double, in the order of the slabs. */
final class Statistics {
    /** Voxels of a slab: bounds the memory. */
    private static final int SLAB = 1 << 21;

    private static final int MOST_PLANES = 32;
    private static final int BINS = 1 << 16;

    private Statistics() {}

    /**
     * Mean and population standard deviation.
     *
     * @param count of voxels; if 0 the others are 0
     */
    record Moments(long count, double mean, double deviation) {}

    /** Which voxels count. */
    interface Selection {
        /** Moves those that count to the front and says how many they are. */
        int keep(float[] values, Block block);
    }

    static final Selection ALL = (values, block) -> values.length;

    static final Selection NONZERO = (values, block) -> {
        int kept = 0;
        for (float value : values) {
            values[kept] = value;
            kept += value != 0 ? 1 : 0;
        }
        return kept;
    };

    /** Those above a value. */
    static Selection above(double threshold) {
        return (values, block) -> {
            int kept = 0;
            for (float value : values) {
                values[kept] = value;
                kept += value > threshold ? 1 : 0;
            }
            return kept;
        };
    }

    private record Sum(long count, double sum) {
        Sum plus(Sum other) {
            return new Sum(count + other.count, sum + other.sum);
        }
    }

    /** Of all channels together. */
    static Moments moments(List<Voxels> channels, Selection selection) {
        Sum sum = total(channels, selection, 0, false);
        if (sum.count() == 0) {
            return new Moments(0, 0, 0);
        }
        double mean = sum.sum() / sum.count();
        Sum squares = total(channels, selection, mean, true);
        return new Moments(sum.count(), mean, Math.sqrt(squares.sum() / sum.count()));
    }

    /** Of numbers at hand. */
    static Moments moments(float[] values, int count) {
        if (count == 0) {
            return new Moments(0, 0, 0);
        }
        double mean = sum(values, count, 0, false) / count;
        return new Moments(count, mean, Math.sqrt(sum(values, count, mean, true) / count));
    }

    private static Sum total(List<Voxels> channels, Selection selection, double origin, boolean squares) {
        Sum all = new Sum(0, 0);
        for (Voxels channel : channels) {
            List<Sum> slabs = bySlab(channel, block -> {
                float[] values = channel.read(block);
                int count = selection.keep(values, block);
                return new Sum(count, sum(values, count, origin, squares));
            });
            all = slabs.stream().reduce(all, Sum::plus);
        }
        return all;
    }

    private static double sum(float[] values, int count, double origin, boolean squares) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double value = values[i] - origin;
            sum += squares ? value * value : value;
        }
        return sum;
    }

    /** The lowest voxel. */
    static float lowest(Voxels voxels) {
        return bySlab(voxels, block -> {
                    float[] values = voxels.read(block);
                    float lowest = values[0];
                    for (float value : values) {
                        lowest = Math.min(lowest, value);
                    }
                    return lowest;
                })
                .stream()
                .reduce(Float.POSITIVE_INFINITY, Math::min);
    }

    /** Something of each slab, in their order. */
    static <T> List<T> bySlab(Voxels voxels, Function<Block, T> of) {
        long plane = (long) voxels.size(0) * voxels.size(1);
        int planes = (int) Math.max(1, Math.min(MOST_PLANES, SLAB / plane));
        int depth = voxels.size(2);
        return IntStream.range(0, (depth + planes - 1) / planes)
                .parallel()
                .mapToObj(slab -> {
                    int z = slab * planes;
                    return of.apply(new Block(0, 0, z, voxels.size(0), voxels.size(1), Math.min(planes, depth - z)));
                })
                .toList();
    }

    /**
     * Percentiles as numpy's {@code percentile} gives them by default: linear between the two nearest ranks. Exact: the
     * first pass counts the upper 16 bits of the numbers, the second the lower ones where the ranks lie.
     *
     * @param percents 0 to 100
     */
    static double[] percentiles(List<Voxels> channels, double... percents) {
        return percentiles(true, channels, percents);
    }

    /** @param between whether a percentile may lie between two values; else it is one of them, as numpy's {@code inverted_cdf} */
    static double[] percentiles(boolean between, List<Voxels> channels, double... percents) {
        long count = channels.stream()
                .mapToLong(voxels -> (long) voxels.size(0) * voxels.size(1) * voxels.size(2))
                .sum();
        return Arrays.stream(percents)
                .map(percent -> {
                    double place = place(between, percent, count);
                    long rank = (long) place;
                    double low = atRank(channels, rank);
                    double part = place - rank;
                    return part == 0 ? low : low + part * (atRank(channels, rank + 1) - low);
                })
                .toArray();
    }

    /** By its order among so many values, from 0. */
    private static double place(boolean between, double percent, long count) {
        return between ? percent / 100 * (count - 1) : Math.max(0, Math.ceil(percent / 100 * count) - 1);
    }

    private static double atRank(List<Voxels> channels, long rank) {
        long[] upper = histogram(channels, key -> key >>> 16);
        int bin = binOf(upper, rank);
        long before = Arrays.stream(upper, 0, bin).sum();
        long[] lower = histogram(channels, key -> key >>> 16 == bin ? key & 0xffff : -1);
        return value(bin << 16 | binOf(lower, rank - before));
    }

    private static int binOf(long[] counts, long rank) {
        long passed = 0;
        int bin = 0;
        while (passed + counts[bin] <= rank) {
            passed += counts[bin++];
        }
        return bin;
    }

    private interface Bin {
        int of(int key);
    }

    private static long[] histogram(List<Voxels> channels, Bin bin) {
        long[] counts = new long[BINS];
        for (Voxels channel : channels) {
            bySlab(channel, block -> {
                int[] slab = new int[BINS];
                for (float value : channel.read(block)) {
                    int at = bin.of(key(value));
                    if (at >= 0) {
                        slab[at]++;
                    }
                }
                synchronized (counts) {
                    Arrays.setAll(counts, i -> counts[i] + slab[i]);
                }
                return slab.length;
            });
        }
        return counts;
    }

    /** A number whose unsigned order is that of the values. */
    private static int key(float value) {
        int bits = Float.floatToIntBits(value + 0f); // -0 is 0
        return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
    }

    private static float value(int key) {
        return Float.intBitsToFloat(key < 0 ? key ^ Integer.MIN_VALUE : ~key);
    }

    /** The same of numbers at hand, which are sorted. */
    static double[] percentiles(float[] values, double... percents) {
        return percentiles(true, values, percents);
    }

    static double[] percentiles(boolean between, float[] values, double... percents) {
        Arrays.sort(values);
        return Arrays.stream(percents)
                .map(percent -> {
                    double place = place(between, percent, values.length);
                    int rank = (int) place;
                    double next = values[Math.min(rank + 1, values.length - 1)];
                    return values[rank] + (place - rank) * (next - values[rank]);
                })
                .toArray();
    }
}
