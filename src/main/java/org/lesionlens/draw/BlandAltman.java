package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Stroke;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/**
 * How far two measurements of the same cases lie apart, over how large they are, with bias and 95 % limits of agreement: mean
 * difference, and 1.96 standard deviations (of n - 1) round it. J. M. Bland and D. G. Altman 1986.
 *
 * @param quantity what was measured, as "volume"
 * @param unit of both
 */
public record BlandAltman(String title, String quantity, String unit, List<Pair> pairs) {
    private static final int HEIGHT = 400;
    /** Between the area and what stands beside it, and beyond that. */
    private static final int GAPS = 16;

    private static final String UPPER = "+1.96 SD";
    private static final String LOWER = "\u22121.96 SD";
    /** What is left of a difference of equal numbers. */
    private static final double NOTHING = 1e-9;

    private static final double LIMIT = 1.96;

    /** The two measurements of a case. */
    public record Pair(String caseName, double reference, double predicted) {
        double difference() {
            return predicted - reference;
        }

        double mean() {
            return (predicted + reference) / 2;
        }
    }

    /** Keeps a copy. */
    public BlandAltman {
        pairs = List.copyOf(pairs);
    }

    /** Mean of predicted - reference; NaN without pairs. */
    public double bias() {
        return differences().average().orElse(Double.NaN);
    }

    /** Half of the distance between the limits of agreement; NaN of fewer than two pairs. */
    public double halfWidth() {
        double bias = bias();
        return pairs.size() < 2
                ? Double.NaN
                : LIMIT
                        * Math.sqrt(
                                differences().map(d -> (d - bias) * (d - bias)).sum() / (pairs.size() - 1));
    }

    private DoubleStream differences() {
        return pairs.stream().mapToDouble(Pair::difference);
    }

    /** Draws it. */
    public Figure figure(String name) {
        Axis means = Axis.over(
                "mean of reference and predicted " + quantity + " (" + unit + ")",
                pairs.stream().mapToDouble(Pair::mean));
        Axis differences = Axis.signed(
                "predicted \u2212 reference (" + unit + ")",
                DoubleStream.concat(
                        differences(), DoubleStream.of(0, bias() - 1.1 * halfWidth(), bias() + 1.1 * halfWidth())));
        XYPlot plot = ChartStyle.plot(ChartStyle.axis(means), ChartStyle.axis(differences), this::draw);
        plot.setDomainGridlinesVisible(false);
        plot.setInsets(new RectangleInsets(0, 0, 0, GAPS + widest()));
        return ChartStyle.figure(name, title, plot, HEIGHT, List.of());
    }

    /** Of the texts beside the area. */
    private double widest() {
        return Stream.of(UPPER, signed(bias()), signed(bias() + halfWidth()), signed(bias() - halfWidth()))
                .mapToDouble(ChartStyle::width)
                .max()
                .orElseThrow();
    }

    private void draw(PlotArea area) {
        area.across(0, ChartStyle.SOFT, new BasicStroke(1));
        List<Point> points = pairs.stream()
                .map(pair ->
                        new Point(pair.caseName() + ": " + signed(pair.difference()), pair.mean(), pair.difference()))
                .toList();
        area.circles(points, 3.2, ChartStyle.translucent(ChartStyle.color(0), 0.6));
        List<PlotArea.Beside> labels = new ArrayList<>();
        if (!pairs.isEmpty()) {
            labels.add(line(area, bias(), "bias", new BasicStroke(1.8f)));
        }
        if (pairs.size() > 1) {
            labels.add(line(area, bias() + halfWidth(), UPPER, ChartStyle.dashed(1.8f, 6, 4)));
            labels.add(line(area, bias() - halfWidth(), LOWER, ChartStyle.dashed(1.8f, 6, 4)));
        }
        area.beside(labels);
    }

    private PlotArea.Beside line(PlotArea area, double value, String what, Stroke stroke) {
        area.across(value, ChartStyle.color(1), stroke);
        return new PlotArea.Beside(value, List.of(what, signed(value)), ChartStyle.INK);
    }

    private String signed(double value) {
        double size = Math.abs(value);
        if (size < NOTHING) {
            return "0.00 " + unit;
        }
        String digits = size < 0.1
                ? new BigDecimal(size).round(new MathContext(2)).toPlainString()
                : ChartStyle.numbers("0.00").format(size);
        return (value < 0 ? "\u2212" : "+") + digits + " " + unit;
    }
}
