package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.DetectionPipeline;
import org.lesionlens.pipeline.DetectionSettings;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;

/**
 * The boxes of a detector in an image, as ImageJ shows them. It holds none of the image's pixels.
 *
 * @param detector that drew them
 * @param slices of the stack that it looked at, from 1; none for all
 * @param analyses one a frame
 */
public record FoundBoxes(Frames of, Model detector, List<Integer> slices, List<DetectionAnalysis> analyses) {
    private static final String PROPERTY = "LesionLens.boxes";
    /** Odd, with bits all over: those of the golden ratio. */
    private static final long MIXING = 0x9E3779B97F4A7C15L;

    /**
     * What is known of the image that was looked at.
     *
     * @param numbers from 1; 0 alone if the image has only one frame
     * @param marks of the pixels of each
     */
    public record Frames(String title, StackGrid grid, List<Integer> numbers, List<Long> marks) {
        /** Those of a copy. */
        public static Frames of(SourceImage source) {
            List<Long> marks = IntStream.range(0, source.images().size())
                    .mapToObj(frame -> mark(source.images().get(frame)))
                    .toList();
            return new Frames(source.title(), source.grid(), source.frames(), marks);
        }

        /** Equal if all voxels are. */
        static long mark(Image image) {
            long mark = 0;
            for (Image.Channel channel : image.channels()) {
                for (FloatType voxel : Views.flatIterable(channel.volume().voxels())) {
                    mark = (mark ^ Float.floatToIntBits(voxel.get())) * MIXING;
                    mark ^= mark >>> Integer.SIZE;
                }
            }
            return mark;
        }
    }

    /**
     * Looks at all frames; where the user drew a selection, boxes count whose middle lies inside. Of a cropped image the network
     * sees what lay round it too.
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
        SeenByDetector seen = new SeenByDetector(source);
        DetectionSettings settings = new DetectionSettings(stored(slices, seen), threshold);
        List<DetectionAnalysis> analyses = new ArrayList<>();
        for (int frame = 0; frame < source.images().size(); frame++) {
            Progress ofFrame = progress.apply(source.place(frame));
            DetectionAnalysis analysis = pipeline.analyze(seen.frame(frame), settings, ofFrame);
            ofFrame.throwIfCancelled();
            analyses.add(new BoxesInside(source).of(analysis));
        }
        return new FoundBoxes(Frames.of(source), detector.description(), slices, analyses);
    }

    /** Slices of a stack, which may show its volume from the other end, in the stored order of what is seen, from 0. */
    private static List<Long> stored(List<Integer> slices, SeenByDetector seen) {
        return slices.stream().map(slice -> seen.slice(slice - 1)).sorted().toList();
    }

    /** What happened to the device meanwhile, and else only the network can tell; a sentence each, after the frame's place. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < analyses.size(); i++) {
            String place = analyses.size() == 1 ? "" : "Frame " + of.numbers().get(i) + ", ";
            analyses.get(i).warnings().forEach(warning -> warnings.add(place + warning));
        }
        return warnings;
    }

    /** Of all frames. */
    public ShownBoxes shown() {
        return ShownBoxes.of(
                of.grid(),
                of.numbers(),
                slices,
                analyses.stream().map(DetectionAnalysis::boxes).toList());
    }

    /** What the table is called. */
    public String title() {
        return "Boxes of " + of.title();
    }

    /** Of all frames. */
    public ResultsTable table() {
        return BoxTable.of(of.title(), shown());
    }

    /** Keeps them with the image that is open, for commands that ask what was found in it. */
    public void attach(ImagePlus image) {
        image.setProperty(PROPERTY, this);
    }

    /** Whether an image has some. */
    static boolean isOn(ImagePlus image) {
        return image.getProperty(PROPERTY) instanceof FoundBoxes;
    }

    /**
     * The boxes that are listed of an image, of one of its frames; none if they are not of these very pixels, or another model's.
     *
     * @param now a copy of the frame as it is
     */
    public static Optional<ShownBoxes> of(ImagePlus image, SourceImage now, Model detector) {
        return image.getProperty(PROPERTY) instanceof FoundBoxes found && found.isBy(detector)
                ? found.of(now)
                : Optional.empty();
    }

    private Optional<ShownBoxes> of(SourceImage now) {
        int index = of.numbers().indexOf(now.frames().get(0));
        boolean same = index >= 0
                && of.grid().geometry().equals(now.grid().geometry())
                && of.marks().get(index) == Frames.mark(now.images().get(0));
        return same
                ? Optional.of(ShownBoxes.of(
                        of.grid(),
                        of.numbers().subList(index, index + 1),
                        slices,
                        List.of(analyses.get(index).boxes())))
                : Optional.empty();
    }

    private boolean isBy(Model other) {
        return weights(detector).equals(weights(other));
    }

    private static String weights(Model model) {
        return model.network().weights().get(0).sha256();
    }
}
