package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.util.List;
import org.lesionlens.lesion.Percentile;

/**
 * How values of cases are spread, a row a sample: box from the first to the third quartile (linear between neighbours), line at
 * the median, diamond at the mean, whiskers to the furthest value within 1.5 heights of the box (J. W. Tukey 1977),
 * every case a point.
 *
 * @param axis of the values
 * @param samples from the top; a sample without values has an empty row
 */
public record BoxPlot(String title, Axis axis, List<Sample> samples) {
    private static final double WHISKERS = 1.5;

    /** What is drawn of a sample. */
    private record Summary(double low, double first, double median, double third, double high, double mean) {
        static Summary of(Sample sample) {
            double[] values =
                    sample.values().stream().mapToDouble(Sample.Value::value).toArray();
            double first = Percentile.of(values, 25);
            double third = Percentile.of(values, 75);
            double reach = WHISKERS * (third - first);
            double low = sample.values().stream()
                    .mapToDouble(Sample.Value::value)
                    .filter(value -> value >= first - reach)
                    .min()
                    .orElseThrow();
            double high = sample.values().stream()
                    .mapToDouble(Sample.Value::value)
                    .filter(value -> value <= third + reach)
                    .max()
                    .orElseThrow();
            return new Summary(low, first, Percentile.of(values, 50), third, high, sample.mean());
        }
    }

    /** Keeps a copy. */
    public BoxPlot {
        samples = List.copyOf(samples);
    }

    /** Draws it. */
    public Figure figure(String name) {
        Rows rows = new Rows(samples.stream()
                .map(sample ->
                        Rows.lines(sample.name(), "n = " + sample.values().size()))
                .toList());
        return rows.figure(name, title, axis, this::draw);
    }

    private void draw(PlotArea area) {
        for (int row = 0; row < samples.size(); row++) {
            Sample sample = samples.get(row);
            drawPoints(area, row, sample);
            if (!sample.values().isEmpty()) {
                drawBox(area, row, Summary.of(sample));
            }
        }
    }

    private static void drawPoints(PlotArea area, int row, Sample sample) {
        area.circles(Rows.points(sample.values(), row), 2.4, ChartStyle.translucent(ChartStyle.color(0), 0.5));
    }

    private static void drawBox(PlotArea area, int row, Summary box) {
        area.line(box.low(), row, box.first(), row, ChartStyle.INK);
        area.line(box.third(), row, box.high(), row, ChartStyle.INK);
        area.line(box.low(), row - Rows.HALF / 2, box.low(), row + Rows.HALF / 2, ChartStyle.INK);
        area.line(box.high(), row - Rows.HALF / 2, box.high(), row + Rows.HALF / 2, ChartStyle.INK);
        area.rim(box.first(), row - Rows.HALF, box.third(), row + Rows.HALF, ChartStyle.INK);
        area.line(box.median(), row - Rows.HALF, box.median(), row + Rows.HALF, ChartStyle.INK, new BasicStroke(3));
        area.mark(Point.of(box.mean(), row), MarkShape.DIAMOND, 4, ChartStyle.color(1));
    }
}
