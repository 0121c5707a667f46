package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.measure.ResultsTable;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.inference.LesionClassifier;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;

/**
 * A copy of what a command needs of an image, so that it may be edited or closed meanwhile.
 *
 * @param title of the image
 * @param grid of each of its frames
 * @param firstFrame the frame of the first volume, from 1; 0 if the image has only one
 * @param channels how many the image has
 * @param volumes one a frame
 * @param region 1 inside the selection of the user, on the grid; empty if there is none
 * @param whole the grid that the image was cut out of; empty if it was not, or that is unknown
 */
public record SourceImage(
        String title,
        StackGrid grid,
        int firstFrame,
        int channels,
        List<Volume> volumes,
        Optional<LabelMap> region,
        Optional<WholeGrid> whole) {
    /**
     * Copies an image.
     *
     * @param channel from 1; 0 for the one that is shown
     * @param frame from 1; 0 for all
     * @throws UserMessageException if the image has labels, or no such channel or frame, or a selection lies outside it
     */
    public static SourceImage of(ImagePlus image, int channel, int frame) {
        requireFit(image, channel, frame);
        StackGrid grid = StackGrid.of(image);
        requireMemory(image, frame == 0 ? image.getNFrames() : 1);
        List<Volume> volumes = volumes(image, grid, channel, frame);
        int shown = image.getNFrames() > 1 ? Math.max(1, frame) : 0;
        Optional<WholeGrid> whole = grid.lost().isEmpty() ? StackGrid.whole(image) : Optional.empty();
        Optional<WholeGrid> surrounded = whole.map(found -> found.with(Surround.read(image, found.geometry())));
        return new SourceImage(
                image.getTitle(), grid, shown, image.getNChannels(), volumes, region(image, grid), surrounded);
    }

    /** The volumes of a channel (from 1; 0 for the one that is shown), one a frame, or of one frame (from 1; 0 for all). */
    static List<Volume> volumes(ImagePlus image, StackGrid grid, int channel, int frame) {
        int read = channel == 0 ? FijiVolumes.shownChannel(image) : channel;
        return IntStream.rangeClosed(Math.max(1, frame), frame == 0 ? image.getNFrames() : frame)
                .mapToObj(each -> FijiVolumes.read(image, grid, read, each))
                .toList();
    }

    /** Analyses one of its volumes; what was cut out of a larger image is seen at its place in that. */
    LesionAnalysis analyze(LesionPipeline pipeline, Volume volume, AnalysisSettings settings, Progress progress) {
        return whole.isEmpty()
                ? pipeline.analyze(Image.of(volume), region, settings, progress)
                : whole.get().analyze(pipeline, volume, region, settings, progress);
    }

    /** Classifies lesions of its first volume, likewise. */
    public Map<Integer, Classification> classify(LesionClassifier classifier, LabelMap labels, Progress progress) {
        Volume volume = volumes.get(0);
        return whole.isEmpty()
                ? classifier.classify(volume, labels, progress)
                : classifier.classify(whole.get().paste(volume), whole.get().paste(labels), progress);
    }

    private static void requireMemory(ImagePlus image, long frames) {
        String size = image.getWidth() + " x " + image.getHeight() + " x " + image.getNSlices();
        long voxels = (long) image.getWidth() * image.getHeight() * image.getNSlices();
        MemoryBudget.requireFree(voxels * frames, frames == 1 ? size : size + " x " + frames);
    }

    /** @throws UserMessageException if an image has no such channel or frame (from 1; 0 where any will do), or labels */
    public static void requireFit(ImagePlus image, int channel, int frame) {
        LabelImage.requireIntensities(image);
        requireAtMost("channel", channel, image.getNChannels(), image);
        requireAtMost("frame", frame, image.getNFrames(), image);
    }

    private static void requireAtMost(String what, int value, int most, ImagePlus image) {
        if (value > most) {
            throw new UserMessageException("the " + what + " is " + value + " but the image \"" + image.getTitle()
                    + "\" has " + most + ": choose 0 to " + most);
        }
    }

    /**
     * The user's selection, the same in every slice; points, lines, texts and pictures are none.
     *
     * @throws UserMessageException if it lies outside the image
     */
    static Optional<LabelMap> region(ImagePlus image, StackGrid grid) {
        Roi roi = image.getRoi();
        if (!isRegion(roi)) {
            return Optional.empty();
        }
        if (!roi.getBounds().intersects(0, 0, image.getWidth(), image.getHeight())) {
            throw new UserMessageException("the selection lies outside the image \"" + image.getTitle()
                    + "\": draw another one, or none (Edit > Selection > Select None)");
        }
        ImageProcessor inside = roi.getMask();
        LabelMap region = LabelMap.allocate(grid.geometry());
        for (int slice = 0; slice < grid.slices(); slice++) {
            int index = 0;
            for (var voxel : Views.flatIterable(grid.slice(region.voxels(), slice))) {
                voxel.set(contains(roi, inside, index % grid.columns(), index / grid.columns()) ? 1 : 0);
                index++;
            }
        }
        return Optional.of(region);
    }

    /** The user's selection on the slice that is shown: it was drawn there, and is about that one. */
    public static LabelMap regionOfSlice(ImagePlus image, StackGrid grid) {
        LabelMap everySlice = region(image, grid).orElseThrow();
        for (int slice = 0; slice < grid.slices(); slice++) {
            if (slice != image.getZ() - 1) {
                Views.iterable(grid.slice(everySlice.voxels(), slice)).forEach(UnsignedShortType::setZero);
            }
        }
        return everySlice;
    }

    /** Whether a selection encloses something. */
    public static boolean isRegion(Roi roi) {
        return roi != null && roi.isArea() && !(roi instanceof TextRoi) && !(roi instanceof ImageRoi);
    }

    private static boolean contains(Roi roi, ImageProcessor inside, int x, int y) {
        int column = x - roi.getBounds().x;
        int row = y - roi.getBounds().y;
        boolean inBox = column >= 0 && row >= 0 && column < roi.getBounds().width && row < roi.getBounds().height;
        return inBox && (inside == null || inside.get(column, row) != 0);
    }

    /** The outlines of all frames. */
    List<Roi> outlines(List<LesionAnalysis> analyses) {
        List<Roi> rois = new ArrayList<>();
        for (int i = 0; i < analyses.size(); i++) {
            LesionAnalysis analysis = analyses.get(i);
            rois.addAll(
                    LesionOutlines.of(analysis.labels(), grid, frame(i), channels, LesionColors.of(List.of(analysis))));
        }
        return rois;
    }

    private int frame(int index) {
        return firstFrame == 0 ? 0 : firstFrame + index;
    }

    /** Which of several frames a volume (from 0) is, for people; empty if there is only one. */
    String place(int index) {
        return volumes.size() == 1 ? "" : "Frame " + frame(index) + ", ";
    }

    /** One table for all frames. */
    ResultsTable table(List<List<Lesion>> lesions) {
        List<Integer> frames =
                IntStream.range(0, lesions.size()).mapToObj(this::frame).toList();
        return LesionTable.ofFrames(title, frames, lesions, grid);
    }

    ImagePlus labelImage(List<LesionAnalysis> analyses) {
        List<LabelMap> maps = analyses.stream().map(LesionAnalysis::labels).toList();
        ImagePlus image = LesionImages.labels(LabelImage.titleFor(title), maps, grid, LesionColors.of(analyses));
        LabelImage.setSource(image, title, firstFrame);
        SourceVoxels.attach(image, volumes);
        return image;
    }

    /** What else a model tells apart, by the values of its labels and in their colours. */
    ImagePlus contextImage(List<LabelMap> maps, List<Label> labels) {
        return LesionImages.labels(
                "Context of " + title,
                maps,
                grid,
                value -> labels.stream()
                        .filter(label -> label.value() == value)
                        .findFirst()
                        .map(label -> Color.decode(label.color()))
                        .orElse(Color.BLACK));
    }

    ImagePlus probabilityImage(List<ProbabilityMap> maps) {
        return LesionImages.probability("Probability of " + title, maps, grid);
    }
}
