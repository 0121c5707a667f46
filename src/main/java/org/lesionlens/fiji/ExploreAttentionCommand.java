package org.lesionlens.fiji;

import ij.ImagePlus;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.batch.AnalysisModels;
import org.lesionlens.inference.ModelDescription.Task;
import org.lesionlens.inference.ModelFolders;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** A window that shows where each point of an image looks, as the user points at it. */
@Plugin(type = Command.class, label = "Explore Attention...", visible = false, headless = true)
public final class ExploreAttentionCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Model", persist = false)
    private String model = ModelChoices.SEGMENTER;

    @Parameter(
            label = "Device",
            choices = {"auto", "cpu", "cuda", "tensorrt", "coreml"},
            persist = false)
    private String device = "auto";

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    private int channel;

    @Parameter(label = "Frame (0: the one shown)", min = "0", persist = false)
    private int frame;

    @Override
    List<String> choices(String key) throws IOException {
        return key.equals("model") ? ModelChoices.names(Task.SEGMENTATION) : List.of();
    }

    @Override
    Optional<Object> proposal(String key, Map<String, Object> chosen) {
        return key.equals("channel") ? Optional.of(FijiVolumes.shownChannel(image)) : Optional.empty();
    }

    @Override
    boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "frame" -> image.getNFrames() > 1;
            default -> true;
        };
    }

    @Override
    List<String> warnings() throws IOException {
        return ImageSuitability.warnings(image, StackGrid.of(image), ModelFolders.find(model));
    }

    @Override
    List<Result> compute() throws IOException {
        if (GraphicsEnvironment.isHeadless()) {
            throw new IllegalArgumentException("Explore Attention... is a window and there is no screen: use Explain"
                    + " Prediction..., which makes the same maps without one");
        }
        int read = channel == 0 ? FijiVolumes.shownChannel(image) : channel;
        SourceImage source = ExplainedVolume.copy(image, read, frame);
        PixelPrints prints = PixelPrints.of(image, read, source.firstFrame());
        AnalysisModels models = ExplainedVolume.models(model, device);
        try (ProgressWindow window = ProgressWindow.open("Explore Attention")) {
            ExplainedVolume volume = ExplainedVolume.of(source, models, new StatusProgress(window, ""));
            return List.of(new Result.Explorer(image, prints, volume));
        } catch (RuntimeException | OutOfMemoryError e) {
            models.close();
            throw e;
        }
    }
}
