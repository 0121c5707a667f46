package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.CommandInput;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.LesionClasses;
import org.lesionlens.fiji.image.LesionImages;
import org.lesionlens.fiji.image.LesionOutlines;
import org.lesionlens.fiji.image.LesionProbabilities;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.SourceVoxels;
import org.lesionlens.fiji.image.StackGrid;
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
 * numbered anew by falling volume, as after segmenting, and keep the classes that the label image has for them. Every
 * frame is measured, unless one is chosen.
 */
@Plugin(type = Command.class, label = "Measure Lesions...", visible = false, headless = true)
public final class MeasureLesionsCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Probability image", persist = false)
    private String probability = NO_IMAGE;

    @Parameter(label = "Draw outlines on", persist = false)
    private String outlines = NO_IMAGE;

    @Parameter(label = "Frame (0: all)", min = "0", persist = false)
    private int frame;

    @Parameter(label = "Label image, numbered anew", persist = false)
    private boolean labels = true;

    @Parameter(label = "Table", persist = false)
    private boolean table = true;

    @Override
    protected List<String> choices(String key) {
        return key.equals("probability") || key.equals("outlines") ? imagesOrNone() : List.of();
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
        List<LabelImage> frames = LabelImage.frames(image, frame);
        StackGrid grid = frames.get(0).grid();
        String source = frames.get(0).source();
        List<LabelMap> numbered = frames.stream()
                .map(each -> ConnectedComponents.labelEach(each.labels()))
                .toList();
        List<List<Lesion>> lesions = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            int index = Math.max(1, frame) + i;
            List<Lesion> measured = LesionProbabilities.restored(image, index, measure(numbered.get(i), grid, index));
            lesions.add(LesionClasses.classified(image, index, frames.get(i).labels(), numbered.get(i), measured));
        }
        List<Result> results = new ArrayList<>();
        if (!outlines.equals(NO_IMAGE)) {
            results.add(outlines(frames, numbered));
        }
        if (table) {
            List<Integer> places = frames.stream().map(LabelImage::frame).toList();
            ResultsTable rows = LesionTable.ofFrames(source, places, lesions, grid);
            results.add(new Result.Table(LesionTable.title(source), rows));
        }
        if (labels) {
            results.add(new Result.Image(renumbered(frames.get(0), numbered, lesions)));
        }
        return results;
    }

    /** On the frames that they belong to; on the one that is shown, if nobody knows which that is. */
    private Result outlines(List<LabelImage> frames, List<LabelMap> numbered) {
        ImagePlus under = WindowManager.getImage(outlines);
        List<Roi> rois = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            LabelImage corrected = frames.get(i);
            corrected.grid().requireSize(under, image);
            int place = corrected.frame() == 0 ? under.getT() : corrected.frame();
            int shown = under.getNFrames() > 1 ? place : 0;
            rois.addAll(LesionOutlines.of(numbered.get(i), corrected.grid(), shown, under.getNChannels()));
        }
        return new Result.Outlines(under, rois);
    }

    private ImagePlus renumbered(LabelImage first, List<LabelMap> numbered, List<List<Lesion>> lesions) {
        ImagePlus renumbered = LesionImages.labels(LabelImage.titleFor(first.source()), numbered, first.grid());
        LabelImage.setSource(renumbered, first.source(), first.frame());
        SourceVoxels.copy(image, Math.max(1, frame), renumbered);
        for (int i = 0; i < numbered.size(); i++) {
            int index = Math.max(1, frame) + i;
            LesionClasses.attach(renumbered, i + 1, numbered.get(i), lesions.get(i));
            Map<Integer, Map<String, Double>> classes = new HashMap<>();
            lesions.get(i)
                    .forEach(lesion -> classes.put(lesion.label(), LesionProbabilities.classes(image, index, lesion)));
            LesionProbabilities.attach(renumbered, i + 1, lesions.get(i), classes);
        }
        return renumbered;
    }

    private List<Lesion> measure(LabelMap numbered, StackGrid grid, int index) {
        return LesionMeasurements.measure(numbered, probability(grid, index), SourceVoxels.of(image, grid, index));
    }

    private Optional<ProbabilityMap> probability(StackGrid grid, int index) {
        if (probability.equals(NO_IMAGE)) {
            return Optional.empty();
        }
        ImagePlus map = WindowManager.getImage(probability);
        grid.requireSize(map, image);
        int mapFrame = Math.min(index, map.getNFrames());
        return Optional.of(
                new ProbabilityMap(FijiVolumes.read(map, grid, 1, mapFrame).voxels(), grid.geometry()));
    }
}
