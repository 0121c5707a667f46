package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/**
 * How something changes over time, a line a lesion ("spider plot"), each named at its end.
 *
 * @param axis of the values, with their unit
 * @param first the date of day 0, if dates are to be shown; else days are
 * @param lines one a lesion
 * @param guides values that decide, drawn across
 */
public record TimePlot(String title, String axis, Optional<LocalDate> first, List<Line> lines, List<Guide> guides) {
    private static final int HEIGHT = 400;
    private static final int TICKS = 22;
    private static final int MOST_NAMES = 18;
    private static final int LONGEST = 22;

    /** What is measured of one lesion, in the order of time. */
    public record Line(String name, List<Moment> moments) {
        /** Keeps a copy; at least one moment. */
        public Line {
            moments = List.copyOf(moments);
            if (moments.isEmpty()) {
                throw new IllegalArgumentException("the line '" + name + "' has 0 moments but must have at least 1");
            }
        }

        private Moment last() {
            return moments.get(moments.size() - 1);
        }
    }

    /**
     * A value at a day, with the interval that its measurement leaves open.
     *
     * @param day from the first date on
     * @param low where the interval begins; NaN if it is unknown
     * @param high where it ends
     */
    public record Moment(long day, double value, double low, double high) {
        /** Without an interval. */
        public static Moment of(long day, double value) {
            return new Moment(day, value, Double.NaN, Double.NaN);
        }
    }

    /** A value that decides, as a threshold of a response, and what it is called. */
    public record Guide(String name, double value) {}

    /** Keeps copies. */
    public TimePlot {
        lines = List.copyOf(lines);
        guides = List.copyOf(guides);
    }

    /** Draws it. */
    public Figure figure(String name) {
        NumberAxis time = ChartStyle.axis(Axis.over(
                first.isPresent() ? "date" : "days since the first date",
                days().stream().mapToDouble(day -> day)));
        time.setTickLabelsVisible(false); // see drawDays
        time.setTickMarksVisible(false);
        time.setLabelInsets(new RectangleInsets(TICKS, 3, 3, 3));
        XYPlot plot = ChartStyle.plot(time, ChartStyle.axis(Axis.over(axis, values())), this::draw);
        plot.setDomainGridlinesVisible(false);
        double beside = named().stream()
                .map(TimePlot::label)
                .mapToDouble(ChartStyle::width)
                .max()
                .orElse(0);
        plot.setInsets(new RectangleInsets(0, 0, 0, beside));
        return ChartStyle.figure(name, title, plot, HEIGHT, List.of());
    }

    private TreeSet<Long> days() {
        TreeSet<Long> days = new TreeSet<>();
        lines.forEach(line -> line.moments().forEach(moment -> days.add(moment.day())));
        return days;
    }

    private DoubleStream values() {
        return DoubleStream.concat(
                guides.stream().mapToDouble(Guide::value),
                lines.stream()
                        .flatMap(line -> line.moments().stream())
                        .flatMapToDouble(moment -> DoubleStream.of(moment.value(), moment.low(), moment.high())));
    }

    /** Those whose names are shown: there is no room for more. */
    private List<Line> named() {
        return lines.subList(0, Math.min(MOST_NAMES, lines.size()));
    }

    private static String label(Line line) {
        return ChartStyle.cut(line.name(), LONGEST);
    }

    private void draw(PlotArea area) {
        drawDays(area);
        for (Guide guide : guides) {
            area.across(guide.value(), ChartStyle.SOFT, ChartStyle.dashed(1.2f, 5, 4));
            area.above(guide.name(), guide.value(), ChartStyle.SOFT);
        }
        List<PlotArea.Beside> names = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            drawLine(area, i);
            Line line = lines.get(i);
            if (i < MOST_NAMES) {
                names.add(new PlotArea.Beside(line.last().value(), List.of(label(line)), ChartStyle.color(i)));
            }
        }
        area.beside(names);
    }

    private void drawLine(PlotArea area, int i) {
        Color color = ChartStyle.color(i);
        List<Point> points = new ArrayList<>();
        for (Moment moment : lines.get(i).moments()) {
            String tip = lines.get(i).name() + ", " + tick(moment.day()) + ": "
                    + ChartStyle.numbers("#,##0.###").format(moment.value());
            points.add(new Point(tip, (double) moment.day(), moment.value()));
            if (Double.isFinite(moment.low()) && Double.isFinite(moment.high())) {
                double day = (double) moment.day();
                area.line(day, moment.low(), day, moment.high(), color, new BasicStroke(1));
            }
        }
        area.curve(points, color, ChartStyle.line(i));
        points.forEach(point -> area.mark(point, MarkShape.of(i), 4, color));
    }

    /** A tick at every day on which something was measured, if there is room. */
    private void drawDays(PlotArea area) {
        double free = Double.NEGATIVE_INFINITY;
        for (long day : days()) {
            double half = ChartStyle.width(tick(day)) / 2;
            double place = area.x((double) day);
            if (place - half > free) {
                area.tickBelow(tick(day), (double) day);
                free = place + half + 6;
            }
        }
    }

    private String tick(long day) {
        return first.map(date -> date.plusDays(day).toString()).orElse(Long.toString(day));
    }
}
