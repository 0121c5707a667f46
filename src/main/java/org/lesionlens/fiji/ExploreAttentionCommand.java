package org.lesionlens.fiji;

import ij.ImagePlus;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.explorer.AttentionExplorer;
import org.lesionlens.fiji.explorer.ExplainedVolume;
import org.lesionlens.fiji.explorer.SeenFrame;
import org.lesionlens.fiji.image.PixelPrints;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** A window that shows where each point of an image looks, as the user points at it. */
@Plugin(
        type = Command.class,
        label = "Explore Attention...",
        description = "explain a network",
        visible = false,
        headless = true)
public final class ExploreAttentionCommand extends ExplainingCommand {
    /** Detectors too: what explains them is told. */
    @Override
    OfferedModels offer(ImagePlus of) {
        return OfferedModels.ofFindings(of);
    }

    @Override
    void requireExplained(Model found) {
        if (found.task() == Task.DETECTION) {
            throw new UserMessageException("the model " + found.shownName() + " draws boxes, and this window is about"
                    + " points of a segmentation: use Explain Prediction..., which makes the map of a box (map=cam) and"
                    + " the table of its channel weights");
        }
        super.requireExplained(found);
    }

    @Override
    protected List<Result> compute() throws IOException {
        if (GraphicsEnvironment.isHeadless()) {
            throw new UserMessageException("Explore Attention... is a window and there is no screen: use Explain"
                    + " Prediction..., which makes the same maps without one");
        }
        SourceImage.Channels seen = mapped();
        SeenFrame source = SeenFrame.of(image, seen, frame, chosenModel());
        PixelPrints prints = source.prints(image, seen);
        try (ProgressWindow window = ProgressWindow.open("Explore Attention")) {
            ExplainedVolume volume = explained(source, window);
            return List.of(() -> AttentionExplorer.show(image, prints, volume));
        }
    }

    private ExplainedVolume explained(SeenFrame source, ProgressWindow window) throws IOException {
        AnalysisModels models = Networks.open(models(), device, trust, window);
        try {
            Optional<LesionAnalysis> known =
                    source.known(image, models.segmenter().description());
            return ExplainedVolume.of(source, models, known, new StatusProgress(window, ""));
        } catch (RuntimeException | OutOfMemoryError e) {
            models.close();
            throw e;
        }
    }
}
