package org.lesionlens.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.draw.MapPanels.Panel;
import org.lesionlens.explain.BoxExplanation;
import org.lesionlens.io.tiff.PngFile;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.FoundBox;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;

/**
 * A slice with the boxes of a detector, and what speaks for each kind in the window in which it saw one of them, that of its own first.
 *
 * @param image that the boxes were found in
 * @param slice in stored order from 0
 * @param box that is explained, one of the analysis
 */
public record BoxExplanationPicture(
        String caseName,
        Image image,
        DetectionAnalysis analysis,
        long slice,
        FoundBox box,
        BoxExplanation explanation) {
    private static final int MOST = 11;

    public Path write(Path target) throws IOException {
        PngFile.write(
                target,
                MapPanels.draw(
                        caseName + ": what speaks for each kind where box " + box.number() + " was found ("
                                + box.describe() + ")",
                        panels(),
                        "logits of the scores, from where a box is nothing to the highest of all kinds",
                        "Coloured outlines: the boxes as found, on the maps the explained one. For research use only."));
        return target;
    }

    private List<Panel> panels() {
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel("slice " + slice, shown(analysis), slice, Optional.empty(), g -> {}));
        SlicePanel alone = shown(explained());
        Stream.concat(Stream.of(explanation.kind()), explanation.kinds().stream())
                .distinct()
                .limit(MOST)
                .forEach(kind -> panels.add(Panel.of("speaks for " + kind, alone, slice, explanation.map(kind))));
        return panels;
    }

    private SlicePanel shown(DetectionAnalysis boxes) {
        DisplayOrientation orientation = DisplayOrientation.of(image.geometry());
        return new SlicePanel(image, new ShownBoxes(boxes, orientation), orientation, MapPanels.PANEL);
    }

    private DetectionAnalysis explained() {
        return new DetectionAnalysis(
                analysis.geometry(), List.of(box.numbered(1)), List.of(), analysis.settings(), analysis.seconds());
    }
}
