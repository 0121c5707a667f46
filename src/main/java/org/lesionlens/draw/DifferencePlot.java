package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * By how much two methods differ on the same cases, a row a figure: the mean difference with its interval, and every case a point.
 *
 * @param axis what the values are, and which sign speaks for which method
 * @param rows from the top, all of one unit
 */
public record DifferencePlot(String title, String axis, List<Row> rows) {
    /**
     * A figure.
     *
     * @param estimate the mean difference, finite
     * @param low where its interval begins; NaN if it is unknown
     * @param high where it ends
     * @param cases the difference of each case, may be empty
     */
    public record Row(String name, double estimate, double low, double high, List<Sample.Value> cases) {
        /** Keeps a copy. */
        public Row {
            cases = List.copyOf(cases);
        }

        private List<String> lines() {
            return Rows.lines(name, ChartStyle.numbers("+0.000;\u22120.000").format(estimate));
        }

        private DoubleStream values() {
            return DoubleStream.concat(
                    DoubleStream.of(estimate, low, high), cases.stream().mapToDouble(Sample.Value::value));
        }
    }

    /** Keeps a copy. */
    public DifferencePlot {
        rows = List.copyOf(rows);
    }

    /** Draws it. */
    public Figure figure(String name) {
        Axis values = Axis.signed(
                axis, DoubleStream.concat(DoubleStream.of(0), rows.stream().flatMapToDouble(Row::values)));
        return new Rows(rows.stream().map(Row::lines).toList()).figure(name, title, values, this::draw);
    }

    private void draw(PlotArea area) {
        area.down(0, ChartStyle.SOFT, new BasicStroke(1.4f));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            area.circles(Rows.points(row.cases(), i), 2.2, ChartStyle.translucent(ChartStyle.color(0), 0.4));
            if (Double.isFinite(row.low()) && Double.isFinite(row.high())) {
                area.line(row.low(), i, row.high(), i, ChartStyle.INK, new BasicStroke(2.4f));
                area.line(row.low(), i - Rows.HALF / 2, row.low(), i + Rows.HALF / 2, ChartStyle.INK);
                area.line(row.high(), i - Rows.HALF / 2, row.high(), i + Rows.HALF / 2, ChartStyle.INK);
            }
            area.mark(Point.of(row.estimate(), i), MarkShape.DIAMOND, 5.5, ChartStyle.color(1));
        }
    }
}
