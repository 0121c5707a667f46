package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.CommandInput;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.CorrectedLabels;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.fiji.result.ShownCase;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Measures a label image or mask again, after it was corrected by hand.
 *
 * <p>Each label is a lesion of its own, whatever it touches; a label in several parts is several lesions. They are
 * numbered anew by falling volume, as after segmenting, and keep the classes that the label image has for them. Every
 * frame is measured, unless one is chosen.
 */
@Plugin(
        type = Command.class,
        label = "Measure Lesions...",
        description = "tumor volume, RECIST diameter",
        visible = false,
        headless = true)
public final class MeasureLesionsCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Probability image", persist = false)
    private String probability = NO_IMAGE;

    @Parameter(label = "Draw lesions on", persist = false)
    private String outlines = NO_IMAGE;

    @Parameter(label = "Frame (0: all)", min = "0", persist = false)
    private int frame;

    @Parameter(label = "Label image, numbered anew", persist = false)
    private boolean labels = true;

    @Parameter(label = "List of lesions", persist = false)
    private boolean table = true;

    @Override
    protected ImagePlus taken(ImagePlus current) {
        return LabelImage.beside(current);
    }

    @Override
    protected List<String> choices(String key) {
        return key.equals("probability") || key.equals("outlines") ? imagesOrNone() : List.of();
    }

    @Override
    protected boolean isOffered(String key, String choice) {
        return !List.of("probability", "outlines").contains(key)
                || choice.equals(NO_IMAGE)
                || CommandInput.isOfSize(choice, image);
    }

    @Override
    protected String heading(String key) {
        return List.of("outlines", "labels", "table").contains(key) ? "Results" : "";
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        String source = LabelImage.sourceOf(image);
        return switch (key) {
            case "probability" -> Optional.of(ifOpen("Probability of " + source));
            case "outlines" -> Optional.of(ifOpen(source));
            default -> Optional.empty();
        };
    }

    private static String ifOpen(String title) {
        return CommandInput.openTitles().contains(title) ? title : NO_IMAGE;
    }

    @Override
    protected boolean isAsked(String key) {
        return !key.equals("frame") || image.getNFrames() > 1;
    }

    @Override
    protected List<String> warnings() {
        return StackGrid.of(image).warnings();
    }

    @Override
    protected List<Result> compute() throws IOException {
        CorrectedLabels corrected = CorrectedLabels.of(image, frame, open(probability));
        List<Result> results = new ArrayList<>();
        ImagePlus numbered = corrected.labelImage();
        if (labels) {
            results.add(new Result.Image(numbered));
        }
        ImagePlus under = open(outlines).orElse(labels ? numbered : image);
        ShownCase.Looks looks = new ShownCase.Looks("Measured", !outlines.equals(NO_IMAGE), table);
        Result.Table listed = new Result.Table(LesionTable.title(corrected.source()), corrected.table());
        results.add(new ShownCase(under, corrected.on(under), listed, looks));
        return results;
    }

    private static Optional<ImagePlus> open(String title) {
        return title.equals(NO_IMAGE) ? Optional.empty() : Optional.of(WindowManager.getImage(title));
    }
}
