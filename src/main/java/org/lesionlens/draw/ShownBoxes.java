package org.lesionlens.draw;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.FoundBox;
import org.lesionlens.volume.DisplayOrientation;

/** Boxes of a detector, in the colours of their kinds. */
record ShownBoxes(DetectionAnalysis analysis, DisplayOrientation orientation) implements ShownFindings {
    private static final int MOST_NUMBERED = 30;

    /** Those that hold the surest boxes; without boxes the first that were looked at. */
    @Override
    public List<Long> slices() {
        if (analysis.boxes().isEmpty()) {
            List<Long> looked = analysis.settings().slices();
            boolean shown = !looked.isEmpty() && looked.get(looked.size() - 1) < orientation.slices();
            return shown
                    ? looked.stream().limit(SliceChoice.WITHOUT_LESION).toList()
                    : SliceChoice.middle(orientation.slices());
        }
        return analysis.boxes().stream()
                .map(this::middle)
                .distinct()
                .limit(SliceChoice.MOST)
                .sorted()
                .toList();
    }

    @Override
    public long first() {
        return analysis.boxes().isEmpty()
                ? slices().get(0)
                : middle(analysis.boxes().get(0));
    }

    private long middle(FoundBox box) {
        return (long) Math.floor((low(box.box()) + high(box.box())) / 2);
    }

    private double low(RealBox box) {
        return alongSlices(box.min());
    }

    private double high(RealBox box) {
        return alongSlices(box.max());
    }

    private double alongSlices(RealBox.Corner corner) {
        return orientation.sliceAxis() == 0 ? corner.x() : orientation.sliceAxis() == 1 ? corner.y() : corner.z();
    }

    private Stream<FoundBox> in(long slice) {
        return analysis.boxes().stream().filter(box -> low(box.box()) < slice + 1 && high(box.box()) > slice);
    }

    @Override
    public Map<Integer, Shape> outlines(long slice) {
        Map<Integer, Shape> outlines = new TreeMap<>();
        in(slice).forEach(box -> outlines.put(box.number(), rectangle(box.box())));
        return outlines;
    }

    private Rectangle2D rectangle(RealBox box) {
        double[] one = display(box.min());
        double[] other = display(box.max());
        Rectangle2D rectangle = new Rectangle2D.Double();
        rectangle.setFrameFromDiagonal(one[0], one[1], other[0], other[1]);
        return rectangle;
    }

    private double[] display(RealBox.Corner corner) {
        return orientation.toDisplayCorner(corner.x() - 0.5, corner.y() - 0.5, corner.z() - 0.5);
    }

    @Override
    public Color color(int number) {
        return Color.decode(analysis.boxes().get(number - 1).color());
    }

    /** Numbers of the surest boxes alone, where there are many. */
    @Override
    public void drawNotes(Graphics2D g, AffineTransform toPanel, long slice) {
        in(slice).limit(MOST_NUMBERED).forEach(box -> {
            Rectangle2D rectangle = rectangle(box.box());
            double[] place = {rectangle.getMaxX(), rectangle.getMinY()};
            toPanel.transform(place, 0, place, 0, 1);
            SlicePanel.drawNumber(g, Integer.toString(box.number()), place, color(box.number()));
        });
    }

    @Override
    public List<Line> lines() {
        return analysis.boxes().stream()
                .map(box -> new Line(box.number(), box.describe() + ", " + size(box.box())))
                .toList();
    }

    /** As it is shown. */
    private String size(RealBox box) {
        boolean mm = analysis.geometry().calibrated();
        Rectangle2D rectangle = rectangle(box);
        double width = rectangle.getWidth() * (mm ? orientation.columnSpacingMm() : 1);
        double height = rectangle.getHeight() * (mm ? orientation.rowSpacingMm() : 1);
        return String.format(Locale.ROOT, "%.1f x %.1f %s", width, height, mm ? "mm" : "pixels");
    }

    @Override
    public String nothing() {
        return "No box found.";
    }

    @Override
    public String others() {
        return "less sure ones: see boxes.csv";
    }

    @Override
    public String explained() {
        return "Class, score, width x height as shown.";
    }
}
