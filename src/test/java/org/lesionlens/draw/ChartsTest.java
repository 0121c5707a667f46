package org.lesionlens.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.draw.SvgReading.number;
import static org.lesionlens.draw.SvgReading.stroke;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What charts show, read back from their SVG: places against their axes, in closed form. */
class ChartsTest {
    /** Places are written to a hundredth of a pixel. */
    private static final Offset<Double> PIXEL = within(0.1);

    private static Sample sample(String name, double... values) {
        return new Sample(
                name,
                IntStream.range(0, values.length)
                        .mapToObj(i -> new Sample.Value("case_" + i, values[i]))
                        .toList());
    }

    private static Offset<Double> pixels(SvgReading.Scale scale) {
        return within(Math.abs(scale.perPixel()) * PIXEL.value);
    }

    @Test
    void aBoxReachesFromTheFirstToTheThirdQuartileAndEveryCaseIsAPoint() throws Exception {
        Sample values = sample("Dice", 0.1, 0.5, 0.6, 0.7, 0.8, 0.9, Double.NaN);
        Figure figure = new BoxPlot("Overlap", Axis.share("share"), List.of(values, sample("IoU", 0.3, 0.4, 0.5)))
                .figure("overlap");
        SvgReading svg = new SvgReading(figure);
        SvgReading.Scale x = svg.x();
        List<Element> boxes = svg.all("rect").stream()
                .filter(rect -> SvgReading.inherited(rect, "fill").equals("none"))
                .toList();
        assertThat(boxes).hasSize(2);
        double left = x.at(number(boxes.get(0), "x"));
        assertThat(left).isCloseTo(0.525, pixels(x));
        assertThat(left + number(boxes.get(0), "width") * x.perPixel()).isCloseTo(0.775, pixels(x));
        assertThat(svg.lines(SvgReading.width(3)).get(0)[0]).as("median").isCloseTo(place(x, 0.65), PIXEL);
        assertThat(svg.circles()).hasSize(9);
        for (int i = 0; i < 6; i++) {
            Element point = svg.named("case_" + i + ": ").get(0);
            assertThat(x.at(number(point, "cx")))
                    .isCloseTo(values.values().get(i).value(), pixels(x));
        }
        assertThat(svg.words()).contains("Dice", "n = 6", "IoU", "n = 3", "share", "Overlap");
    }

    private static double place(SvgReading.Scale scale, double value) {
        return scale.pixel() + (value - scale.value()) / scale.perPixel();
    }

    /** 0.1 lies further below 0.525 than one and a half times 0.25. */
    @Test
    void whiskersEndAtTheFurthestValueThatIsNotFarOut() throws Exception {
        SvgReading svg = new SvgReading(
                new BoxPlot("t", Axis.share("share"), List.of(sample("a", 0.1, 0.5, 0.6, 0.7, 0.8, 0.9))).figure("a"));
        SvgReading.Scale x = svg.x();
        List<double[]> whiskers = svg.lines(stroke(ChartStyle.INK).and(SvgReading.width(1.4)));
        double[] ends = whiskers.stream()
                .flatMapToDouble(line -> DoubleStream.of(line[0], line[2]))
                .sorted()
                .toArray();
        assertThat(x.at(ends[0])).isCloseTo(0.5, pixels(x));
        assertThat(x.at(ends[ends.length - 1])).isCloseTo(0.9, pixels(x));
    }

    @Test
    void aSampleWithoutValuesKeepsItsRow() throws Exception {
        SvgReading svg =
                new SvgReading(new BoxPlot("t", Axis.share("share"), List.of(sample("HD95", Double.NaN))).figure("a"));
        assertThat(svg.words()).contains("HD95", "n = 0");
        assertThat(svg.circles()).isEmpty();
    }

    /** Differences -1, 0, 1, 2: mean 0.5, standard deviation sqrt(5/3). */
    @Test
    void limitsOfAgreementAreThoseOfBlandAndAltman() throws Exception {
        BlandAltman chart = new BlandAltman(
                "Volumes",
                "volume",
                "ml",
                List.of(
                        new BlandAltman.Pair("a", 10, 9),
                        new BlandAltman.Pair("b", 20, 20),
                        new BlandAltman.Pair("c", 30, 31),
                        new BlandAltman.Pair("d", 40, 42)));
        assertThat(chart.bias()).isEqualTo(0.5);
        assertThat(chart.halfWidth()).isCloseTo(1.96 * Math.sqrt(5.0 / 3), within(1e-12));
        SvgReading svg = new SvgReading(chart.figure("volumes"));
        SvgReading.Scale x = svg.x();
        SvgReading.Scale y = svg.y();
        double[] heights = svg.lines(stroke(ChartStyle.color(1))).stream()
                .mapToDouble(line -> y.at(line[1]))
                .toArray();
        assertThat(heights[0]).isCloseTo(0.5, pixels(y));
        assertThat(heights[1]).isCloseTo(0.5 + chart.halfWidth(), pixels(y));
        assertThat(heights[2]).isCloseTo(0.5 - chart.halfWidth(), pixels(y));
        Element point = svg.named("d: +2.00 ml").get(0);
        assertThat(x.at(number(point, "cx"))).isCloseTo(41, pixels(x));
        assertThat(y.at(number(point, "cy"))).isCloseTo(2, pixels(y));
        assertThat(svg.words()).contains("bias", "+0.50 ml", "+3.03 ml", "\u22122.03 ml");
    }

    /** Equal measurements differ by nothing, which has no sign; a small difference is not nothing. */
    @Test
    void noDifferenceHasNoSignAndASmallOneHasItsDigits() throws Exception {
        BlandAltman.Pair one = new BlandAltman.Pair("a", 10, 10);
        SvgReading equal = new SvgReading(new BlandAltman("t", "volume", "ml", List.of(one, one)).figure("a"));
        assertThat(equal.words()).contains("0.00 ml", "\u22121", "1").doesNotContain("+0.00 ml", "\u22120");
        BlandAltman.Pair other = new BlandAltman.Pair("b", 0.01, 0.0123);
        assertThat(new SvgReading(new BlandAltman("t", "volume", "ml", List.of(other)).figure("b")).words())
                .contains("+0.0023 ml");
        assertThat(Axis.over("distance", DoubleStream.of(0, 0))).isEqualTo(Axis.share("distance"));
    }

    /** Large numbers in pixels. */
    @Test
    void theLabelsOfTheLimitsOfAgreementFitIntoTheChart() throws Exception {
        BlandAltman chart = new BlandAltman(
                "Sizes",
                "size",
                "voxels",
                List.of(new BlandAltman.Pair("a", 100_000, 20_000), new BlandAltman.Pair("b", 20_000, 200_000)));
        SvgReading svg = new SvgReading(chart.figure("sizes"));
        double right = number(svg.root(), "width");
        assertThat(svg.texts())
                .filteredOn(text ->
                        text.words().endsWith(" voxels") && text.anchor().equals("start"))
                .hasSize(3)
                .allMatch(text -> text.x() + ChartStyle.width(text.words()) <= right);
    }

    @Test
    void oneCaseHasABiasAndNoLimits() throws Exception {
        BlandAltman one = new BlandAltman("t", "volume", "ml", List.of(new BlandAltman.Pair("a", 1, 2)));
        assertThat(one.halfWidth()).isNaN();
        assertThat(new SvgReading(one.figure("a")).words()).contains("bias").doesNotContain("+1.96 SD");
        assertThat(new SvgReading(new BlandAltman("t", "volume", "ml", List.of()).figure("a")).circles())
                .isEmpty();
    }

    @Test
    void sensitivityIsMarkedAtSevenRatesOfFalsePositives() throws Exception {
        Curve curve = new Curve("a", List.of(Point.of(0.1, 0.2), Point.of(0.5, 0.6), Point.of(3, 0.8)));
        SvgReading svg = new SvgReading(new FrocPlot("FROC", List.of(curve)).figure("froc"));
        List<Element> marks = svg.circles().subList(0, 7);
        SvgReading.Scale y = svg.y();
        double[] expected = {0.2, 0.2, 0.6, 0.6, 0.6, 0.8, 0.8};
        List<String> rates = List.of("1/8", "1/4", "1/2", "1", "2", "4", "8");
        double bottom = svg.text("1/8").y();
        for (int i = 0; i < 7; i++) {
            String rate = rates.get(i);
            double place = svg.texts().stream()
                    .filter(text -> text.words().equals(rate) && text.y() == bottom)
                    .findFirst()
                    .orElseThrow()
                    .x();
            assertThat(number(marks.get(i), "cx")).isCloseTo(place, within(1.0));
            assertThat(y.at(number(marks.get(i), "cy"))).as(rate).isCloseTo(expected[i], pixels(y));
        }
    }

    @Test
    void aRocCurveGoesThroughItsPoints() throws Exception {
        List<Point> points = List.of(Point.of(0, 0), Point.of(0, 0.5), Point.of(0.25, 0.75), Point.of(1, 1));
        SvgReading svg =
                new SvgReading(new RocPlot("ROC", List.of(new Curve("glioma (AUC 0.78)", points))).figure("roc"));
        List<double[]> drawn = svg.longestCurve();
        assertThat(drawn).hasSize(4);
        SvgReading.Scale x = svg.x();
        SvgReading.Scale y = svg.y();
        for (int i = 0; i < 4; i++) {
            assertThat(x.at(drawn.get(i)[0])).isCloseTo(points.get(i).x(), pixels(x));
            assertThat(y.at(drawn.get(i)[1])).isCloseTo(points.get(i).y(), pixels(y));
        }
        assertThat(svg.words()).contains("glioma (AUC 0.78)", "1 \u2212 specificity", "sensitivity");
    }

    @Test
    void aMatrixHasACellForEachPairOfClasses() throws Exception {
        List<String> classes = List.of("a", "b", "c");
        ConfusionPlot chart = new ConfusionPlot(
                "Classes", classes, classes, List.of(List.of(8L, 2L, 0L), List.of(0L, 5L, 0L), List.of(0L, 0L, 0L)));
        SvgReading svg = new SvgReading(chart.figure("classes"));
        List<Element> cells = svg.all("rect").stream()
                .filter(rect -> !SvgReading.inherited(rect, "fill").matches("none|white"))
                .toList();
        assertThat(cells).hasSize(9);
        assertThat(svg.words()).contains("8", "80 %", "2", "20 %", "5", "100 %");
        double expected = svg.text("80 %").y();
        assertThat(svg.text("20 %").y()).as("the same expected class").isEqualTo(expected);
        assertThat(svg.text("100 %").x())
                .as("the same predicted class")
                .isEqualTo(svg.text("20 %").x());
        assertThatThrownBy(() -> new ConfusionPlot("t", classes, classes, List.of(List.of(1L, 2L))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void barsOfACalibrationAreAsHighAsTheirCounts() throws Exception {
        List<CalibrationPlot.Bin> bins = List.of(
                new CalibrationPlot.Bin(Double.NaN, Double.NaN, 0),
                new CalibrationPlot.Bin(0.4, 0.3, 10),
                new CalibrationPlot.Bin(0.6, 0.75, 20),
                new CalibrationPlot.Bin(0.9, 0.95, 40));
        SvgReading svg = new SvgReading(new CalibrationPlot("Calibration", bins).figure("calibration"));
        double[] heights = svg.all("rect").stream()
                .filter(rect -> SvgReading.inherited(rect, "fill").equals(SvgReading.rgb(ChartStyle.color(0))))
                .mapToDouble(rect -> number(rect, "height"))
                .toArray();
        assertThat(heights).hasSize(3);
        assertThat(heights[1] / heights[0]).isCloseTo(2, within(0.01));
        assertThat(heights[2] / heights[0]).isCloseTo(4, within(0.01));
        assertThat(svg.circles()).as("bins that have any").hasSize(3);
        SvgReading.Scale x = svg.x();
        assertThat(x.at(number(svg.named("20 predictions of 0.600, 0.750").get(0), "cx")))
                .isCloseTo(0.6, pixels(x));
    }

    @Test
    void anIntervalOfADifferenceReachesFromItsLowerToItsUpperEnd() throws Exception {
        DifferencePlot.Row row = new DifferencePlot.Row(
                "Dice", 0.02, -0.01, 0.05, sample("", 0.1, -0.08).values());
        SvgReading svg = new SvgReading(
                new DifferencePlot("B minus A", "difference of Dice", List.of(row)).figure("differences"));
        SvgReading.Scale x = svg.x();
        double[] interval = svg.lines(SvgReading.width(2.4)).get(0);
        assertThat(x.at(interval[0])).isCloseTo(-0.01, pixels(x));
        assertThat(x.at(interval[2])).isCloseTo(0.05, pixels(x));
        assertThat(x.at(number(svg.named("case_1: ").get(0), "cx"))).isCloseTo(-0.08, pixels(x));
        assertThat(svg.words()).contains("Dice", "+0.020", "difference of Dice");
    }

    @Test
    void aLesionsLineRunsOverTheDaysAndIsNamedAtItsEnd() throws Exception {
        TimePlot.Line line = new TimePlot.Line(
                "lesion 1",
                List.of(new TimePlot.Moment(0, 4, 3, 5), TimePlot.Moment.of(50, 6), TimePlot.Moment.of(200, 1)));
        SvgReading svg = new SvgReading(
                new TimePlot("Volumes", "volume (ml)", Optional.empty(), List.of(line), List.of()).figure("volumes"));
        List<double[]> drawn = svg.longestCurve();
        double[] days = {0, 50, 200};
        for (int i = 0; i < 3; i++) {
            String day = Integer.toString((int) days[i]);
            double place = svg.texts().stream()
                    .filter(text -> text.words().equals(day) && text.anchor().equals("middle"))
                    .max(Comparator.comparingDouble(SvgReading.Text::y))
                    .orElseThrow()
                    .x();
            assertThat(drawn.get(i)[0]).isCloseTo(place, PIXEL);
        }
        double share = (drawn.get(1)[0] - drawn.get(0)[0]) / (drawn.get(2)[0] - drawn.get(0)[0]);
        assertThat(share).as("days are spaced as they are").isCloseTo(0.25, within(0.01));
        SvgReading.Text name = svg.text("lesion 1");
        assertThat(name.y()).isCloseTo(drawn.get(2)[1], within(8.0));
        assertThat(name.x()).isGreaterThan(drawn.get(2)[0]);
    }

    @Test
    void datesAreShownOnlyWhereTheFirstIsGiven() throws Exception {
        TimePlot.Line line = new TimePlot.Line("sum", List.of(TimePlot.Moment.of(0, 0), TimePlot.Moment.of(91, -40)));
        List<TimePlot.Guide> guides = List.of(new TimePlot.Guide("partial response", -30));
        SvgReading dated = new SvgReading(
                new TimePlot("t", "change (%)", Optional.of(LocalDate.of(2024, 3, 1)), List.of(line), guides)
                        .figure("a"));
        assertThat(dated.words()).contains("2024-03-01", "2024-05-31", "partial response");
        SvgReading plain =
                new SvgReading(new TimePlot("t", "change (%)", Optional.empty(), List.of(line), guides).figure("a"));
        assertThat(plain.words())
                .contains("0", "91", "days since the first date")
                .noneMatch(w -> w.contains("2024"));
    }

    /** Five lesions that end at one value. */
    @Test
    void namesAtTheEndsOfLinesDoNotOverlap() throws Exception {
        List<TimePlot.Line> lines = IntStream.range(0, 5)
                .mapToObj(i ->
                        new TimePlot.Line("lesion " + i, List.of(TimePlot.Moment.of(0, i), TimePlot.Moment.of(9, 1))))
                .toList();
        SvgReading svg =
                new SvgReading(new TimePlot("t", "volume (ml)", Optional.empty(), lines, List.of()).figure("a"));
        double[] heights = svg.texts().stream()
                .filter(text -> text.words().startsWith("lesion "))
                .mapToDouble(SvgReading.Text::y)
                .sorted()
                .toArray();
        assertThat(heights).hasSize(5);
        for (int i = 1; i < 5; i++) {
            assertThat(heights[i] - heights[i - 1]).isGreaterThanOrEqualTo(13.9);
        }
    }
}
