package org.lesionlens.draw;

import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.LegendItem;
import org.jfree.chart.plot.XYPlot;

/**
 * Receiver operating characteristics: sensitivity over 1 - specificity at each threshold, with the diagonal of guessing.
 *
 * @param curves from (0, 0) to (1, 1); their names may say the area below them
 */
public record RocPlot(String title, List<Curve> curves) {
    private static final int HEIGHT = 480;
    private static final int LEGEND_ROW = 20;

    /** Keeps a copy. */
    public RocPlot {
        curves = List.copyOf(curves);
    }

    /** Draws it. */
    public Figure figure(String name) {
        XYPlot plot = ChartStyle.plot(
                ChartStyle.axis(Axis.share("1 \u2212 specificity")),
                ChartStyle.axis(Axis.share("sensitivity")),
                this::draw);
        return ChartStyle.figure(name, title, plot, HEIGHT + LEGEND_ROW * curves.size(), legend());
    }

    private List<LegendItem> legend() {
        return IntStream.range(0, curves.size())
                .mapToObj(i -> ChartStyle.legend(curves.get(i).name(), i, true, false))
                .toList();
    }

    private void draw(PlotArea area) {
        area.line(0, 0, 1, 1, ChartStyle.SOFT, ChartStyle.dashed(1, 2, 3));
        for (int i = 0; i < curves.size(); i++) {
            area.curve(curves.get(i).points(), ChartStyle.color(i), ChartStyle.line(i));
        }
    }
}
