package org.lesionlens.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every chart's SVG is like, whatever it shows. */
class FigureTest {
    @TempDir
    private Path folder;

    private static Figure figure(String caseName) {
        List<Sample.Value> values = IntStream.range(0, 50)
                .mapToObj(i -> new Sample.Value(caseName + i, Math.sin(i) * 12345.678))
                .toList();
        Sample sample = new Sample("Volume error", values);
        return new BoxPlot(
                        "Volumes <predicted> & expected",
                        Axis.over("error (ml)", values.stream().mapToDouble(Sample.Value::value)),
                        List.of(sample))
                .figure("volume-error");
    }

    @Test
    void theSameChartGivesTheSameBytesInEveryLanguage() {
        String first = figure("case").svg();
        Locale before = Locale.getDefault();
        try {
            for (Locale locale :
                    List.of(Locale.GERMANY, Locale.forLanguageTag("ar-EG"), Locale.forLanguageTag("hi-IN"))) {
                Locale.setDefault(locale);
                assertThat(figure("case").svg()).isEqualTo(first);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void nothingInItPointsAnywhereSoThatManyStandInOnePage() {
        assertThat(figure("case").svg())
                .startsWith("<svg ")
                .doesNotContain("href", " id=", "url(", "<!--", "<script", "<style", "CDATA")
                .contains("viewBox=\"0 0 600 ", "role=\"img\"", "font-family=\"Arial, Helvetica, 'Liberation Sans'");
    }

    @Test
    void oddNamesOfCasesMeanThemselves() throws Exception {
        SvgReading svg = new SvgReading(figure("<b>&\"\u0001\u00e4"));
        assertThat(svg.named("<b>&\"\uFFFD\u00e4")).hasSize(50);
        assertThat(svg.root().getAttribute("aria-label")).isEqualTo("Volumes <predicted> & expected");
    }

    @Test
    void itsFileIsXmlThatViewersOpen() throws Exception {
        Figure figure = figure("case");
        Path file = figure.write(folder.resolve("new"));
        assertThat(file.getFileName()).hasToString("volume-error.svg");
        assertThat(Files.readString(file)).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg ");
        assertThatThrownBy(() -> new Figure("../up", "t", "")).isInstanceOf(IllegalArgumentException.class);
    }

    /** On white, and in grey too, series are told apart by shape and dashes; colours are not the only sign. */
    @Test
    void seriesAreToldApartWithoutColour() {
        Set<String> looks = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            looks.add(MarkShape.of(i) + " " + ChartStyle.line(i).hashCode());
        }
        assertThat(looks).hasSize(12);
        for (int i = 0; i < 7; i++) {
            assertThat(contrastWithWhite(ChartStyle.color(i))).isGreaterThan(2);
        }
    }

    /** WCAG 2.1. */
    private static double contrastWithWhite(Color color) {
        double[] parts = IntStream.of(color.getRed(), color.getGreen(), color.getBlue())
                .mapToDouble(part -> part / 255.0)
                .map(part -> part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4))
                .toArray();
        return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05);
    }

    @Test
    void twoThousandCasesTakeLessThanTwoHundredKilobytes() {
        Sample sample = new Sample(
                "Dice",
                IntStream.range(0, 2000)
                        .mapToObj(i -> new Sample.Value("case_%04d".formatted(i), i / 2000.0))
                        .toList());
        String svg = new BoxPlot("t", Axis.share("share"), List.of(sample))
                .figure("a")
                .svg();
        assertThat(svg.length()).isLessThan(200_000);
    }

    @Test
    void axesTakeRoundSteps() {
        List<Double> steps =
                List.of(new Axis("", 0, 1), new Axis("", -3, 7), new Axis("", 0, 48), new Axis("", 0, 1e-4)).stream()
                        .map(Axis::step)
                        .collect(Collectors.toList());
        assertThat(steps)
                .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1, Double.class)
                .containsExactly(0.2, 2.0, 10.0, 2e-5);
        assertThat(Axis.over("", java.util.stream.DoubleStream.of(3, 3)))
                .matches(axis -> axis.low() < 3 && axis.high() > 3);
        assertThatThrownBy(() -> new Axis("", 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
