package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.DetectionPipeline;
import org.lesionlens.pipeline.DetectionSettings;
import org.lesionlens.pipeline.FoundBox;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;

/**
 * The boxes of a detector in an image, as ImageJ shows them.
 *
 * @param detector that drew them
 * @param slices of the stack that it looked at, from 1; none for all
 * @param analyses one a frame
 */
public record FoundBoxes(SourceImage source, Model detector, List<Integer> slices, List<DetectionAnalysis> analyses) {
    private static final String PROPERTY = "LesionLens.boxes";

    /**
     * Looks at all frames; where the user drew a selection, boxes count whose middle lies inside.
     *
     * @param slices of the stack, from 1; none for all
     * @param threshold least score; empty for what the model says
     * @param progress of a frame; its name for people is empty if there is only one
     */
    public static FoundBoxes in(
            SourceImage source,
            OnnxModel detector,
            List<Integer> slices,
            Optional<Double> threshold,
            Function<String, Progress> progress) {
        DetectionPipeline pipeline = new DetectionPipeline(detector);
        DetectionSettings settings = new DetectionSettings(stored(slices, source.grid()), threshold);
        List<DetectionAnalysis> analyses = new ArrayList<>();
        for (Image image : source.images()) {
            Progress ofFrame = progress.apply(source.place(analyses.size()));
            DetectionAnalysis analysis = pipeline.analyze(image, settings, ofFrame);
            ofFrame.throwIfCancelled();
            analyses.add(source.focus()
                    .region()
                    .map(inside -> within(inside, analysis))
                    .orElse(analysis));
        }
        return new FoundBoxes(source, detector.description(), slices, analyses);
    }

    /** Slices of a stack, which may show its volume from the other end, in stored order from 0. */
    private static List<Long> stored(List<Integer> slices, StackGrid grid) {
        return slices.stream()
                .map(slice -> grid.toVoxel(0, 0, slice - 1)[grid.sliceAxis()])
                .sorted()
                .toList();
    }

    private static DetectionAnalysis within(LabelMap inside, DetectionAnalysis analysis) {
        List<FoundBox> boxes = analysis.boxes().stream()
                .filter(found -> isIn(inside, found.box()))
                .toList();
        List<FoundBox> numbered = IntStream.range(0, boxes.size())
                .mapToObj(i -> new FoundBox(
                        i + 1,
                        boxes.get(i).box(),
                        boxes.get(i).kind(),
                        boxes.get(i).score()))
                .toList();
        return new DetectionAnalysis(
                analysis.geometry(), numbered, analysis.warnings(), analysis.settings(), analysis.seconds());
    }

    private static boolean isIn(LabelMap inside, RealBox box) {
        long x = (long) ((box.min().x() + box.max().x()) / 2);
        long y = (long) ((box.min().y() + box.max().y()) / 2);
        long z = (long) ((box.min().z() + box.max().z()) / 2);
        return inside.voxels().getAt(x, y, z).get() > 0;
    }

    /** What happened to the device meanwhile, and else only the network can tell; a sentence each, after the frame's place. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < analyses.size(); i++) {
            String place = source.place(i);
            analyses.get(i).warnings().forEach(warning -> warnings.add(place + warning));
        }
        return warnings;
    }

    /** Of all frames. */
    public ShownBoxes shown() {
        return ShownBoxes.of(
                source.grid(),
                source.frames(),
                slices,
                analyses.stream().map(DetectionAnalysis::boxes).toList());
    }

    /** What the table is called. */
    public String title() {
        return "Boxes of " + source.title();
    }

    /** Of all frames. */
    public ResultsTable table() {
        return BoxTable.of(source.title(), shown());
    }

    /** Keeps them with the image that is open, for commands that ask what was found in it. */
    public void attach(ImagePlus image) {
        image.setProperty(PROPERTY, this);
    }

    /** Those of an image; empty if it has none. */
    public static Optional<FoundBoxes> of(ImagePlus image) {
        return Optional.ofNullable((FoundBoxes) image.getProperty(PROPERTY));
    }
}
