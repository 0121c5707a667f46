package org.lesionlens.draw;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.explain.Explanation;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.MapKind;
import org.lesionlens.explain.QueryPoint;
import org.lesionlens.io.tiff.PngFile;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/**
 * A slice, its query points and where each of them looks, side by side as in figure 5 of Zhang et al. 2018 (SAGAN, arXiv
 * 1805.08318); and what the attention gates let through.
 */
public final class ExplanationPicture {
    private static final int PANEL = 300;
    private static final int GAP = 8;
    private static final int LINE = 20;
    private static final int COLUMNS = 4;
    private static final double OPACITY = 0.55;
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private final String caseName;
    private final DisplayOrientation orientation;
    private final SlicePanel slicePanel;
    private final ExplanationMaps maps;
    private final long slice;
    private final List<QueryPoint> points;

    /** A map over the slice, or the slice alone, with some of the points. */
    private record Panel(String caption, Explanation map, List<Integer> marked) {}

    public ExplanationPicture(
            String caseName, Volume volume, LesionAnalysis analysis, ExplanationMaps maps, List<QueryPoint> points) {
        this.caseName = caseName;
        this.orientation = DisplayOrientation.of(volume.geometry());
        this.slicePanel = new SlicePanel(Image.of(volume), new ShownLesions(analysis, orientation), orientation, PANEL);
        this.maps = maps;
        this.slice = maps.slice().slice();
        this.points = points;
    }

    public Path write(Path target) throws IOException {
        PngFile.write(target, draw());
        return target;
    }

    private List<Panel> panels() {
        List<Panel> panels = new ArrayList<>();
        List<Integer> all = IntStream.range(0, points.size()).boxed().toList();
        panels.add(new Panel("slice " + slice + (points.isEmpty() ? "" : " and the points"), null, all));
        if (maps.slice().hasAttention()) {
            all.forEach(i -> panels.add(attention(i)));
        }
        for (MapKind kind : maps.kinds()) {
            caption(kind).ifPresent(caption -> panels.add(panel(caption, kind.make(maps, Progress.NONE))));
        }
        return panels;
    }

    /** What is written below a map of the whole slice; empty if it is not drawn. */
    private static Optional<String> caption(MapKind kind) {
        if (kind instanceof MapKind.Gate gate) {
            return Optional.of(gate.name());
        }
        if (kind instanceof MapKind.OfClass speaks) {
            return Optional.of("speaks for " + speaks.className());
        }
        return kind == MapKind.GATES
                ? Optional.of("attention gates, all")
                : kind == MapKind.MIRROR_DEVIATION ? Optional.of("deviation from the mirror image") : Optional.empty();
    }

    private Panel attention(int index) {
        QueryPoint point = points.get(index);
        Explanation map = maps.slice().attention(orientation.toVoxel(point.column(), point.row(), slice));
        String caption =
                String.format(Locale.ROOT, "%d  %s: 0 to %.0f %s", index + 1, point.name(), map.most(), map.unit());
        return new Panel(caption, map, List.of(index));
    }

    private static Panel panel(String what, Explanation map) {
        return new Panel(
                String.format(Locale.ROOT, "%s: %.2g to %.2g %s", what, map.least(), map.most(), map.unit()),
                map,
                List.of());
    }

    private BufferedImage draw() {
        List<Panel> panels = panels();
        int rows = (panels.size() - 1) / COLUMNS + 1;
        int width = COLUMNS * (PANEL + GAP) + GAP;
        int height = LINE + GAP + rows * (PANEL + LINE + GAP) + 3 * LINE;
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Canvas.smooth(picture.createGraphics());
        Canvas.paper(g, width, height);
        g.setColor(Canvas.INK);
        g.setFont(TEXT.deriveFont(Font.BOLD));
        g.drawString(
                caseName
                        + ": where each point looks (self-attention), what the attention gates let through, what speaks"
                        + " for each class",
                GAP,
                LINE - 3);
        for (int i = 0; i < panels.size(); i++) {
            int x = GAP + i % COLUMNS * (PANEL + GAP);
            int y = LINE + GAP + i / COLUMNS * (PANEL + LINE + GAP);
            drawPanel(g, panels.get(i), x, y);
        }
        drawColorBar(g, height - 2 * LINE);
        g.dispose();
        return picture;
    }

    private void drawPanel(Graphics2D g, Panel panel, int x, int y) {
        Graphics2D inside = (Graphics2D) g.create(x, y, PANEL, PANEL);
        if (panel.map() == null) {
            slicePanel.draw(inside, slice);
        } else {
            slicePanel.draw(inside, slice, heat(panel));
        }
        panel.marked().forEach(i -> drawPoint(inside, i));
        inside.dispose();
        g.setFont(TEXT);
        g.setColor(Canvas.INK);
        g.drawString(panel.caption(), x, y + PANEL + LINE - 5);
    }

    private BufferedImage heat(Panel panel) {
        float[] values = pixels(panel.map());
        return HeatMap.picture(
                values,
                (int) orientation.columns(),
                panel.map().least(),
                panel.map().most(),
                OPACITY);
    }

    private static float[] pixels(Explanation map) {
        return DisplayOrientation.of(map.map().geometry()).pixels(map.map().voxels(), 0);
    }

    private void drawPoint(Graphics2D g, int index) {
        QueryPoint point = points.get(index);
        g.setFont(TEXT);
        Canvas.ring(g, slicePanel.place(point.column(), point.row()), Color.WHITE, Integer.toString(index + 1));
    }

    private static void drawColorBar(Graphics2D g, int y) {
        int length = 200;
        Canvas.colorBar(g, GAP, y, length, 10);
        g.setColor(Canvas.INK);
        g.drawString(
                "lowest to highest value of each picture. \"12 x evenly\": twelve times as much as if all were"
                        + " looked at alike.",
                GAP + length + 12,
                y + 10);
        g.setColor(Color.GRAY);
        g.drawString("Coloured outlines: the lesions as segmented. For research use only.", GAP, y + LINE + 10);
    }
}
