package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.explain.SliceExplainer;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.ModelChoices;
import org.scijava.plugin.Parameter;

/** What the commands that explain a segmentation ask first. */
abstract class ExplainingCommand extends LesionCommand {
    @Parameter(label = "Image")
    ImagePlus image;

    @Parameter(label = "Model", persist = false)
    String model = DefaultModel.proposal(Task.SEGMENTATION);

    @Parameter(label = "Device", persist = false)
    String device = "auto";

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    int channel;

    @Parameter(label = "Frame (0: the one shown)", min = "0", persist = false)
    int frame;

    @Parameter(label = "Open the model without a trial", persist = false)
    boolean trust;

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("model") ? ModelChoices.names(Task.SEGMENTATION) : super.choices(key);
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        return key.equals("channel") ? Optional.of(FijiVolumes.shownChannel(image)) : Optional.empty();
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "frame" -> image.getNFrames() > 1;
            default -> super.isAsked(key);
        };
    }

    @Override
    protected void requireFit() throws IOException {
        SliceExplainer.requireOneChannel(Networks.chosen(model, false).segmenter());
        SourceImage.requireFit(image, channel, frame);
    }

    @Override
    protected List<String> warnings() throws IOException {
        return model.isBlank() ? List.of() : StackSuitability.ofCrop(image, ModelFolders.find(model));
    }
}
