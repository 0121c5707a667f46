package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import java.awt.Color;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;

/**
 * How large the lesions of an image are in each of its frames.
 *
 * @param source what was looked at: table and plot know it again, of other images of the same title and other runs too
 * @param colors of the lesions, by number
 * @param sizes of the lesions of each frame, by number
 */
public record LesionsOverTime(
        SourceImage source, Clock clock, Unit unit, IntFunction<Color> colors, List<Map<Integer, Double>> sizes) {
    /** Curves, and columns, for the largest ones: more cannot be told apart. */
    static final int MOST_CURVES = 20;

    /** What a plot is about. */
    private static final String PROPERTY = "LesionLens.plotOf";

    private static final float WIDE = 2;
    private static final double ABOVE = 1.05;

    /**
     * How long a frame takes.
     *
     * @param interval in the unit; 0 if unknown
     */
    record Clock(double interval, String unit) {
        static Clock of(ImagePlus image) {
            Calibration calibration = image.getCalibration();
            double interval = calibration.frameInterval;
            return new Clock(Double.isFinite(interval) && interval > 0 ? interval : 0, calibration.getTimeUnit());
        }

        boolean isKnown() {
            return interval > 0;
        }

        String heading() {
            return isKnown() ? "time_" + unit : "frame";
        }

        double at(int frame) {
            return isKnown() ? (frame - 1) * interval : frame;
        }
    }

    /** What is known of the size of a lesion. */
    enum Unit {
        VOLUME("Volume", "ml"),
        AREA("Area", "mm2"),
        PIXELS("Size", "pixels");

        private final String what;
        private final String sign;

        Unit(String what, String sign) {
            this.what = what;
            this.sign = sign;
        }

        private static Unit of(SourceImage source, boolean framesAreSlices) {
            StackGrid grid = source.grid();
            if (!grid.geometry().calibrated()) {
                return PIXELS;
            }
            if (grid.slices() == 1 || framesAreSlices) {
                return AREA;
            }
            return grid.geometry().depthKnown() ? VOLUME : PIXELS;
        }

        private double of(LesionMeasurements measured) {
            return switch (this) {
                case VOLUME -> measured.volumeMl();
                case AREA -> measured.areaMm2();
                case PIXELS -> measured.voxels();
            };
        }
    }

    /** @param lesions of each frame, with one number in all of them; several of one image where its slices are frames */
    static LesionsOverTime of(SourceImage source, Clock clock, IntFunction<Color> colors, List<List<Lesion>> lesions) {
        Unit unit = Unit.of(source, source.images().size() < lesions.size());
        return new LesionsOverTime(
                source,
                clock,
                unit,
                colors,
                lesions.stream()
                        .map(frame -> frame.stream()
                                .collect(Collectors.toMap(Lesion::label, lesion -> unit.of(lesion.measurements()))))
                        .toList());
    }

    /** What table and plot are called. */
    public String name() {
        return "Lesions over time of " + source.title();
    }

    private int firstFrame() {
        return Math.max(1, source.firstFrame());
    }

    /** A row a frame: its number, the time since the first one if that is known, lesions, their size together, and each of the largest. */
    public ResultsTable table() {
        ResultsTable table = LesionTable.empty(new OwnTable(source));
        List<Integer> shown = largest();
        for (int i = 0; i < sizes.size(); i++) {
            Map<Integer, Double> frame = sizes.get(i);
            table.incrementCounter();
            table.addValue("frame", firstFrame() + i);
            if (clock.isKnown()) {
                table.addValue(clock.heading(), clock.at(firstFrame() + i));
            }
            table.addValue("lesions", frame.size());
            table.addValue("all_" + unit.sign, sum(frame));
            shown.forEach(number ->
                    table.addValue("lesion_" + number + "_" + unit.sign, frame.getOrDefault(number, Double.NaN)));
        }
        return table;
    }

    /** A curve for each of the largest lesions in its colour, with gaps where it was not found, and one for all. */
    public Plot plot() {
        String along = clock.isKnown() ? "Time (" + clock.unit() + ")" : "Frame";
        Plot plot = new Plot(name(), along, unit.what + " (" + unit.sign + ")");
        double[] times = IntStream.range(0, sizes.size())
                .mapToDouble(i -> clock.at(firstFrame() + i))
                .toArray();
        plot.setLineWidth(WIDE);
        List<Integer> shown = largest();
        if (shown.size() != 1) {
            add(
                    plot,
                    Color.BLACK,
                    "all",
                    times,
                    sizes.stream().mapToDouble(LesionsOverTime::sum).toArray());
        }
        shown.forEach(number -> add(
                plot,
                colors.apply(number),
                "lesion " + number,
                times,
                sizes.stream()
                        .mapToDouble(frame -> frame.getOrDefault(number, Double.NaN))
                        .toArray()));
        plot.setColor(Color.BLACK);
        double most = sizes.stream().mapToDouble(LesionsOverTime::sum).max().orElse(0);
        plot.setLimits(times[0], times[times.length - 1], 0, most > 0 ? ABOVE * most : 1);
        plot.setLegend(null, Plot.AUTO_POSITION);
        return plot;
    }

    /** The plot as an image, which then is among {@link #plots}. */
    public ImagePlus plotImage() {
        ImagePlus image = plot().getImagePlus();
        image.setProperty(PROPERTY, new WeakReference<>(source));
        return image;
    }

    /** A table of what was looked at. */
    private static final class OwnTable extends ResultsTable {
        private final WeakReference<SourceImage> source;

        OwnTable(SourceImage source) {
            this.source = new WeakReference<>(source);
        }
    }

    /** Whether the table that is open is one of what was looked at. */
    public boolean isTableOpen() {
        return ResultsTable.getResultsTable(name()) instanceof OwnTable open && open.source.refersTo(source);
    }

    /** The open plots of what was looked at. */
    public List<PlotWindow> plots() {
        return Arrays.stream(Objects.requireNonNullElse(WindowManager.getIDList(), new int[0]))
                .mapToObj(WindowManager::getImage)
                .filter(open ->
                        open != null && open.getProperty(PROPERTY) instanceof WeakReference<?> of && of.get() == source)
                .map(ImagePlus::getWindow)
                .filter(PlotWindow.class::isInstance)
                .map(PlotWindow.class::cast)
                .toList();
    }

    private static void add(Plot plot, Color color, String label, double[] times, double[] values) {
        plot.setColor(color, color);
        plot.add("connected circle", times, values);
        plot.setLabel(-1, label);
    }

    private static double sum(Map<Integer, Double> frame) {
        return frame.values().stream().mapToDouble(size -> size).sum();
    }

    /** Numbers of those that become largest, by rising number. */
    private List<Integer> largest() {
        Map<Integer, Double> most = new TreeMap<>();
        sizes.forEach(frame -> frame.forEach((number, size) -> most.merge(number, size, Math::max)));
        return most.entrySet().stream()
                .sorted(Map.Entry.<Integer, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_CURVES)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
