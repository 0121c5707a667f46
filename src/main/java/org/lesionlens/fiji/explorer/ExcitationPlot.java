package org.lesionlens.fiji.explorer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.swing.JComponent;
import javax.swing.UIManager;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.FrameExcitation;
import org.lesionlens.explain.FrameExcitation.Weight;
import org.lesionlens.fiji.explorer.ExplainedVolume.Block;
import org.lesionlens.model.ExcitationMeans.Channels;

/**
 * The channel weights of a block, the mean of the likeliest class with a band of one deviation behind them; many channels
 * stand by falling mean, since their line would be a thicket. Of a block that weighs neighbouring slices or frames the mean weight of
 * each, from the least to the most of its features.
 */
final class ExcitationPlot extends JComponent {
    private static final int MARKED = 5;
    private static final int FEW = 64;
    private static final double UNUSUAL = 2;
    private static final int LEFT = 34;
    private static final int RIGHT = 12;
    private static final int TOP = 24;
    private static final int BOTTOM = 36;
    private static final double MOST_SCALE = 1.6;
    private static final int RANGE = 10;
    private static final int WIDTH = 680;
    private static final int HEIGHT = 190;

    /** How much ink the band of one deviation and the mean have. */
    private static final double BAND = 0.17;

    private static final double MEAN = 0.6;

    private final double scale;
    private final Inks inks;
    private Optional<Block> block = Optional.empty();
    private Optional<String> className = Optional.empty();

    ExcitationPlot() {
        setOpaque(true);
        Color paper = UIManager.getColor("Table.background");
        inks = new Inks(paper, UIManager.getColor("Table.foreground"));
        setBackground(paper);
        scale = Math.min(MOST_SCALE, MapDrawing.letters().getSize2D() / MapDrawing.TEXT.getSize2D());
        setPreferredSize(new Dimension((int) (scale * WIDTH), HEIGHT));
    }

    /** The colours in a look. */
    private record Inks(Color paper, Color ink) {
        /** Of sRGB, whether letters are brighter than what is behind them. */
        private boolean isDark() {
            return ink.getRed() + ink.getGreen() + ink.getBlue() > paper.getRed() + paper.getGreen() + paper.getBlue();
        }

        Color weight() {
            return new Color(isDark() ? 0x56B4E9 : 0x0072B2);
        }

        Color mark() {
            return new Color(isDark() ? 0xE69F00 : 0xD55E00);
        }

        /** So much ink on the paper, 0 to 1. */
        Color thinned(double part) {
            return new Color(
                    mixed(paper.getRed(), ink.getRed(), part),
                    mixed(paper.getGreen(), ink.getGreen(), part),
                    mixed(paper.getBlue(), ink.getBlue(), part));
        }

        private static int mixed(int from, int to, double part) {
            return (int) Math.round(from + part * (to - from));
        }
    }

    /** Of what is drawn, before it is enlarged with the letters. */
    private double width() {
        return getWidth() / scale;
    }

    private double height() {
        return getHeight() / scale;
    }

    /** Shows another block. */
    void show(Block newBlock, Optional<String> newClass) {
        block = Optional.of(newBlock);
        className = newClass;
        repaint();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = MapDrawing.smooth((Graphics2D) graphics.create());
        g.setColor(inks.paper());
        g.fillRect(0, 0, getWidth(), getHeight());
        g.scale(scale, scale);
        block.ifPresent(shown -> {
            if (shown.frames().isPresent()) {
                drawFrames(g, shown.frames().get());
            } else {
                drawChannels(g, shown.excitation());
            }
        });
        g.dispose();
    }

    private void drawChannels(Graphics2D g, ChannelExcitation shown) {
        List<Integer> order = order(shown);
        shown.usual().ifPresent(usual -> drawUsual(g, usual, order));
        drawAxes(g);
        if (!isSorted(shown)) {
            drawNumbers(g, shown.weights().size());
        }
        drawWeights(g, shown, order);
        drawLegend(g, shown);
    }

    private void drawFrames(Graphics2D g, FrameExcitation shown) {
        int frames = shown.weights().size();
        drawAxes(g);
        Path2D means = new Path2D.Double();
        for (int i = 0; i < frames; i++) {
            Weight weight = shown.weights().get(i);
            double x = x(i, frames);
            add(means, x, y(weight.mean()));
            g.setColor(inks.thinned(BAND));
            g.fill(new Rectangle2D.Double(
                    x - RANGE / 2.0, y(weight.most()), RANGE, y(weight.least()) - y(weight.most()) + 1));
            g.setColor(inks.weight());
            g.fill(new Ellipse2D.Double(x - 4, y(weight.mean()) - 4, 8, 8));
            drawPlace(g, weight.place(), (int) x);
        }
        g.setColor(inks.weight());
        g.draw(means);
        int beside = entry(g, LEFT, inks.weight(), "mean weight of each " + shown.word());
        entry(g, beside, inks.thinned(BAND), "least to most of its features");
        g.setColor(inks.ink());
        drawBelow(g, shown.word() + "s before and after the one that is outlined (0)");
    }

    private void drawPlace(Graphics2D g, int place, int x) {
        String text = place > 0 ? "+" + place : Integer.toString(place).replace('-', '\u2212');
        g.setColor(inks.ink());
        g.drawLine(x, (int) y(0), x, (int) y(0) + 3);
        g.drawString(text, x - g.getFontMetrics().stringWidth(text) / 2, (int) y(0) + 16);
    }

    private void drawBelow(Graphics2D g, String text) {
        g.drawString(text, (int) (width() - g.getFontMetrics().stringWidth(text)) / 2, (int) height() - 5);
    }

    private double x(int place, int channels) {
        return LEFT + (place + 0.5) / channels * (width() - LEFT - RIGHT);
    }

    private static boolean isSorted(ChannelExcitation shown) {
        return shown.weights().size() > FEW && shown.usual().isPresent();
    }

    /** The channels from left to right. */
    private static List<Integer> order(ChannelExcitation shown) {
        Stream<Integer> channels = IntStream.range(0, shown.weights().size()).boxed();
        return isSorted(shown)
                ? channels.sorted(Comparator.comparingDouble(
                                channel -> -shown.usual().orElseThrow().mean().get(channel)))
                        .toList()
                : channels.toList();
    }

    private double y(double weight) {
        double inside = Math.min(Math.max(weight, 0), 1);
        return TOP + (1 - inside) * (height() - TOP - BOTTOM);
    }

    private void drawUsual(Graphics2D g, Channels usual, List<Integer> order) {
        int channels = usual.mean().size();
        Path2D band = new Path2D.Double();
        Path2D mean = new Path2D.Double();
        for (int i = 0; i < channels; i++) {
            int channel = order.get(i);
            add(
                    band,
                    x(i, channels),
                    y(usual.mean().get(channel) + usual.deviation().get(channel)));
            add(mean, x(i, channels), y(usual.mean().get(channel)));
        }
        for (int i = channels - 1; i >= 0; i--) {
            int channel = order.get(i);
            add(
                    band,
                    x(i, channels),
                    y(usual.mean().get(channel) - usual.deviation().get(channel)));
        }
        band.closePath();
        g.setColor(inks.thinned(BAND));
        g.fill(band);
        g.setColor(inks.thinned(MEAN));
        g.setStroke(new BasicStroke(1));
        g.draw(mean);
    }

    private static void add(Path2D line, double x, double y) {
        if (line.getCurrentPoint() == null) {
            line.moveTo(x, y);
        } else {
            line.lineTo(x, y);
        }
    }

    private void drawAxes(Graphics2D g) {
        g.setColor(inks.ink());
        g.setStroke(new BasicStroke(1));
        g.drawLine(LEFT, (int) y(1), LEFT, (int) y(0));
        g.drawLine(LEFT, (int) y(0), (int) width() - RIGHT, (int) y(0));
        for (double weight : new double[] {0, 0.5, 1}) {
            g.drawLine(LEFT - 3, (int) y(weight), LEFT, (int) y(weight));
            g.drawString(ShownMap.number(weight).replace("0.50", "0.5"), 6, (int) y(weight) + 5);
        }
    }

    private void drawNumbers(Graphics2D g, int channels) {
        int step = Math.max(1, channels / 8);
        for (int channel = 0; channel < channels; channel += step) {
            String text = Integer.toString(channel);
            int x = (int) x(channel, channels);
            g.drawLine(x, (int) y(0), x, (int) y(0) + 3);
            g.drawString(text, x - g.getFontMetrics().stringWidth(text) / 2, (int) y(0) + 16);
        }
    }

    private void drawWeights(Graphics2D g, ChannelExcitation shown, List<Integer> order) {
        int channels = shown.weights().size();
        g.setColor(inks.weight());
        for (int i = 0; i < channels; i++) {
            g.fill(new Ellipse2D.Double(x(i, channels) - 2, y(shown.weights().get(order.get(i))) - 2, 4, 4));
        }
        g.setColor(inks.mark());
        g.setStroke(new BasicStroke(1.5f));
        for (int channel : unusual(shown)) {
            double x = x(order.indexOf(channel), channels);
            double y = y(shown.weights().get(channel));
            g.draw(new Ellipse2D.Double(x - 5, y - 5, 10, 10));
            String text = Integer.toString(channel);
            double beside = x + 7 + g.getFontMetrics().stringWidth(text) > width()
                    ? x - 7 - g.getFontMetrics().stringWidth(text)
                    : x + 7;
            g.drawString(text, (float) beside, (float) Math.max(y + 4, TOP + 6));
        }
    }

    /** Farther from the mean than two deviations, the farthest first. */
    private static List<Integer> unusual(ChannelExcitation shown) {
        return shown.mostUnusual(MARKED).stream()
                .filter(channel -> Math.abs(shown.departure(channel)) > UNUSUAL)
                .toList();
    }

    private void drawLegend(Graphics2D g, ChannelExcitation shown) {
        int x = LEFT;
        x = entry(g, x, inks.weight(), "weight of each channel in this slice");
        if (shown.usual().isPresent()) {
            x = entry(g, x, inks.thinned(MEAN), "mean of " + className.orElse("") + " in training, \u00b1 1 SD");
            entry(g, x, inks.mark(), unusual(shown).isEmpty() ? "none beyond 2 SD" : "farthest beyond 2 SD");
        }
        g.setColor(inks.ink());
        String channels = String.format(
                Locale.ROOT,
                "channel of %d%s%s",
                shown.weights().size(),
                isSorted(shown) ? ", by falling mean" : "",
                shown.usual().isPresent() ? "" : "; nothing to compare with: no class is known of this slice");
        drawBelow(g, channels);
    }

    private int entry(Graphics2D g, int x, Color color, String text) {
        g.setColor(color);
        g.fill(new Ellipse2D.Double(x, 7, 8, 8));
        g.setColor(inks.ink());
        g.drawString(text, x + 12, 16);
        return x + 12 + g.getFontMetrics().stringWidth(text) + 16;
    }
}
