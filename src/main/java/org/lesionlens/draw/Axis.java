package org.lesionlens.draw;

import java.util.stream.DoubleStream;

/**
 * What runs along an axis of a chart.
 *
 * @param label name, with its unit in brackets
 * @param low where it begins
 * @param high where it ends, above {@code low}; both are finite
 */
public record Axis(String label, double low, double high) {
    private static final double MARGIN = 0.05;

    /** Must rise. */
    public Axis {
        if (!(low < high && Double.isFinite(high - low))) {
            throw new IllegalArgumentException(
                    "the axis '" + label + "' runs from " + low + " to " + high + " but must rise and be finite");
        }
    }

    /** From 0 to 1. */
    public static Axis share(String label) {
        return new Axis(label, 0, 1);
    }

    /** The same round 0, of values that have a sign. */
    public static Axis signed(String label, DoubleStream values) {
        double[] all = values.filter(Double::isFinite).toArray();
        return DoubleStream.of(all).allMatch(value -> value == 0)
                ? new Axis(label, -1, 1)
                : over(label, DoubleStream.of(all));
    }

    /**
     * Over all values that are finite, and a little more; begins at 0 if none is below and the smallest is not far above; from 0 to 1
     * if all are 0.
     */
    public static Axis over(String label, DoubleStream values) {
        double[] finite = values.filter(Double::isFinite).toArray();
        if (DoubleStream.of(finite).allMatch(value -> value == 0)) {
            return share(label);
        }
        double least = DoubleStream.of(finite).min().getAsDouble();
        double most = DoubleStream.of(finite).max().getAsDouble();
        boolean fromZero = least >= 0 && least < most / 2;
        double margin = most > least ? MARGIN * (most - least) : Math.max(Math.abs(most) * MARGIN, Double.MIN_NORMAL);
        return new Axis(label, fromZero ? 0 : least - margin, most + margin);
    }

    /** From tick to tick: 1, 2 or 5 times a power of ten, so that there are 4 to 10. */
    double step() {
        double rough = (high - low) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double times = rough / power;
        return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
    }
}
