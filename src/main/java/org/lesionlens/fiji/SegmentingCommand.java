package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.ModelChoices;
import org.scijava.plugin.Parameter;

/** What is asked before lesions are segmented: where, by which model, and what counts as one. */
abstract class SegmentingCommand extends LesionCommand {
    @Parameter(label = "Image")
    ImagePlus image;

    @Parameter(label = "Model", persist = false)
    String model = DefaultModel.proposal(Task.SEGMENTATION);

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

    @Parameter(label = "Frame (0: all)", min = "0", persist = false)
    int frame;

    @Parameter(label = "Open the model without a trial", persist = false)
    boolean trust;

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("model") ? ModelChoices.names(Task.SEGMENTATION) : super.choices(key);
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return key.equals("channel")
                ? Optional.of(FijiVolumes.shownChannel(image))
                : ModelChoices.proposal(key, (String) chosen.getOrDefault("model", model));
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "frame" -> image.getNFrames() > 1;
            case "minvolume", "maxflatness" -> image.getNSlices() > 1;
            case "minarea" -> image.getNSlices() == 1;
            default -> super.isAsked(key);
        };
    }

    @Override
    protected List<String> warnings() throws IOException {
        return model.isBlank() ? List.of() : StackSuitability.ofWhole(image, channel, frame, ModelFolders.find(model));
    }

    @Override
    protected void requireFit() {
        SourceImage.requireFit(image, channel, frame);
        chosen();
    }

    /** What the user chose; the rest is the model's to say. */
    final AnalysisChoices chosen() {
        return AnalysisChoices.of(threshold, minvolume, minarea, maxflatness, null);
    }
}
