package org.lesionlens.fiji.explorer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.swing.JComponent;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.model.ExcitationMeans.Channels;

/**
 * The channel weights of a block, the mean of the likeliest class with a band of one deviation behind them; many channels
 * stand by falling mean, since their line would be a thicket.
 */
final class ExcitationPlot extends JComponent {
    private static final int MARKED = 5;
    private static final int FEW = 64;
    private static final double UNUSUAL = 2;
    private static final int LEFT = 34;
    private static final int RIGHT = 12;
    private static final int TOP = 24;
    private static final int BOTTOM = 36;
    private static final Color BAND = new Color(0xD9D9D9);
    private static final Color MEAN = new Color(0x777777);
    private static final Color WEIGHT = new Color(0x0072B2);
    private static final Color MARK = new Color(0xD55E00);

    private Optional<ChannelExcitation> block = Optional.empty();
    private Optional<String> className = Optional.empty();

    ExcitationPlot() {
        setOpaque(true);
        setPreferredSize(new Dimension(620, 190));
    }

    /** Shows another block. */
    void show(ChannelExcitation newBlock, Optional<String> newClass) {
        block = Optional.of(newBlock);
        className = newClass;
        repaint();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = MapDrawing.smooth((Graphics2D) graphics.create());
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, getWidth(), getHeight());
        block.ifPresent(shown -> {
            List<Integer> order = order(shown);
            shown.usual().ifPresent(usual -> drawUsual(g, usual, order));
            drawAxes(g, shown);
            drawWeights(g, shown, order);
            drawLegend(g, shown);
        });
        g.dispose();
    }

    private double x(int place, int channels) {
        return LEFT + (place + 0.5) / channels * (getWidth() - LEFT - RIGHT);
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
        return TOP + (1 - inside) * (getHeight() - TOP - BOTTOM);
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
        g.setColor(BAND);
        g.fill(band);
        g.setColor(MEAN);
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

    private void drawAxes(Graphics2D g, ChannelExcitation shown) {
        g.setColor(Color.DARK_GRAY);
        g.setStroke(new BasicStroke(1));
        g.drawLine(LEFT, (int) y(1), LEFT, (int) y(0));
        g.drawLine(LEFT, (int) y(0), getWidth() - RIGHT, (int) y(0));
        for (double weight : new double[] {0, 0.5, 1}) {
            g.drawLine(LEFT - 3, (int) y(weight), LEFT, (int) y(weight));
            g.drawString(ShownMap.number(weight).replace("0.50", "0.5"), 6, (int) y(weight) + 5);
        }
        if (!isSorted(shown)) {
            drawNumbers(g, shown.weights().size());
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
        g.setColor(WEIGHT);
        for (int i = 0; i < channels; i++) {
            g.fill(new Ellipse2D.Double(x(i, channels) - 2, y(shown.weights().get(order.get(i))) - 2, 4, 4));
        }
        g.setColor(MARK);
        g.setStroke(new BasicStroke(1.5f));
        for (int channel : unusual(shown)) {
            double x = x(order.indexOf(channel), channels);
            double y = y(shown.weights().get(channel));
            g.draw(new Ellipse2D.Double(x - 5, y - 5, 10, 10));
            String text = Integer.toString(channel);
            double beside = x + 7 + g.getFontMetrics().stringWidth(text) > getWidth()
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
        x = entry(g, x, WEIGHT, "weight of each channel in this slice");
        if (shown.usual().isPresent()) {
            x = entry(g, x, MEAN, "mean of " + className.orElse("") + " in training, \u00b1 1 SD");
            entry(g, x, MARK, unusual(shown).isEmpty() ? "none beyond 2 SD" : "farthest beyond 2 SD");
        }
        g.setColor(Color.DARK_GRAY);
        String channels = String.format(
                Locale.ROOT,
                "channel of %d%s%s",
                shown.weights().size(),
                isSorted(shown) ? ", by falling mean" : "",
                shown.usual().isPresent() ? "" : "; nothing to compare with: no class is known of this slice");
        g.drawString(channels, (getWidth() - g.getFontMetrics().stringWidth(channels)) / 2, getHeight() - 5);
    }

    private static int entry(Graphics2D g, int x, Color color, String text) {
        g.setColor(color);
        g.fill(new Ellipse2D.Double(x, 7, 8, 8));
        g.setColor(Color.DARK_GRAY);
        g.drawString(text, x + 12, 16);
        return x + 12 + g.getFontMetrics().stringWidth(text) + 16;
    }
}
