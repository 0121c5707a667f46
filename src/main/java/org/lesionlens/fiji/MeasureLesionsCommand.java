package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Measures a label image or mask again, after it was corrected by hand.
 *
 * <p>Whatever is not 0 is lesion; what touches is one lesion, and lesions are numbered anew by falling volume, as after
 * segmenting.
 */
@Plugin(type = Command.class, label = "Measure Lesions...", visible = false, headless = true)
public final class MeasureLesionsCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Probability image", persist = false)
    private String probability = NO_IMAGE;

    @Parameter(label = "Draw outlines on", persist = false)
    private String outlines = NO_IMAGE;

    @Parameter(label = "Frame", min = "1", persist = false)
    private int frame = 1;

    @Parameter(label = "Label image, numbered anew", persist = false)
    private boolean labels = true;

    @Parameter(label = "Table", persist = false)
    private boolean table = true;

    @Override
    List<String> choices(String key) {
        return key.equals("probability") || key.equals("outlines") ? imagesOrNone() : List.of();
    }

    @Override
    Optional<Object> proposal(String key, Map<String, Object> chosen) {
        String source = image.getTitle().replaceFirst("^Labels of ", "").replaceFirst(" \\([0-9]+\\)$", "");
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
    boolean isAsked(String key) {
        return !key.equals("frame") || image.getNFrames() > 1;
    }

    @Override
    List<Result> compute() throws IOException {
        LabelImage corrected = LabelImage.of(image, frame);
        LabelMap numbered = ConnectedComponents.label(corrected.labels(), 0);
        List<Result> results = new ArrayList<>();
        if (!outlines.equals(NO_IMAGE)) {
            ImagePlus under = WindowManager.getImage(outlines);
            corrected.grid().requireSize(under, image);
            int shown = under.getNFrames() > 1 ? frame : 0;
            results.add(new Result.Outlines(
                    under, LesionOutlines.of(numbered, corrected.grid(), shown, under.getNChannels())));
        }
        if (table) {
            results.add(LabelImage.table(corrected.source(), measure(corrected, numbered), corrected.grid()));
        }
        if (labels) {
            String title = LabelImage.titleFor(corrected.source());
            results.add(new Result.Image(LesionImages.labels(title, List.of(numbered), corrected.grid())));
        }
        return results;
    }

    private List<Lesion> measure(LabelImage corrected, LabelMap numbered) {
        if (probability.equals(NO_IMAGE)) {
            return LabelImage.measure(numbered);
        }
        ImagePlus map = WindowManager.getImage(probability);
        corrected.grid().requireSize(map, image);
        int mapFrame = Math.min(frame, map.getNFrames());
        return LesionMeasurements.measure(
                numbered,
                new ProbabilityMap(
                        FijiVolumes.read(map, corrected.grid(), 1, mapFrame).voxels(),
                        corrected.grid().geometry()));
    }
}
