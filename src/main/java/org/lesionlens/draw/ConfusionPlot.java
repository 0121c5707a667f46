package org.lesionlens.draw;

import java.awt.Color;
import java.util.List;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * How often each class was taken for each: a row an expected class, a column a predicted one; the darker a cell, the larger its share of
 * the row.
 *
 * @param expected classes of the rows, from the top
 * @param predicted classes of the columns
 * @param counts by row, then column
 */
public record ConfusionPlot(String title, List<String> expected, List<String> predicted, List<List<Long>> counts) {
    private static final int ROW = 56;
    private static final int FRAME = 120;
    private static final int LEAST = 220;
    private static final int LONGEST = 20;
    private static final int LETTERS = 60;
    private static final int MOST_WORDS = 12;

    /** Must have a count for each pair. */
    public ConfusionPlot {
        expected = List.copyOf(expected);
        predicted = List.copyOf(predicted);
        counts = counts.stream().map(List::copyOf).toList();
        int columns = predicted.size();
        if (counts.isEmpty()
                || counts.size() != expected.size()
                || counts.stream().anyMatch(row -> row.size() != columns)) {
            throw new IllegalArgumentException("counts are " + counts + " but there must be " + expected.size()
                    + " rows of " + columns + " columns, at least 1");
        }
    }

    /** Draws it. */
    public Figure figure(String name) {
        SymbolAxis rows = ChartStyle.names("expected class", expected, LONGEST);
        rows.setInverted(true);
        SymbolAxis columns = ChartStyle.names("predicted class", predicted, Math.max(4, LETTERS / predicted.size()));
        XYPlot plot = ChartStyle.plot(columns, rows, this::draw);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        return ChartStyle.figure(name, title, plot, Math.max(LEAST, FRAME + ROW * expected.size()), List.of());
    }

    private void draw(PlotArea area) {
        for (int row = 0; row < expected.size(); row++) {
            long all = counts.get(row).stream().mapToLong(Long::longValue).sum();
            for (int column = 0; column < predicted.size(); column++) {
                long count = counts.get(row).get(column);
                drawCell(area, row, column, count, all == 0 ? 0 : count / (double) all);
            }
        }
    }

    private void drawCell(PlotArea area, int row, int column, long count, double share) {
        area.box(column - 0.5, row - 0.5, column + 0.5, row + 0.5, shade(share));
        area.rim(column - 0.5, row - 0.5, column + 0.5, row + 0.5, Color.WHITE);
        Color ink = share > 0.5 ? Color.WHITE : ChartStyle.INK;
        Point middle = Point.of(column, row);
        boolean room = predicted.size() <= MOST_WORDS;
        area.text(Long.toString(count), middle, "middle", 0, room ? -8 : 0, ink);
        if (room) {
            area.text(Math.round(100 * share) + " %", middle, "middle", 0, 8, ink);
        }
    }

    /** From almost white to blue. */
    private static Color shade(double share) {
        Color full = ChartStyle.color(0);
        double rest = 1 - (0.06 + 0.94 * share);
        return new Color(mixed(full.getRed(), rest), mixed(full.getGreen(), rest), mixed(full.getBlue(), rest));
    }

    private static int mixed(int full, double white) {
        return (int) Math.round(full + (255 - full) * white);
    }
}
