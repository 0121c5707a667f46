package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.view.Views;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Frames that follow each other in time, along the third axis of one image, for a model that sees them together. Views, no copies.
 *
 * <p>Lesions of such an image are found in each frame by itself and have one number in all of them. What is measured of such a
 * lesion in the whole image: its pixels in all frames together, and the largest area and the longest diameter that it has in
 * any frame, which need not be the same one; it has no volume and no place in the patient. {@link #apart} measures it in each frame.
 */
public final class Sequence {
    private static final int TIME = 2;
    private static final long[] EACH = {1, 1, 1};

    private Sequence() {}

    /** Whether the third axis of images is time for a model. */
    public static boolean isSeenBy(Model model) {
        return model.network()
                .context()
                .filter(context -> context.axis() == Context.Axis.TIME)
                .isPresent();
    }

    /** Whether an image has several frames for a model. */
    public static boolean isSeenBy(Model model, VolumeGeometry grid) {
        return isSeenBy(model) && grid.size(TIME) > 1;
    }

    /**
     * The grid of frames together; nobody knows where it lies in the patient along time.
     *
     * @param frame of one slice along the third axis
     */
    public static VolumeGeometry grid(VolumeGeometry frame, int frames) {
        return frame.inTime(frames).withoutPlace();
    }

    /**
     * Frames as one image.
     *
     * @param frames on one grid of one slice along the third axis, at least one
     */
    public static Image joined(List<Image> frames) {
        Image first = frames.get(0);
        VolumeGeometry grid = grid(first.geometry(), frames.size());
        return new Image(IntStream.range(0, first.channels().size())
                .mapToObj(channel -> new Image.Channel(
                        first.channels().get(channel).name(),
                        joined(
                                frames.stream()
                                        .map(frame ->
                                                frame.channels().get(channel).volume())
                                        .toList(),
                                grid)))
                .toList());
    }

    private static Volume joined(List<Volume> frames, VolumeGeometry grid) {
        List<Padding.Range> padding = frames.stream()
                .map(frame -> frame.padding().ranges())
                .map(ranges -> ranges.isEmpty() ? Padding.Range.EMPTY : ranges.get(0))
                .toList();
        return new Volume(stacked(frames, Volume::voxels), grid, Padding.ofSlices(padding));
    }

    private static <M, T> RandomAccessibleInterval<T> stacked(
            List<M> frames, Function<M, RandomAccessibleInterval<T>> voxels) {
        return Views.stack(frames.stream()
                .map(frame -> Views.hyperSlice(voxels.apply(frame), TIME, 0))
                .toList());
    }

    /** Labels as they are measured if a model saw them: see {@link #measured(LabelMap)}. */
    static LabelMap measured(LabelMap labels, Model model) {
        return isSeenBy(model) ? measured(labels) : labels;
    }

    /** Labels whose third axis is time, as they are measured: several frames have no volume and no place in the patient. */
    public static LabelMap measured(LabelMap labels) {
        return labels.geometry().size(TIME) > 1
                ? new LabelMap(labels.voxels(), labels.geometry().withoutDepth().withoutPlace())
                : labels;
    }

    /** A region of one frame, as the same in all of them. */
    public static LabelMap inAll(LabelMap region, int frames) {
        List<LabelMap> same =
                IntStream.range(0, frames).mapToObj(frame -> region).toList();
        return new LabelMap(stacked(same, LabelMap::voxels), grid(region.geometry(), frames));
    }

    /** The frames of the first channel of a sequence. */
    public static List<Volume> frames(Volume sequence) {
        List<Padding.Range> padding = sequence.padding().ranges();
        return LongStream.range(0, sequence.geometry().size(TIME))
                .mapToObj(frame -> new Volume(
                        frame(sequence.voxels(), frame),
                        frameGrid(sequence.geometry(), frame),
                        sequence.padding().isUniform()
                                ? sequence.padding()
                                : Padding.ofSlices(List.of(padding.get((int) frame)))))
                .toList();
    }

    private static VolumeGeometry frameGrid(VolumeGeometry sequence, long frame) {
        long[] first = {0, 0, frame};
        long[] size = {sequence.size(0), sequence.size(1), 1};
        return sequence.part(first, size, EACH).withoutPlace().withoutDepth();
    }

    static <T> RandomAccessibleInterval<T> frame(RandomAccessibleInterval<T> voxels, long frame) {
        long[] first = {0, 0, frame};
        long[] size = {voxels.dimension(0), voxels.dimension(1), 1};
        return Views.offsetInterval(voxels, first, size);
    }

    static LabelMap frame(LabelMap sequence, long frame) {
        return new LabelMap(frame(sequence.voxels(), frame), frameGrid(sequence.geometry(), frame));
    }

    static ProbabilityMap frame(ProbabilityMap sequence, long frame) {
        return new ProbabilityMap(frame(sequence.voxels(), frame), frameGrid(sequence.geometry(), frame));
    }

    /**
     * What was found in a sequence, frame by frame: each lesion has its number and its kind, with the probability of the kind in
     * all frames together, and the measurements of the frame. Warnings are those of all frames, at the first.
     *
     * @param frames that were seen, of the first channel
     */
    public static List<LesionAnalysis> apart(LesionAnalysis sequence, List<Volume> frames) {
        Map<Integer, Finding> known = sequence.findings().stream()
                .collect(Collectors.toMap(finding -> finding.lesion().label(), finding -> finding));
        List<LesionAnalysis> apart = new ArrayList<>();
        for (Volume frame : frames) {
            apart.add(at(apart.size(), sequence, frame, known));
        }
        return apart;
    }

    private static LesionAnalysis at(int frame, LesionAnalysis sequence, Volume image, Map<Integer, Finding> known) {
        VolumeGeometry grid = image.geometry();
        LabelMap labels = new LabelMap(frame(sequence.labels().voxels(), frame), grid);
        Optional<ProbabilityMap> probability =
                sequence.probability().map(map -> new ProbabilityMap(frame(map.voxels(), frame), grid));
        List<Lesion> lesions = LesionMeasurements.measure(labels, probability, Optional.of(image));
        return new LesionAnalysis(
                probability,
                labels,
                lesions.stream()
                        .map(lesion -> known.get(lesion.label()).with(lesion))
                        .toList(),
                sequence.context().map(map -> new LabelMap(frame(map.voxels(), frame), grid)),
                frame == 0 ? sequence.warnings() : List.of(),
                sequence.settings(),
                sequence.seconds());
    }
}
