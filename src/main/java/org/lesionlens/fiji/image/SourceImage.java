package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.measure.ResultsTable;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.inference.LesionClassifier;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.Focus;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Box;
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
 * @param images one a frame, of the channels that a model sees
 * @param focus where lesions are looked for: 1 inside the selection of the user, on the grid, or in the boxes for a model with a
 *     prompt
 * @param whole the grid that the image was cut out of; empty if it was not, or that is unknown
 */
public record SourceImage(
        String title,
        StackGrid grid,
        int firstFrame,
        int channels,
        List<Image> images,
        Focus focus,
        Optional<WholeGrid> whole) {
    /** Labels and probability, which ImageJ holds as a whole. */
    private static final int SHOWN_BYTES = Short.BYTES + Float.BYTES;

    /**
     * Copies an image.
     *
     * @param channel from 1; 0 for the one that is shown
     * @param frame from 1; 0 for all
     * @throws UserMessageException if the image has labels, or no such channel or frame, or a selection lies outside it
     */
    public static SourceImage of(ImagePlus image, int channel, int frame) {
        return of(image, Channels.only("", channel), frame);
    }

    /** Copies several channels of an image likewise; what it was cut out of is not known of several. */
    public static SourceImage of(ImagePlus image, Channels channels, int frame) {
        return of(image, channels, Math.max(1, frame), frame == 0 ? image.getNFrames() : frame);
    }

    /** Copies some frames likewise, the first and the last one from 1. */
    static SourceImage of(ImagePlus image, Channels channels, int frame, int last) {
        channels.numbers().forEach(channel -> requireFit(image, channels.isOfColors(image) ? 0 : channel, frame));
        StackGrid grid = StackGrid.of(image);
        MemoryBudget.requireFree(
                grid.geometry(), (last - frame + 1L) * channels.numbers().size(), SHOWN_BYTES);
        List<Image> images = channels.images(image, grid, frame, last);
        int shown = image.getNFrames() > 1 ? frame : 0;
        boolean isOnly = channels.numbers().size() == 1;
        Optional<WholeGrid> whole = isOnly && grid.lost().isEmpty() ? StackGrid.whole(image) : Optional.empty();
        Optional<WholeGrid> surrounded = whole.map(found -> found.with(Surround.read(image, found.geometry())));
        Focus focus = new Focus(region(image, grid), List.of());
        return new SourceImage(image.getTitle(), grid, shown, image.getNChannels(), images, focus, surrounded);
    }

    /** The same for a model with a prompt: the selection is no region but one of the boxes. */
    public SourceImage with(List<Box> boxes) {
        return new SourceImage(title, grid, firstFrame, channels, images, Focus.on(boxes), whole);
    }

    /** One of its frames (from 1) alone. */
    public SourceImage only(int frame) {
        List<Image> only = List.of(images.get(frame - firstFrame));
        return new SourceImage(title, grid, frame, channels, only, focus, whole);
    }

    /** Which of these images (from 0) is that of another copy, voxel by voxel; empty if none is, or a part alone was looked at. */
    Optional<Integer> indexOf(SourceImage other) {
        int index = other.firstFrame - firstFrame;
        boolean isWhole = isWhole() && other.isWhole() && other.images.size() == 1;
        return isWhole && index >= 0 && index < images.size() && SameVoxels.isIn(images.get(index), other.images.get(0))
                ? Optional.of(index)
                : Optional.empty();
    }

    private boolean isWhole() {
        return whole.isEmpty() && focus.region().isEmpty() && focus.boxes().isEmpty();
    }

    /** The volumes in which lesions are measured, one a frame. */
    public List<Volume> volumes() {
        return images.stream().map(Image::first).toList();
    }

    /**
     * Which channels of an image a model sees.
     *
     * @param names of the model's channels, in its order
     * @param numbers of the image's channels, from 1; 0 for the one that is shown; of an image in colour red, green, blue
     */
    public record Channels(List<String> names, List<Integer> numbers) {
        private static final int COLORS = 3;

        static Channels only(String name, int number) {
            return new Channels(List.of(name), List.of(number));
        }

        /**
         * Reads a choice, {@code t1=1,flair=2} in any order, or {@code 1,2} in that of the model.
         *
         * @param text null or blank for the channels in their order, of an image that has as many
         * @param only the channel for a model of one, from 1; 0 for the one that is shown
         * @param key by which a macro makes the choice
         * @throws UserMessageException if they are not one for each of the model's, or the image has no such
         */
        public static Channels of(ImagePlus image, Model model, String text, int only, String key) {
            List<String> names = model.channels().stream()
                    .map(org.lesionlens.model.Channel::name)
                    .toList();
            if (names.size() > 1) {
                requireFit(image, names);
            }
            if (text == null || text.isBlank()) {
                return names.size() == 1 ? only(names.get(0), only) : inOrder(image, names, key);
            }
            List<Integer> numbers = new ArrayList<>();
            String[] parts = text.strip().split("\\s*,\\s*", -1);
            for (int i = 0; i < names.size() && parts.length == names.size(); i++) {
                number(parts, names.get(i), i)
                        .filter(number -> number <= count(image))
                        .ifPresent(numbers::add);
            }
            if (numbers.stream().distinct().count() != names.size()) {
                throw new UserMessageException("the channels are \"" + text.substring(0, Math.min(100, text.length()))
                        + "\" but the model takes " + String.join(", ", names) + " and the image \"" + image.getTitle()
                        + "\" has " + count(image) + ": write " + example(names, key));
            }
            return new Channels(names, numbers);
        }

        private static void requireFit(ImagePlus image, List<String> names) {
            MisreadColours.requireNone(image);
            if (count(image) > count(image, names)) {
                throw new UserMessageException(
                        "the image \"" + image.getTitle()
                                + "\" is in colour but the model takes " + String.join(", ", names)
                                + ", which red, green and blue are not: merge the images of these (Image > Color > Merge Channels...)");
            }
        }

        private static Optional<Integer> number(String[] parts, String name, int index) {
            String named = Arrays.stream(parts)
                    .filter(part -> part.regionMatches(true, 0, name + "=", 0, name.length() + 1))
                    .findFirst()
                    .map(part -> part.substring(name.length() + 1))
                    .orElse(parts[index]);
            return named.matches("[1-9][0-9]{0,3}") ? Optional.of(Integer.valueOf(named)) : Optional.empty();
        }

        private static Channels inOrder(ImagePlus image, List<String> names, String key) {
            if (names.equals(StackSuitability.COLORS) && count(image) == 1) {
                throw new UserMessageException(
                        "the image \"" + image.getTitle()
                                + "\" is grey but the model looks at a picture in colour: open it in colour, or choose a model of"
                                + " grey images (a picture with a colour table has its colours after Image > Type > RGB Color)");
            }
            if (count(image) != names.size()) {
                throw new UserMessageException("the image \"" + image.getTitle() + "\" has " + count(image)
                        + (count(image) == 1 ? " channel" : " channels") + " but the model takes "
                        + String.join(", ", names) + ": "
                        + (count(image) < names.size()
                                ? "merge the images first (Image > Color > Merge Channels...)"
                                : "choose one for each, in a macro " + example(names, key)));
            }
            return new Channels(
                    names, IntStream.rangeClosed(1, names.size()).boxed().toList());
        }

        private static String example(List<String> names, String key) {
            return key + "=["
                    + IntStream.range(0, names.size())
                            .mapToObj(i -> names.get(i) + "=" + (i + 1))
                            .collect(Collectors.joining(","))
                    + "]";
        }

        /** How many channels a model can see in an image: three colours, of one in colour. */
        public static int count(ImagePlus image) {
            return image.getType() == ImagePlus.COLOR_RGB ? COLORS : image.getNChannels();
        }

        /** The same for a model: to one that sees no colours a picture in colour is one channel, its brightness. */
        public static int count(ImagePlus image, Model model) {
            return count(
                    image,
                    model.channels().stream()
                            .map(org.lesionlens.model.Channel::name)
                            .toList());
        }

        private static int count(ImagePlus image, List<String> names) {
            return Image.mayBeColours(names) ? count(image) : image.getNChannels();
        }

        private boolean isOfColors(ImagePlus image) {
            return image.getType() == ImagePlus.COLOR_RGB && numbers.size() > 1;
        }

        /** One a frame, the first and the last one from 1. */
        private List<Image> images(ImagePlus image, StackGrid grid, int first, int last) {
            return IntStream.rangeClosed(first, last)
                    .mapToObj(frame -> new Image(IntStream.range(0, names.size())
                            .mapToObj(i -> new Image.Channel(names.get(i), volume(image, grid, numbers.get(i), frame)))
                            .toList()))
                    .toList();
        }

        private Volume volume(ImagePlus image, StackGrid grid, int number, int frame) {
            return isOfColors(image)
                    ? FijiVolumes.readColor(image, grid, number, frame)
                    : SourceImage.volumes(image, grid, number, frame).get(0);
        }
    }

    /** The volumes of a channel (from 1; 0 for the one that is shown), one a frame, or of one frame (from 1; 0 for all). */
    static List<Volume> volumes(ImagePlus image, StackGrid grid, int channel, int frame) {
        int read = channel == 0 ? FijiVolumes.shownChannel(image) : channel;
        return IntStream.rangeClosed(Math.max(1, frame), frame == 0 ? image.getNFrames() : frame)
                .mapToObj(each -> FijiVolumes.read(image, grid, read, each))
                .toList();
    }

    /** Analyses one of its images; what was cut out of a larger one is seen at its place in that. */
    LesionAnalysis analyze(LesionPipeline pipeline, Image image, AnalysisSettings settings, Progress progress) {
        return whole.isEmpty()
                ? pipeline.analyze(image, focus, settings, progress)
                : whole.get().analyze(pipeline, image.first(), focus, settings, progress);
    }

    /** Classifies lesions of its first volume, likewise. */
    public Map<Integer, Classification> classify(LesionClassifier classifier, LabelMap labels, Progress progress) {
        Volume volume = volumes().get(0);
        return whole.isEmpty()
                ? classifier.classify(volume, labels, progress)
                : classifier.classify(whole.get().paste(volume), whole.get().paste(labels), progress);
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

    /** The lesions of all frames, as they are drawn and listed. */
    ShownLesions shown(List<LesionAnalysis> analyses) {
        return ShownLesions.of(
                grid, frames(), analyses.stream().map(LesionAnalysis::lesions).toList(), outlines(analyses));
    }

    /** The frames of its volumes, from 1; 0 alone if the image has only one. */
    List<Integer> frames() {
        return IntStream.range(0, images.size()).mapToObj(this::frame).toList();
    }

    private int frame(int index) {
        return firstFrame == 0 ? 0 : firstFrame + index;
    }

    /** Which of several frames a volume (from 0) is, for people; empty if there is only one. */
    String place(int index) {
        return images.size() == 1 ? "" : "Frame " + frame(index) + ", ";
    }

    /** One table for all frames. */
    ResultsTable table(List<List<Lesion>> lesions) {
        return LesionTable.ofFrames(title, frames(), lesions, grid);
    }

    ImagePlus labelImage(List<LesionAnalysis> analyses) {
        List<LabelMap> maps = analyses.stream().map(LesionAnalysis::labels).toList();
        ImagePlus image = LesionImages.labels(LabelImage.titleFor(title), maps, grid, LesionColors.of(analyses));
        LabelImage.setSource(image, title, firstFrame);
        SourceVoxels.attach(image, volumes());
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
