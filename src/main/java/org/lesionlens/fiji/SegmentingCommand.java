package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.gui.PointRoi;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.pipeline.Sequence;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.UserMessageException;
import org.scijava.plugin.Parameter;

/** What is asked before lesions are segmented: where, by which model, and what counts as one. */
abstract class SegmentingCommand extends LesionCommand {
    @Parameter(label = "Image")
    ImagePlus image;

    @Parameter(label = "Model", persist = false)
    String model = "";

    @Parameter(label = "Device", persist = false)
    String device = "auto";

    @Parameter(label = "Box round the finding (x, y, width, height)", required = false, persist = false)
    String rectangle;

    @Parameter(label = "First slice of the box", min = "0", persist = false)
    int firstslice;

    @Parameter(label = "Last slice of the box", min = "0", persist = false)
    int lastslice;

    @Parameter(label = "Side of a box round a point (mm)", min = "0", required = false, persist = false)
    Double boxsize = UNSET;

    @Parameter(label = "Threshold (0 to 1)", min = "0", max = "1", required = false, persist = false)
    Double threshold = UNSET;

    @Parameter(label = "Smallest lesion of a volume (ml)", min = "0", required = false, persist = false)
    Double minvolume = UNSET;

    @Parameter(label = "Smallest lesion of a single slice (mm2)", min = "0", required = false, persist = false)
    Double minarea = UNSET;

    @Parameter(
            label = "Flattest lesion of a volume (width over height, 0: any)",
            min = "0",
            required = false,
            persist = false)
    Double maxflatness = UNSET;

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    int channel;

    @Parameter(label = "Channel", required = false, persist = false)
    String channels;

    @Parameter(label = "Frame (0: all)", min = "0", persist = false)
    int frame;

    @Parameter(label = "Open the model without a trial", persist = false)
    boolean trust;

    /** mm, or pixels of an image without. */
    private static final double DEFAULT_SIZE = 20;

    private OfferedModels offered;

    final OfferedModels offered() {
        offered = offered == null || !offered.isFor(image)
                ? new OfferedModels(image, Task.SEGMENTATION, this::namesBox)
                : offered;
        return offered;
    }

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("model") ? offered().names() : super.choices(key);
    }

    @Override
    protected String shown(String key, String choice) {
        return key.equals("model") ? offered().shown(choice) : choice;
    }

    @Override
    protected Parts parts(String key, Map<String, Object> chosen) throws IOException {
        return key.equals("channels")
                ? offered().parts((String) chosen.getOrDefault("model", model))
                : super.parts(key, chosen);
    }

    /** A channel is asked for, or one for each of the model's. */
    @Override
    protected boolean isNeeded(String key, Map<String, Object> chosen) throws IOException {
        return switch (key) {
            case "channel" -> parts("channels", chosen).names().isEmpty();
            case "rectangle", "firstslice", "lastslice", "boxsize" -> offered().isPrompted(segmenter(chosen));
            default -> true;
        };
    }

    final String segmenter(Map<String, Object> chosen) {
        return (String) chosen.getOrDefault("model", model);
    }

    /** The box is shown as it lies round the point. */
    @Override
    protected Set<String> following(String key) {
        return key.equals("boxsize") ? Set.of("rectangle", "firstslice", "lastslice") : super.following(key);
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return switch (key) {
            case "channel" -> Optional.of(FijiVolumes.shownChannel(image));
            case "rectangle", "firstslice", "lastslice", "boxsize" -> boxProposal(key, chosen);
            case "model" -> offered().proposal();
            default -> ModelChoices.proposal(key, segmenter(chosen));
        };
    }

    /** What the selection says, of a model with a prompt; nothing for any other. */
    private Optional<Object> boxProposal(String key, Map<String, Object> chosen) {
        boolean prompted = offered().isPrompted(segmenter(chosen));
        double size = chosen.get("boxsize") instanceof Double number ? number : DEFAULT_SIZE;
        Optional<DrawnBox> drawn = prompted ? DrawnBox.selected(image, size) : Optional.empty();
        return switch (key) {
            case "firstslice" -> Optional.of(drawn.map(DrawnBox::first).orElse(0));
            case "lastslice" -> Optional.of(drawn.map(DrawnBox::last).orElse(0));
            case "boxsize" -> Optional.of(prompted ? size : "");
            default -> Optional.of(drawn.map(DrawnBox::text).orElse(""));
        };
    }

    @Override
    protected String heading(String key) {
        return switch (key) {
            case "threshold", "minvolume", "minarea", "maxflatness" -> "Limits";
            default -> super.heading(key);
        };
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "channels" -> offered().hasParts();
            case "frame" -> image.getNFrames() > 1;
            case "rectangle" -> offered().hasPrompts();
            case "firstslice", "lastslice" -> offered().hasPrompts() && image.getNSlices() > 1;
            case "boxsize" -> offered().hasPrompts() && image.getRoi() instanceof PointRoi;
            case "minvolume", "maxflatness" -> image.getNSlices() > 1;
            case "minarea" -> image.getNSlices() == 1;
            default -> super.isAsked(key);
        };
    }

    @Override
    protected List<String> warnings() throws IOException {
        return offered().warnings(model, this::warnings);
    }

    @Override
    protected List<String> notes() throws IOException {
        return offered().notes(model, this::warnings);
    }

    private List<String> warnings(Model found) {
        if (found.channels().size() == 1) {
            return StackSuitability.ofWhole(image, channel, frame, found);
        }
        try {
            return StackSuitability.ofChannels(
                    image, SourceImage.Channels.of(image, found, channels, channel, "channels"), found);
        } catch (UserMessageException e) {
            return List.of(e.getMessage()); // refused when the command runs
        }
    }

    @Override
    protected void requireFit() throws IOException {
        SourceImage.requireFit(image, channel, frame);
        requireSequence(models(false).segmenter());
        mapped();
        boxes();
        chosen();
    }

    /**
     * The box that the user drew, for a model with a prompt; none for any other.
     *
     * @throws UserMessageException if the model wants a box and there is none, or the other way round, or it is no box of the image
     */
    final List<Box> boxes() throws IOException {
        Model found = models(false).segmenter();
        if (!found.isPrompted()) {
            requireNoBox(found);
            return List.of();
        }
        if (image.getNFrames() > 1 && frame == 0) {
            throw new UserMessageException("a box lies in one frame but the image \"" + image.getTitle() + "\" has "
                    + image.getNFrames() + ": choose the frame");
        }
        double size = hasSize() ? boxsize : DEFAULT_SIZE;
        StackGrid grid = StackGrid.of(image);
        List<Box> boxes = DrawnBox.of(image, rectangle, firstslice, lastslice, size).stream()
                .map(drawn -> drawn.in(grid))
                .toList();
        found.requirePrompt(boxes);
        return boxes;
    }

    /** A model that sees the frames before and after each sees pictures. */
    private void requireSequence(Model found) {
        if (Sequence.isSeenBy(found) && image.getNFrames() > 1) {
            StackSuitability.requireFlatFrames(image, found);
        }
    }

    private boolean hasSize() {
        return boxsize != null && boxsize > 0;
    }

    private boolean namesBox() {
        boolean named = rectangle != null && !rectangle.isBlank();
        return named || firstslice != 0 || lastslice != 0 || hasSize();
    }

    private void requireNoBox(Model found) {
        if (namesBox()) {
            throw new UserMessageException("a box is given (rectangle, firstslice, lastslice or boxsize) but the model "
                    + found.shownName() + " finds lesions by itself: leave it out, or choose a model with a prompt");
        }
    }

    /** Which channels the model sees. */
    final SourceImage.Channels mapped() throws IOException {
        return SourceImage.Channels.of(image, models(false).segmenter(), channels, channel, "channels");
    }

    /** Those that are named, or that suit the image. */
    final ChosenModels models(boolean classify) throws IOException {
        return offered().chosen(model, classify);
    }

    /** What the user chose; the rest is the model's to say. */
    final AnalysisChoices chosen() {
        return AnalysisChoices.of(threshold, minvolume, minarea, maxflatness, null);
    }
}
