package org.lesionlens.fiji.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.swing.UIManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.FrameExcitation;
import org.lesionlens.explain.FrameExcitation.Weight;
import org.lesionlens.fiji.explorer.ExplainedVolume.Block;

class ExcitationPlotTest {
    private static final int WIDTH = 700;
    private static final int HEIGHT = 190;
    private static final Color NIGHT = new Color(0x202428);
    private static final Color MOON = new Color(0xD8D8D8);

    @BeforeEach
    void takeADarkLook() {
        UIManager.put("Table.background", NIGHT);
        UIManager.put("Table.foreground", MOON);
    }

    @AfterEach
    void restore() {
        UIManager.put("Table.background", null);
        UIManager.put("Table.foreground", null);
    }

    @Test
    void itIsDrawnInTheColoursOfTheLook() {
        int[] pixels = drawn(List.of(0.2f, 0.9f, 0.4f), Optional.empty());
        long night = count(pixels, NIGHT);
        assertThat(night).as("paper").isGreaterThan(pixels.length * 9L / 10);
        assertThat(count(pixels, MOON)).as("axes and letters").isGreaterThan(500);
        assertThat(count(pixels, new Color(0x56B4E9)))
                .as("three dots of 4 pixels")
                .isBetween(12L, 200L);
    }

    @Test
    void theMeanOfEachFrameStandsInItsPlace() {
        FrameExcitation frames =
                new FrameExcitation("frame", List.of(new Weight(-1, 0.25, 0.2, 0.3), new Weight(0, 0.75, 0.5, 1)));
        int[] pixels = drawn(List.of(0.2f, 0.3f, 0.5f, 1f), Optional.of(frames));
        int[] rows = IntStream.of(34 + (WIDTH - 46) / 4, 34 + 3 * (WIDTH - 46) / 4)
                .map(around -> meanRow(pixels, around))
                .toArray();
        int inside = HEIGHT - 24 - 36;
        assertThat(rows[0]).isCloseTo(24 + 3 * inside / 4, within(3));
        assertThat(rows[1]).isCloseTo(24 + inside / 4, within(3));
    }

    /** Of the dot in the columns round one. */
    private static int meanRow(int[] pixels, int column) {
        return (int) IntStream.range(20 * WIDTH, pixels.length)
                .filter(pixel -> Math.abs(pixel % WIDTH - column) < 15 && pixels[pixel] == 0xFF56B4E9)
                .map(pixel -> pixel / WIDTH)
                .average()
                .orElseThrow();
    }

    private static int[] drawn(List<Float> weights, Optional<FrameExcitation> frames) {
        ExcitationPlot plot = new ExcitationPlot();
        plot.setSize(WIDTH, HEIGHT);
        ChannelExcitation excitation = new ChannelExcitation("encoder0", weights, Optional.empty());
        plot.show(new Block("segmenter", excitation, false, frames), Optional.empty());
        BufferedImage seen = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        plot.paint(seen.createGraphics());
        return seen.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    }

    private static long count(int[] pixels, Color color) {
        return Arrays.stream(pixels).filter(rgb -> rgb == color.getRGB()).count();
    }
}
