package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
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
 * <p>Each label is a lesion of its own, whatever it touches; a label in several parts is several lesions. They are
 * numbered anew by falling volume, as after segmenting, and keep the classes that the label image has.
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
        LabelMap numbered = ConnectedComponents.labelEach(corrected.labels());
        List<Lesion> lesions = classified(corrected, numbered);
        List<Result> results = new ArrayList<>();
        if (!outlines.equals(NO_IMAGE)) {
            ImagePlus under = WindowManager.getImage(outlines);
            corrected.grid().requireSize(under, image);
            int shown = under.getNFrames() > 1 ? frame : 0;
            results.add(new Result.Outlines(
                    under, LesionOutlines.of(numbered, corrected.grid(), shown, under.getNChannels())));
        }
        if (table) {
            results.add(LabelImage.table(corrected.source(), lesions, corrected.grid()));
        }
        if (labels) {
            String title = LabelImage.titleFor(corrected.source());
            ImagePlus renumbered = LesionImages.labels(title, List.of(numbered), corrected.grid());
            LesionClasses.attach(renumbered, 1, lesions);
            results.add(new Result.Image(renumbered));
        }
        return results;
    }

    /** A part has the class of the label that it is a part of. */
    private List<Lesion> classified(LabelImage corrected, LabelMap numbered) {
        Map<Integer, Integer> origin = new HashMap<>();
        Cursor<UnsignedShortType> before =
                Views.flatIterable(corrected.labels().voxels()).cursor();
        for (UnsignedShortType after : Views.flatIterable(numbered.voxels())) {
            origin.putIfAbsent(after.get(), before.next().get());
        }
        return LesionClasses.classified(image, frame, measure(corrected, numbered), origin::get);
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
