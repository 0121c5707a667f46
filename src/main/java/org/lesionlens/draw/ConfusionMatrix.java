package org.lesionlens.draw;

import java.awt.Color;
import java.util.List;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * How often each class was taken for each: a row an expected class, a column a predicted one; the darker a cell, the larger its share of
 * the row.
 *
 * @param classes in the order of rows and columns
 * @param counts by row, then column; square
 */
public record ConfusionMatrix(String title, List<String> classes, List<List<Integer>> counts) {
    private static final int ROW = 56;
    private static final int FRAME = 120;
    private static final int LEAST = 300;
    private static final int LONGEST = 20;
    private static final int LETTERS = 60;

    /** Must be square. */
    public ConfusionMatrix {
        classes = List.copyOf(classes);
        counts = counts.stream().map(List::copyOf).toList();
        int side = classes.size();
        if (side == 0 || counts.size() != side || counts.stream().anyMatch(row -> row.size() != side)) {
            throw new IllegalArgumentException(
                    "counts are " + counts + " but there must be " + side + " rows of as many columns, at least 1");
        }
    }

    /** Draws it. */
    public Figure figure(String name) {
        SymbolAxis rows = ChartStyle.names("expected class", classes, LONGEST);
        rows.setInverted(true);
        XYPlot plot = ChartStyle.plot(
                ChartStyle.names("predicted class", classes, Math.max(4, LETTERS / classes.size())), rows, this::draw);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        return ChartStyle.figure(name, title, plot, Math.max(LEAST, FRAME + ROW * classes.size()), List.of());
    }

    private void draw(PlotArea area) {
        for (int row = 0; row < classes.size(); row++) {
            int all = counts.get(row).stream().mapToInt(Integer::intValue).sum();
            for (int column = 0; column < classes.size(); column++) {
                int count = counts.get(row).get(column);
                drawCell(area, row, column, count, all == 0 ? 0 : count / (double) all);
            }
        }
    }

    private static void drawCell(PlotArea area, int row, int column, int count, double share) {
        area.box(column - 0.5, row - 0.5, column + 0.5, row + 0.5, shade(share));
        area.rim(column - 0.5, row - 0.5, column + 0.5, row + 0.5, Color.WHITE);
        Color ink = share > 0.5 ? Color.WHITE : ChartStyle.INK;
        Point middle = Point.of(column, row);
        area.text(Integer.toString(count), middle, "middle", 0, -8, ink);
        area.text(Math.round(100 * share) + " %", middle, "middle", 0, 8, ink);
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
