package org.lesionlens.draw;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.draw.MapPanels.Panel;
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
    private final String caseName;
    private final DisplayOrientation orientation;
    private final SlicePanel slicePanel;
    private final ExplanationMaps maps;
    private final long slice;
    private final List<QueryPoint> points;

    public ExplanationPicture(
            String caseName, Volume volume, LesionAnalysis analysis, ExplanationMaps maps, List<QueryPoint> points) {
        this.caseName = caseName;
        this.orientation = DisplayOrientation.of(volume.geometry());
        this.slicePanel =
                new SlicePanel(Image.of(volume), new ShownLesions(analysis, orientation), orientation, MapPanels.PANEL);
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
        panels.add(new Panel(
                "slice " + slice + (points.isEmpty() ? "" : " and the points"),
                slicePanel,
                slice,
                Optional.empty(),
                g -> all.forEach(i -> drawPoint(g, i))));
        if (maps.slice().hasAttention()) {
            all.forEach(i -> panels.add(attention(i)));
        }
        for (MapKind kind : maps.kinds()) {
            caption(kind)
                    .ifPresent(caption ->
                            panels.add(Panel.of(caption, slicePanel, slice, kind.make(maps, Progress.NONE))));
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
        return new Panel(caption, slicePanel, slice, Optional.of(map), g -> drawPoint(g, index));
    }

    private void drawPoint(Graphics2D g, int index) {
        QueryPoint point = points.get(index);
        Canvas.ring(g, slicePanel.place(point.column(), point.row()), Color.WHITE, Integer.toString(index + 1));
    }

    private BufferedImage draw() {
        return MapPanels.draw(
                caseName
                        + ": where each point looks (self-attention), what the attention gates let through, what speaks"
                        + " for each class",
                panels(),
                "lowest to highest value of each picture. \"12 x evenly\": twelve times as much as if all were"
                        + " looked at alike.",
                "Coloured outlines: the lesions as segmented. For research use only.");
    }
}
