package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The rectangle inside a chart's axes, drawn on in the axes' units.
 *
 * @param area in pixels
 * @param x from the unit of the axis to pixels
 * @param y likewise, downwards
 */
record PlotArea(SvgCanvas canvas, Rectangle2D area, DoubleUnaryOperator x, DoubleUnaryOperator y) {
    private static final double TEXT_HALF = 4;
    private static final double LINE = 14;
    private static final double VISIBLE = 0.3;
    private static final double LEAST_DOT = 0.4;

    double x(double value) {
        return x.applyAsDouble(value);
    }

    double y(double value) {
        return y.applyAsDouble(value);
    }

    /** A straight line. */
    void line(double fromX, double fromY, double toX, double toY, Color color, Stroke stroke) {
        draw(new Line2D.Double(x(fromX), y(fromY), x(toX), y(toY)), color, stroke);
    }

    void line(double fromX, double fromY, double toX, double toY, Color color) {
        line(fromX, fromY, toX, toY, color, new BasicStroke(1.4f));
    }

    /** Across the whole area at a height. */
    void across(double value, Color color, Stroke stroke) {
        draw(new Line2D.Double(area.getMinX(), y(value), area.getMaxX(), y(value)), color, stroke);
    }

    /** Down the whole area at a place. */
    void down(double value, Color color, Stroke stroke) {
        draw(new Line2D.Double(x(value), area.getMinY(), x(value), area.getMaxY()), color, stroke);
    }

    /** From point to point; points that nobody could tell from the one before are left out. */
    void curve(List<Point> points, Color color, Stroke stroke) {
        Path2D path = new Path2D.Double();
        double lastX = 0;
        double lastY = 0;
        for (int i = 0; i < points.size(); i++) {
            double px = x(points.get(i).x());
            double py = y(points.get(i).y());
            if (i == 0) {
                path.moveTo(px, py);
            } else if (Math.hypot(px - lastX, py - lastY) >= VISIBLE || i == points.size() - 1) {
                path.lineTo(px, py);
            } else {
                continue;
            }
            lastX = px;
            lastY = py;
        }
        draw(path, color, stroke);
    }

    private void draw(Shape shape, Color color, Stroke stroke) {
        canvas.setPaint(color);
        canvas.setStroke(stroke);
        canvas.draw(shape);
    }

    /** A filled rectangle between two corners. */
    void box(double fromX, double fromY, double toX, double toY, Color fill) {
        canvas.setPaint(fill);
        canvas.fill(rectangle(fromX, fromY, toX, toY));
    }

    /** Its rim. */
    void rim(double fromX, double fromY, double toX, double toY, Color color) {
        draw(rectangle(fromX, fromY, toX, toY), color, new BasicStroke(1.4f));
    }

    private Rectangle2D rectangle(double fromX, double fromY, double toX, double toY) {
        double left = Math.min(x(fromX), x(toX));
        double top = Math.min(y(fromY), y(toY));
        return new Rectangle2D.Double(left, top, Math.abs(x(toX) - x(fromX)), Math.abs(y(toY) - y(fromY)));
    }

    /**
     * Circles with their names; more than {@value Figure#MOST_NAMED} are small and have none, in one path, so that the file
     * stays small.
     */
    void circles(List<Point> points, double radius, Color color) {
        if (points.size() <= Figure.MOST_NAMED) {
            points.forEach(point -> mark(point, MarkShape.CIRCLE, radius, color));
            return;
        }
        double smaller = radius * Math.max(LEAST_DOT, Math.sqrt((double) Figure.MOST_NAMED / points.size()));
        Path2D dots = new Path2D.Double();
        for (Point point : points) {
            dots.moveTo(x(point.x()), y(point.y()));
            dots.lineTo(x(point.x()), y(point.y()));
        }
        draw(dots, color, new BasicStroke((float) (2 * smaller), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** A point; its name is shown where a pointer rests on it. */
    void mark(Point point, MarkShape shape, double radius, Color color) {
        canvas.setPaint(color);
        Shape mark = shape.at(x(point.x()), y(point.y()), radius);
        if (point.name().isEmpty()) {
            canvas.fill(mark);
        } else {
            canvas.fill(mark, point.name());
        }
    }

    /** Text whose middle, {@code start} or {@code end} is at a place, so many pixels from it. */
    void text(String text, Point at, String anchor, double right, double down, Color color) {
        canvas.setFont(ChartStyle.TEXT);
        canvas.setPaint(color);
        canvas.drawString(text, x(at.x()) + right, y(at.y()) + TEXT_HALF + down, anchor);
    }

    /** Text to the right of the area at heights, moved apart where it would overlap. */
    void beside(List<Beside> labels) {
        List<Beside> falling = labels.stream()
                .sorted(Comparator.comparingDouble(label -> y(label.value())))
                .toList();
        int[] lines = falling.stream().mapToInt(label -> label.lines().size()).toArray();
        double[] tops = Spread.tops(
                falling.stream().mapToDouble(label -> y(label.value())).toArray(),
                IntStream.of(lines).mapToDouble(count -> count * LINE).toArray(),
                area.getMinY() - LINE,
                area.getMaxY() + LINE);
        canvas.setFont(ChartStyle.TEXT);
        for (int i = 0; i < tops.length; i++) {
            canvas.setPaint(falling.get(i).color());
            for (int line = 0; line < lines[i]; line++) {
                canvas.drawString(
                        falling.get(i).lines().get(line), area.getMaxX() + 8, tops[i] + line * LINE + 11, "start");
            }
        }
    }

    /** Text above a line across the area, at its left end. */
    void above(String text, double value, Color color) {
        canvas.setFont(ChartStyle.TEXT);
        canvas.setPaint(color);
        canvas.drawString(text, area.getMinX() + 4, y(value) - 4, "start");
    }

    /** A tick at the lower axis. */
    void tickBelow(String text, double value) {
        double bottom = area.getMaxY();
        draw(new Line2D.Double(x(value), bottom, x(value), bottom + 4), ChartStyle.SOFT, new BasicStroke(1));
        canvas.setFont(ChartStyle.TEXT);
        canvas.setPaint(ChartStyle.INK);
        canvas.drawString(text, x(value), bottom + LINE + 2, "middle");
    }

    /** Text to the right of the area: at a height, in lines. */
    record Beside(double value, List<String> lines, Color color) {}

    /** Names of rows to the left of the area: in lines round the middle of each. */
    void rowNames(List<List<String>> names) {
        canvas.setFont(ChartStyle.TEXT);
        for (int row = 0; row < names.size(); row++) {
            List<String> lines = names.get(row);
            double top = y(row) - lines.size() * LINE / 2;
            for (int line = 0; line < lines.size(); line++) {
                canvas.setPaint(line == lines.size() - 1 && line > 0 ? ChartStyle.SOFT : ChartStyle.INK);
                canvas.drawString(lines.get(line), area.getMinX() - 8, top + line * LINE + 11, "end");
            }
        }
    }
}
