package org.lesionlens.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lesionlens.lesion.Percentile;

/**
 * How sure figures of many cases are: groups (patients) are drawn with replacement, as many as there are, each with all of
 * its cases; the interval is that of the percentiles of the figure over the draws (linear between neighbours).
 *
 * <p>Source: B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13. A draw for which a figure is
 * not defined is left out of its interval. The same seed gives the same draws, whatever the number of threads.
 *
 * @param draws at least 1
 * @param level share of the draws that the interval holds, above 0, below 1
 * @param seed of the draws
 */
public record Bootstrap(int draws, double level, long seed) {
    /** 2000 draws, 95 %. */
    public static final Bootstrap USUAL = new Bootstrap(2000, 0.95, 24);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Bootstrap {
        if (draws < 1 || !(level > 0 && level < 1)) {
            throw new IllegalArgumentException("draws is " + draws + " and level is " + level
                    + " but there must be at least 1 draw and a level above 0 and below 1");
        }
    }

    /**
     * Intervals of several figures of the same cases, from the same draws.
     *
     * @param groups of each case
     * @return for each figure its value over the cases as they are, with its interval; {@link Interval#NONE} where that is
     *     not defined; no interval if there is one group only
     */
    public List<Interval> intervals(List<String> groups, List<WeightedFigure> figures) {
        int[] groupOf = numbers(groups);
        int count = Arrays.stream(groupOf).max().orElse(-1) + 1;
        double[][] values = new double[figures.size()][draws];
        SplittableRandom random = new SplittableRandom(seed);
        for (int draw = 0; draw < draws && count > 1; draw++) {
            int[] copies = copies(groupOf, count, random);
            for (int figure = 0; figure < values.length; figure++) {
                values[figure][draw] = figures.get(figure).of(copies);
            }
        }
        int[] once = once(groupOf.length);
        return IntStream.range(0, values.length)
                .mapToObj(i -> interval(figures.get(i).of(once), count > 1 ? values[i] : new double[0]))
                .toList();
    }

    /** Each of some cases once. */
    static int[] once(int cases) {
        int[] once = new int[cases];
        Arrays.fill(once, 1);
        return once;
    }

    /** Interval of one figure, likewise. */
    public Interval interval(List<String> groups, WeightedFigure figure) {
        return intervals(groups, List.of(figure)).get(0);
    }

    private static int[] copies(int[] groupOf, int groups, SplittableRandom random) {
        int[] drawn = new int[groups];
        for (int i = 0; i < groups; i++) {
            drawn[random.nextInt(groups)]++;
        }
        return Arrays.stream(groupOf).map(group -> drawn[group]).toArray();
    }

    /** The number of each case's group, from 0 in their order. */
    static int[] numbers(List<String> groups) {
        Map<String, Integer> numbers = new HashMap<>();
        return groups.stream()
                .mapToInt(group -> numbers.computeIfAbsent(group, added -> numbers.size()))
                .toArray();
    }

    private Interval interval(double estimate, double[] values) {
        double[] defined =
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        double tail = 100 * (1 - level) / 2;
        return Double.isNaN(estimate)
                ? Interval.NONE
                : new Interval(estimate, Percentile.of(defined, tail), Percentile.of(defined, 100 - tail));
    }
}
