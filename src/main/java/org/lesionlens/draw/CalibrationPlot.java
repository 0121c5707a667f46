package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CombinedDomainXYPlot;

/**
 * How often predictions of a probability are right, by bins of equal width, with the diagonal of perfect calibration; below, how
 * many there are.
 *
 * @param bins from the lowest to the highest, all of them, so their number says their width
 */
public record CalibrationPlot(String title, List<Bin> bins) {
    private static final int HEIGHT = 500;

    /**
     * Predictions whose probability lies in a bin.
     *
     * @param probability their mean probability, 0 to 1; not used if there are none
     * @param right the share of them that is right, 0 to 1; not used if there are none
     * @param count how many they are
     */
    public record Bin(double probability, double right, long count) {}

    /** Keeps a copy. */
    public CalibrationPlot {
        bins = List.copyOf(bins);
    }

    /** Draws it. */
    public Figure figure(String name) {
        NumberAxis shared = ChartStyle.axis(Axis.share("predicted probability (mean of the bin)"));
        CombinedDomainXYPlot plot = new CombinedDomainXYPlot(shared);
        plot.setGap(14);
        plot.add(ChartStyle.plot(shared, ChartStyle.axis(Axis.share("share that is right")), this::drawShares), 4);
        plot.add(ChartStyle.plot(shared, counts(), this::drawCounts), 1);
        return ChartStyle.figure(name, title, plot, HEIGHT, List.of());
    }

    private NumberAxis counts() {
        long most = bins.stream().mapToLong(Bin::count).max().orElse(1);
        NumberAxis counts = ChartStyle.axis(new Axis("count", 0, Math.max(1, most) * 1.3));
        counts.setTickUnit(new NumberTickUnit(
                Math.max(1, new Axis("", 0, 2.5 * most).step()), ChartStyle.numbers("#,##0")));
        return counts;
    }

    private List<Bin> filled() {
        return bins.stream().filter(bin -> bin.count() > 0).toList();
    }

    private void drawShares(PlotArea area) {
        area.line(0, 0, 1, 1, ChartStyle.SOFT, ChartStyle.dashed(1, 2, 3));
        Color color = ChartStyle.color(0);
        area.curve(
                filled().stream()
                        .map(bin -> Point.of(bin.probability(), bin.right()))
                        .toList(),
                color,
                new BasicStroke(1.8f));
        for (Bin bin : filled()) {
            String tip = bin.count() + " predictions of "
                    + ChartStyle.numbers("0.000").format(bin.probability()) + ", "
                    + ChartStyle.numbers("0.000").format(bin.right()) + " right";
            area.mark(new Point(tip, bin.probability(), bin.right()), MarkShape.CIRCLE, 4, color);
        }
    }

    private void drawCounts(PlotArea area) {
        double width = 1.0 / bins.size();
        for (int i = 0; i < bins.size(); i++) {
            double count = (double) bins.get(i).count();
            if (count > 0) {
                area.box((i + 0.08) * width, 0, (i + 0.92) * width, count, ChartStyle.color(0));
                area.text(
                        Long.toString(bins.get(i).count()),
                        Point.of((i + 0.5) * width, count),
                        "middle",
                        0,
                        -9,
                        ChartStyle.INK);
            }
        }
    }
}
