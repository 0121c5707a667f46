package org.lesionlens.draw;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts as upright bars, for a page.
 *
 * @param title what is counted
 * @param counts by the bars' labels, in their order
 */
public record BarChart(String title, Map<String, Long> counts) {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 150;
    private static final int FOOT = 18;
    private static final int HEAD = 16;

    /**
     * Counts numbers by steps.
     *
     * @param edges rising; a bar ends below each and one begins at the last
     */
    public static BarChart histogram(String title, List<Double> numbers, double... edges) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i <= edges.length; i++) {
            double from = i == 0 ? Double.NEGATIVE_INFINITY : edges[i - 1];
            double to = i == edges.length ? Double.POSITIVE_INFINITY : edges[i];
            String label =
                    i == 0 ? "< " + plain(to) : i == edges.length ? "≥ " + plain(from) : plain(from) + "–" + plain(to);
            counts.put(label, numbers.stream().filter(n -> n >= from && n < to).count());
        }
        return new BarChart(title, counts);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** A figure with an SVG. */
    public String html() {
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        double step = WIDTH / (double) Math.max(1, counts.size());
        StringBuilder svg = new StringBuilder();
        int i = 0;
        for (Map.Entry<String, Long> bar : counts.entrySet()) {
            double height = most == 0 ? 0 : bar.getValue() * (HEIGHT - FOOT - HEAD) / (double) most;
            double middle = (i++ + 0.5) * step;
            double width = Math.min(48, step * 0.8);
            double top = HEIGHT - FOOT - height;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/><text x=\"%.1f\" y=\"%.1f\">%s</text>"
                            + "<text x=\"%.1f\" y=\"%d\">%s</text>",
                    middle - width / 2,
                    top,
                    width,
                    height,
                    middle,
                    top - 4,
                    bar.getValue() == 0 ? "" : bar.getValue(),
                    middle,
                    HEIGHT - 4,
                    Html.escape(bar.getKey())));
        }
        return "<figure><figcaption>" + Html.escape(title) + "</figcaption><svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" role=\"img\" aria-label=\"" + Html.escape(title) + "\"><line x1=\"0\" x2=\"" + WIDTH + "\" y1=\""
                + (HEIGHT - FOOT) + "\" y2=\"" + (HEIGHT - FOOT) + "\"/>" + svg + "</svg></figure>\n";
    }
}
