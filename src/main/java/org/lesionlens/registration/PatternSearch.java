package org.lesionlens.registration;

import java.util.function.ToDoubleFunction;

/**
 * Climbs to a maximum of a function of several numbers without its slope: along each number to the top of a parabola, then on
 * the way that all of them took, with steps that are halved as it comes near (Hooke and Jeeves, Journal of the ACM 8:212-229,
 * 1961).
 */
final class PatternSearch {
    private static final int MOST_ROUNDS = 60;

    private final ToDoubleFunction<double[]> function;
    private double[] top;
    private double best;

    private PatternSearch(ToDoubleFunction<double[]> function, double[] start) {
        this.function = function;
        this.top = start.clone();
        this.best = function.applyAsDouble(start);
    }

    /**
     * Where a climb ends.
     *
     * @param start left as it is
     * @param step the first step along each number
     * @param smallest ends when steps would be smaller
     */
    static double[] maximum(ToDoubleFunction<double[]> function, double[] start, double step, double smallest) {
        PatternSearch search = new PatternSearch(function, start);
        double length = step;
        for (int round = 0; round < MOST_ROUNDS && length >= smallest; round++) {
            double[] before = search.top.clone();
            for (int number = 0; number < start.length; number++) {
                search.along(number, length);
            }
            search.further(before);
            if (distance(before, search.top) < length) {
                length /= 2;
            }
        }
        return search.top;
    }

    /** To the higher neighbour, or to the top of the parabola between the two. */
    private void along(int number, double step) {
        double[] middle = top;
        double here = best;
        double up = tried(middle, number, step);
        double down = tried(middle, number, -step);
        double bend = 2 * here - up - down;
        if (bend > 0) {
            double vertex = Math.max(-2, Math.min(2, (up - down) / (2 * bend)));
            tried(middle, number, vertex * step);
        }
    }

    private double tried(double[] from, int number, double offset) {
        double[] place = from.clone();
        place[number] += offset;
        return tried(place);
    }

    private double tried(double... place) {
        double value = function.applyAsDouble(place);
        if (value > best) {
            best = value;
            top = place;
        }
        return value;
    }

    /** As far again as a round went. */
    private void further(double... before) {
        double[] place = top.clone();
        for (int number = 0; number < place.length; number++) {
            place[number] += top[number] - before[number];
        }
        tried(place);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int number = 0; number < a.length; number++) {
            sum += (a[number] - b[number]) * (a[number] - b[number]);
        }
        return Math.sqrt(sum);
    }
}
