package org.lesionlens.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * A chart whose values run to the right and whose rows have names on the left, from the top.
 *
 * @param names of each row its lines, the last one in grey if there are several
 */
record Rows(List<List<String>> names) {
    private static final int LONGEST = 28;
    private static final int HEIGHT = 48;
    private static final int FRAME = 96;
    private static final double GOLDEN = 0.6180339887498949;

    /** How far from its middle a row may be drawn on; between rows stays a gap. */
    static final double HALF = 0.28;

    /** Breaks a name at spaces, and adds what stands below it. */
    static List<String> lines(String name, String below) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : name.split(" ")) {
            if (!line.isEmpty() && line.length() + word.length() >= LONGEST) {
                lines.add(line);
                line = word;
            } else {
                line = line.isEmpty() ? word : line + " " + word;
            }
        }
        lines.add(line);
        List<String> shown = new ArrayList<>();
        lines.stream().limit(2).forEach(text -> shown.add(ChartStyle.cut(text, LONGEST + 6)));
        if (!below.isEmpty()) {
            shown.add(below);
        }
        return shown;
    }

    /** Values of cases, spread over the height of a row, the same at each run. */
    static List<Point> points(List<Sample.Value> values, int row) {
        return IntStream.range(0, values.size())
                .mapToObj(i ->
                        new Point(values.get(i).tip(), values.get(i).value(), row + (i * GOLDEN % 1 - 0.5) * 2 * HALF))
                .toList();
    }

    Figure figure(String name, String title, Axis values, Consumer<PlotArea> content) {
        SymbolAxis rows = ChartStyle.names(null, names.stream().map(row -> "").toList(), 1);
        rows.setInverted(true);
        XYPlot plot = ChartStyle.plot(ChartStyle.axis(values), rows, area -> {
            content.accept(area);
            area.rowNames(names);
        });
        plot.setRangeGridlinesVisible(false);
        AxisSpace space = new AxisSpace();
        space.setLeft(12
                + names.stream()
                        .flatMap(List::stream)
                        .mapToDouble(ChartStyle::width)
                        .max()
                        .orElse(0));
        plot.setFixedRangeAxisSpace(space);
        return ChartStyle.figure(name, title, plot, FRAME + HEIGHT * names.size(), List.of());
    }
}
