package org.lesionlens.fiji;

import ij.ImagePlus;
import java.awt.GraphicsEnvironment;
import java.util.List;
import java.util.Optional;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.CorrectedLabels;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.fiji.result.CaseViews;
import org.lesionlens.fiji.views.OrthogonalViews;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Three linked planes of an image with its lesions: those in its window of lesions, else those of the newest label image that was
 * made from it. ImageJ has a command Orthogonal Views of its own, so this one is called otherwise.
 */
@Plugin(
        type = Command.class,
        label = "Orthogonal Lesion Views",
        description = "MPR, axial coronal sagittal",
        visible = false,
        headless = true)
public final class OrthogonalViewsCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Override
    protected void requireFit() {
        if (GraphicsEnvironment.isHeadless() || image.getWindow() == null) {
            throw new UserMessageException("Orthogonal Lesion Views is a window and the image \"" + image.getTitle()
                    + "\" has none (there is no screen, or a macro runs in batch mode): show the image first");
        }
        OrthogonalViews.require(image, StackGrid.of(image));
    }

    @Override
    protected List<Result> compute() {
        ShownLesions lesions = CaseViews.lesions(image).orElseGet(this::labelled);
        return List.of(() -> CaseViews.open(image, lesions));
    }

    private ShownLesions labelled() {
        ImagePlus labels = LabelImage.beside(image);
        return labels == image
                ? ShownLesions.of(StackGrid.of(image), List.of(), List.of(), List.of())
                : CorrectedLabels.of(labels, 0, Optional.empty()).on(image);
    }
}
