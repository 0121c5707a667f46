package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** What all charts share: paper, letters, colours, lines, axes. JFreeChart lays out; what stands inside the axes is drawn by {@link PlotArea}. */
final class ChartStyle {
    static final int WIDTH = 600;

    static final Color PAPER = Color.WHITE;
    static final Color INK = new Color(0x1D2329);
    static final Color SOFT = new Color(0x5C6770);
    static final Color GRID = new Color(0xE3E7EA);

    /** Told apart by colour-blind people: M. Okabe and K. Ito 2008, without yellow, which is not seen on white. */
    private static final List<Color> COLORS = List.of(
            new Color(0x0072B2),
            new Color(0xD55E00),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0x56B4E9),
            new Color(0xE69F00),
            new Color(0x000000));

    private static final List<float[]> DASHES =
            List.of(new float[0], new float[] {7, 3}, new float[] {2, 3}, new float[] {8, 3, 2, 3});

    private static final String FAMILY = family();
    static final Font TEXT = new Font(FAMILY, Font.PLAIN, 12);
    private static final Font LABEL = new Font(FAMILY, Font.PLAIN, 13);
    private static final Font TITLE = new Font(FAMILY, Font.BOLD, 15);

    private static final int MARGIN = 8;
    private static final int TOP = 36;
    private static final int LONGEST_TITLE = 64;

    private ChartStyle() {}

    /** That by whose letters viewers will measure, if Java has it. */
    private static String family() {
        return Stream.of("Arial", "Liberation Sans", "Helvetica")
                .filter(name ->
                        new Font(name, Font.PLAIN, 12).getFamily(Locale.ROOT).equals(name))
                .findFirst()
                .orElse(Font.SANS_SERIF);
    }

    /** Of a series, by its number from 0. */
    static Color color(int series) {
        return COLORS.get(series % COLORS.size());
    }

    static Color translucent(Color color, double opacity) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * opacity));
    }

    /** Of a series, by its number from 0: also told apart without colour. */
    static Stroke line(int series) {
        float[] dashes = DASHES.get(series % DASHES.size());
        return dashes.length == 0 ? new BasicStroke(1.8f) : dashed(1.8f, dashes);
    }

    static Stroke dashed(float width, float... dashes) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0);
    }

    /** Numbers as they stand at ticks and in charts: a point for decimals, a true minus. */
    static DecimalFormat numbers(String pattern) {
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setMinusSign('\u2212');
        return new DecimalFormat(pattern, symbols);
    }

    static NumberAxis axis(Axis axis) {
        NumberAxis numbers = new NumberAxis(axis.label()) {
            private static final long serialVersionUID = 1;

            @Override
            protected AxisState drawLabel(
                    String text, Graphics2D g, Rectangle2D all, Rectangle2D data, RectangleEdge edge, AxisState state) {
                return LeftLabel.is(text, edge)
                        ? LeftLabel.draw(this, g, data, state)
                        : super.drawLabel(text, g, all, data, edge, state);
            }
        };
        numbers.setRange(axis.low(), axis.high());
        numbers.setTickUnit(new NumberTickUnit(axis.step(), numbers("#,##0.##########")));
        return styled(numbers);
    }

    /** Names from the first to the last, cut where they are too long; a row or column is 1 wide and its middle is its number from 0. */
    static SymbolAxis names(String label, List<String> names, int longest) {
        SymbolAxis axis = new SymbolAxis(
                label, names.stream().map(name -> cut(name, longest)).toArray(String[]::new)) {
            private static final long serialVersionUID = 1;

            @Override
            protected AxisState drawLabel(
                    String text, Graphics2D g, Rectangle2D all, Rectangle2D data, RectangleEdge edge, AxisState state) {
                return LeftLabel.is(text, edge)
                        ? LeftLabel.draw(this, g, data, state)
                        : super.drawLabel(text, g, all, data, edge, state);
            }
        };
        axis.setGridBandsVisible(false);
        axis.setRange(-0.5, names.size() - 0.5);
        axis.setTickMarksVisible(false);
        return styled(axis);
    }

    static String cut(String name, int longest) {
        return name.length() <= longest ? name : name.substring(0, longest - 1) + "\u2026";
    }

    private static <A extends ValueAxis> A styled(A axis) {
        axis.setLabelFont(LABEL);
        axis.setLabelPaint(INK);
        axis.setTickLabelFont(TEXT);
        axis.setTickLabelPaint(INK);
        axis.setAxisLinePaint(SOFT);
        axis.setTickMarkPaint(SOFT);
        return axis;
    }

    /** A plot whose content is drawn over its axes and grid. */
    static XYPlot plot(ValueAxis x, ValueAxis y, Consumer<PlotArea> content) {
        XYPlot plot = new XYPlot(null, x, y, new XYLineAndShapeRenderer());
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlineStroke(new BasicStroke(1));
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.addAnnotation(new PlotContent(content));
        return plot;
    }

    /** How wide a text is, in pixels. */
    static double width(String text) {
        return TEXT.getStringBounds(text, new FontRenderContext(null, true, true))
                .getWidth();
    }

    /** A series in the legend: its line, its shape, or both. */
    static LegendItem legend(String name, int series, boolean line, boolean shape) {
        LegendItem item = new LegendItem(
                name,
                null,
                null,
                null,
                shape,
                MarkShape.of(series).at(0, 0, 4),
                true,
                color(series),
                false,
                color(series),
                new BasicStroke(1),
                line,
                new Line2D.Double(-14, 0, 14, 0),
                line(series),
                color(series));
        item.setLabelFont(TEXT);
        item.setLabelPaint(INK);
        return item;
    }

    /** The chart as SVG. */
    static Figure figure(String name, String title, Plot plot, int height, List<LegendItem> legend) {
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(PAPER);
        chart.setPadding(new RectangleInsets(TOP, MARGIN, MARGIN, 2 * MARGIN));
        if (!legend.isEmpty()) {
            chart.addLegend(legend(legend));
        }
        Dimension size = new Dimension(WIDTH, height);
        SvgCanvas canvas = SvgCanvas.of(size);
        chart.draw(canvas, new Rectangle2D.Double(0, 0, WIDTH, height));
        canvas.setFont(TITLE);
        canvas.setPaint(INK);
        canvas.drawString(cut(title, LONGEST_TITLE), MARGIN, MARGIN + TITLE.getSize(), "start");
        return new Figure(name, title, canvas.svg(title));
    }

    private static LegendTitle legend(List<LegendItem> items) {
        LegendItemCollection all = new LegendItemCollection();
        items.forEach(all::add);
        LegendTitle legend = new LegendTitle(() -> all);
        legend.setItemFont(TEXT);
        legend.setItemPaint(INK);
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setFrame(BlockBorder.NONE);
        legend.setBackgroundPaint(null);
        return legend;
    }
}
