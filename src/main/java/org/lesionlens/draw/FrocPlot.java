package org.lesionlens.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.LegendItem;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * Free-response receiver operating characteristics: the share of lesions found over false positives a case, at each threshold;
 * marked where the score of LUNA16 is taken (1/8 to 8 false positives a case; A. A. A. Setio et al. 2017).
 *
 * @param curves x false positives a case (0 or more), rising, y sensitivity; a curve is as high as its last point on either side of
 *     which none is
 */
public record FrocPlot(String title, List<Curve> curves) {
    private static final int HEIGHT = 420;
    private static final int LEGEND_ROW = 20;
    private static final List<String> PLACES = List.of("1/8", "1/4", "1/2", "1", "2", "4", "8");
    private static final double LEFT = -0.5;
    private static final double RIGHT = PLACES.size() - 0.5;

    /** Keeps a copy. */
    public FrocPlot {
        curves = List.copyOf(curves);
    }

    /** Draws it. */
    public Figure figure(String name) {
        SymbolAxis x = ChartStyle.names("false positives a case", PLACES, 3);
        x.setTickMarksVisible(true);
        XYPlot plot =
                ChartStyle.plot(x, ChartStyle.axis(Axis.share("sensitivity (share of lesions found)")), this::draw);
        return ChartStyle.figure(name, title, plot, HEIGHT + LEGEND_ROW * curves.size(), legend());
    }

    private List<LegendItem> legend() {
        return IntStream.range(0, curves.size())
                .mapToObj(i -> ChartStyle.legend(curves.get(i).name(), i, true, true))
                .toList();
    }

    private void draw(PlotArea area) {
        for (int i = 0; i < curves.size(); i++) {
            Curve curve = curves.get(i);
            area.curve(steps(curve), ChartStyle.color(i), ChartStyle.line(i));
            for (int place = 0; place < PLACES.size(); place++) {
                area.mark(Point.of(place, at(curve, rate(place))), MarkShape.of(i), 4, ChartStyle.color(i));
            }
        }
    }

    /** False positives a case at a place of the axis. */
    private static double rate(double place) {
        return Math.pow(2, place - 3);
    }

    private static double place(double rate) {
        return Math.min(RIGHT, Math.max(LEFT, Math.log(rate) / Math.log(2) + 3));
    }

    /** The best sensitivity with at most so many false positives a case. */
    private static double at(Curve curve, double rate) {
        return curve.points().stream()
                .filter(point -> point.x() <= rate)
                .mapToDouble(Point::y)
                .max()
                .orElse(0);
    }

    /** A threshold between two others finds what the stricter one finds, so the curve has steps. */
    private static List<Point> steps(Curve curve) {
        List<Point> steps = new ArrayList<>();
        double height = at(curve, rate(LEFT));
        steps.add(Point.of(LEFT, height));
        for (Point point : curve.points()) {
            if (point.x() > rate(LEFT) && point.x() <= rate(RIGHT) && point.y() > height) {
                steps.add(Point.of(place(point.x()), height));
                height = point.y();
                steps.add(Point.of(place(point.x()), height));
            }
        }
        steps.add(Point.of(RIGHT, height));
        return steps;
    }
}
