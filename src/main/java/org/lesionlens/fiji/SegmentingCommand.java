package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.volume.UsageException;
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

    private OfferedModels offered;

    private OfferedModels offered() {
        offered = offered == null || !offered.isFor(image) ? new OfferedModels(image, Task.SEGMENTATION) : offered;
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
        return !key.equals("channel") || parts("channels", chosen).names().isEmpty();
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return switch (key) {
            case "channel" -> Optional.of(FijiVolumes.shownChannel(image));
            case "model" -> offered().proposal();
            default -> ModelChoices.proposal(key, (String) chosen.getOrDefault("model", model));
        };
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "channels" -> offered().hasParts();
            case "frame" -> image.getNFrames() > 1;
            case "minvolume", "maxflatness" -> image.getNSlices() > 1;
            case "minarea" -> image.getNSlices() == 1;
            default -> super.isAsked(key);
        };
    }

    @Override
    protected List<String> warnings() throws IOException {
        List<String> warnings = new ArrayList<>(offered().said(model));
        try {
            warnings.addAll(warnings(offered().model(model)));
        } catch (UsageException e) {
            warnings.add(e.getMessage());
        }
        return warnings.stream().distinct().toList();
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
        mapped();
        chosen();
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
