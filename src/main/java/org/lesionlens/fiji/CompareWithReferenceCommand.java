package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.CommandInput;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.ComparedImages;
import org.lesionlens.lesion.CommonGrid;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Two label images or masks: Dice, HD95, lesions found, missed and invented, and a picture of their agreement; frame by frame. */
@Plugin(
        type = Command.class,
        label = "Compare With Reference...",
        description = "Dice, Hausdorff distance",
        visible = false,
        headless = true)
public final class CompareWithReferenceCommand extends LesionCommand {
    @Parameter(label = "Segmentation", persist = false)
    private ImagePlus prediction;

    @Parameter(label = "Reference", persist = false)
    private ImagePlus reference;

    @Parameter(label = "Picture of the agreement", persist = false)
    private boolean picture = true;

    @Parameter(label = "Table", persist = false)
    private boolean table = true;

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        List<ImagePlus> open = CommandInput.labelImages();
        if (key.equals("prediction") && open.size() < 2) {
            throw new UserMessageException("two label images or masks are compared but " + open.size()
                    + (open.size() == 1 ? " is" : " are") + " open: open the segmentation and the reference");
        }
        return switch (key) {
            case "prediction" -> Optional.of(open.get(0));
            case "reference" -> Optional.of(open.get(1));
            default -> Optional.empty();
        };
    }

    @Override
    protected boolean isOffered(String key, String choice) {
        return CommandInput.mayBeLabels(choice);
    }

    @Override
    protected String heading(String key) {
        return List.of("picture", "table").contains(key) ? "Results" : "";
    }

    @Override
    protected void requireFit() {
        new ComparedImages(prediction, reference).requireComparable();
    }

    @Override
    protected List<String> warnings() {
        boolean both = prediction != null && reference != null;
        return both ? new ComparedImages(prediction, reference).warnings() : List.of();
    }

    @Override
    protected List<Result> compute() throws IOException {
        ComparedImages images = new ComparedImages(prediction, reference);
        List<CommonGrid> frames = images.frames();
        List<Result> results = new ArrayList<>();
        if (table) {
            results.add(new Result.Table("Comparison of " + images.title(), images.table(frames)));
        }
        if (picture) {
            results.add(new Result.Image(images.picture(frames)));
        }
        return results;
    }
}
