package org.lesionlens.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lesionlens.lesion.Diameter;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.Segment;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.DisplayOrientation;

/** Lesions with their outlines and diameters. */
record ShownLesions(LesionAnalysis analysis, DisplayOrientation orientation) implements ShownFindings {
    @Override
    public List<Long> slices() {
        return SliceChoice.of(orientation, analysis);
    }

    @Override
    public long first() {
        return Lesion.largest(analysis.lesions())
                .map(lesion -> lesion.measurements().diameter().slice())
                .orElseGet(() -> slices().get(0));
    }

    @Override
    public Map<Integer, Path2D> outlines(long slice) {
        return SlicePanel.outlines(analysis.labels(), orientation, slice);
    }

    @Override
    public Color color(int number) {
        return OverviewPicture.color(analysis, number);
    }

    @Override
    public void drawNotes(Graphics2D g, AffineTransform toPanel, long slice) {
        analysis.lesions().stream()
                .filter(lesion -> lesion.measurements().diameter().slice() == slice)
                .forEach(lesion -> drawDiameters(g, toPanel, lesion));
    }

    private void drawDiameters(Graphics2D g, AffineTransform toPanel, Lesion lesion) {
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 3}, 0));
        drawSegment(g, toPanel, lesion.measurements().diameter().longest());
        drawSegment(g, toPanel, lesion.measurements().diameter().perpendicular());
        drawNumber(g, toPanel, lesion);
    }

    /** Beyond the rightmost end of the diameters. */
    private void drawNumber(Graphics2D g, AffineTransform toPanel, Lesion lesion) {
        Diameter diameter = lesion.measurements().diameter();
        double[] place = Stream.of(diameter.longest(), diameter.perpendicular())
                .flatMap(segment -> Stream.of(display(segment.from()), display(segment.to())))
                .max(Comparator.comparingDouble(end -> end[0]))
                .orElseThrow();
        toPanel.transform(place, 0, place, 0, 1);
        SlicePanel.drawNumber(g, Integer.toString(lesion.label()), place, color(lesion.label()));
    }

    private void drawSegment(Graphics2D g, AffineTransform toPanel, Segment segment) {
        double[] from = display(segment.from());
        double[] to = display(segment.to());
        g.draw(toPanel.createTransformedShape(new Line2D.Double(from[0], from[1], to[0], to[1])));
    }

    /** Pixel corners (column, row) of a continuous voxel index. */
    private double[] display(Position index) {
        return orientation.toDisplayCorner(index.x(), index.y(), index.z());
    }

    @Override
    public List<Line> lines() {
        return analysis.lesions().stream()
                .map(lesion -> new Line(lesion.label(), lesion.describe()))
                .toList();
    }

    @Override
    public String nothing() {
        return "No lesion found.";
    }

    @Override
    public String others() {
        return "smaller ones: see lesions.csv";
    }

    @Override
    public String explained() {
        return "Volume, longest diameter x its perpendicular, class and probability.";
    }
}
