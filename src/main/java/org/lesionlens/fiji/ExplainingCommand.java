package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.explain.SliceExplainer;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.Sequence;
import org.lesionlens.volume.UserMessageException;
import org.scijava.plugin.Parameter;

/** What the commands that explain a segmentation ask first. */
abstract class ExplainingCommand extends LesionCommand {
    @Parameter(label = "Image")
    ImagePlus image;

    @Parameter(label = "Model", persist = false)
    String model = "";

    @Parameter(label = "Device", persist = false)
    String device = "auto";

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    int channel;

    @Parameter(label = "Channel", required = false, persist = false)
    String inputs;

    @Parameter(label = "Frame (0: the one shown)", min = "0", persist = false)
    int frame;

    @Parameter(label = "Open the model without a trial", persist = false)
    boolean trust;

    private OfferedModels offered;

    private OfferedModels offered() {
        offered = offered == null || !offered.isFor(image) ? offer(image) : offered;
        return offered;
    }

    /** The models that it explains. */
    OfferedModels offer(ImagePlus of) {
        return new OfferedModels(of, Task.SEGMENTATION);
    }

    /** The one that is named, or that suits the image. */
    final Model chosenModel() throws IOException {
        return offered().model(model);
    }

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("model") ? offered().names() : super.choices(key);
    }

    @Override
    protected String shown(String key, String choice) {
        return key.equals("model") ? offered().shown(choice) : super.shown(key, choice);
    }

    @Override
    protected Parts parts(String key, Map<String, Object> chosen) throws IOException {
        return key.equals("inputs")
                ? offered().parts((String) chosen.getOrDefault("model", model))
                : super.parts(key, chosen);
    }

    /** A channel is asked for, or one for each of the model's. */
    @Override
    protected boolean isNeeded(String key, Map<String, Object> chosen) throws IOException {
        return !key.equals("channel") || parts("inputs", chosen).names().isEmpty();
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return switch (key) {
            case "channel" -> Optional.of(FijiVolumes.shownChannel(image));
            case "model" -> offered().proposal();
            default -> Optional.empty();
        };
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "inputs" -> offered().hasParts();
            case "frame" -> image.getNFrames() > 1;
            default -> super.isAsked(key);
        };
    }

    @Override
    protected void requireFit() throws IOException {
        SourceImage.requireFit(image, channel, frame);
        requireExplained(chosenModel());
        requirePictures(chosenModel());
        mapped();
    }

    /** A model that sees the frames before and after each sees pictures. */
    private void requirePictures(Model found) {
        if (Sequence.isSeenBy(found) && image.getNFrames() > 1) {
            StackSuitability.requireFlatFrames(image, found);
        }
    }

    /** @throws org.lesionlens.model.UnsuitableModelException if it does not explain what a model sees */
    void requireExplained(Model found) {
        SliceExplainer.requireExplained(found);
    }

    /** Which channels the model sees. */
    final SourceImage.Channels mapped() throws IOException {
        return SourceImage.Channels.of(
                image, chosenModel(), inputs, channel == 0 ? FijiVolumes.shownChannel(image) : channel, "inputs");
    }

    /** Those that are named, or that suit the image. */
    final ChosenModels models() throws IOException {
        return offered().chosen(model, true);
    }

    @Override
    protected List<String> warnings() throws IOException {
        return offered().warnings(model, this::warnings);
    }

    @Override
    protected List<String> notes() throws IOException {
        return offered().notes(model, this::warnings);
    }

    /** Why a model of one channel may be wrong about the image. */
    List<String> ofOneChannel(Model found) {
        return StackSuitability.ofCrop(image, found);
    }

    private List<String> warnings(Model found) throws IOException {
        if (found.channels().size() == 1) {
            return ofOneChannel(found);
        }
        try {
            return StackSuitability.ofChannels(image, mapped(), found);
        } catch (UserMessageException e) {
            return List.of(e.getMessage()); // refused when the command runs
        }
    }
}
