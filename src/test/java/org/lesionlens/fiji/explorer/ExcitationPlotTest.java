package org.lesionlens.fiji.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.swing.UIManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.explain.ChannelExcitation;

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
        ExcitationPlot plot = new ExcitationPlot();
        plot.setSize(WIDTH, HEIGHT);
        plot.show(new ChannelExcitation("encoder0", List.of(0.2f, 0.9f, 0.4f), Optional.empty()), Optional.empty());
        BufferedImage seen = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        plot.paint(seen.createGraphics());
        int[] pixels = seen.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
        long night = count(pixels, NIGHT);
        assertThat(night).as("paper").isGreaterThan(pixels.length * 9L / 10);
        assertThat(count(pixels, MOON)).as("axes and letters").isGreaterThan(500);
        assertThat(count(pixels, new Color(0x56B4E9)))
                .as("three dots of 4 pixels")
                .isBetween(12L, 200L);
    }

    private static long count(int[] pixels, Color color) {
        return Arrays.stream(pixels).filter(rgb -> rgb == color.getRGB()).count();
    }
}
