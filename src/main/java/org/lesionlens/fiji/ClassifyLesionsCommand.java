package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.fiji.command.CommandInput;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.inference.LesionClassifier;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.ModelDescription.Task;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Tells the kind of the lesions of a label image, or of the finding that the user drew a selection round. */
@Plugin(type = Command.class, label = "Classify Lesions...", visible = false, headless = true)
public final class ClassifyLesionsCommand extends LesionCommand {
    private static final String SELECTION = "selection";

    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Lesions of", persist = false)
    private String lesions = SELECTION;

    @Parameter(label = "Model", persist = false)
    private String model = DefaultModel.proposal(Task.CLASSIFICATION);

    @Parameter(
            label = "Device",
            choices = {"auto", "cpu", "cuda", "tensorrt", "coreml"},
            persist = false)
    private String device = "auto";

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    private int channel;

    @Parameter(label = "Frame", min = "1", persist = false)
    private int frame = 1;

    @Override
    protected List<String> choices(String key) throws IOException {
        return switch (key) {
            case "lesions" ->
                Stream.concat(Stream.of(SELECTION), CommandInput.openTitles().stream())
                        .toList();
            case "model" -> ModelChoices.names(Task.CLASSIFICATION);
            default -> List.of();
        };
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        return switch (key) {
            case "lesions" -> Optional.of(proposedLesions());
            case "frame" -> Optional.of(image.getT());
            default -> Optional.empty();
        };
    }

    private String proposedLesions() {
        String labels = LabelImage.titleFor(image.getTitle());
        boolean open = !SourceImage.isRegion(image.getRoi())
                && CommandInput.openTitles().contains(labels);
        return open ? labels : SELECTION;
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "frame" -> image.getNFrames() > 1;
            default -> true;
        };
    }

    @Override
    protected List<String> warnings() throws IOException {
        return StackSuitability.ofWhole(image, channel, frame, ModelFolders.find(model));
    }

    @Override
    protected void requireFit() {
        SourceImage.requireFit(image, channel, frame);
        if (lesions.equals(SELECTION) && !SourceImage.isRegion(image.getRoi())) {
            throw new UserMessageException("the image \"" + image.getTitle()
                    + "\" has no selection of an area: draw one round the finding, or choose a label image");
        }
    }

    @Override
    protected List<Result> compute() throws IOException {
        SourceImage source = SourceImage.of(image, channel, frame);
        Optional<ImagePlus> labelImage =
                lesions.equals(SELECTION) ? Optional.empty() : Optional.of(WindowManager.getImage(lesions));
        int labelFrame =
                labelImage.map(labels -> Math.min(frame, labels.getNFrames())).orElse(1);
        LabelMap labels =
                labelImage.isPresent() ? labels(labelImage.get(), labelFrame, source.grid()) : selection(source.grid());
        Volume volume = source.volumes().get(0);
        Map<Integer, Classification> classes = source.whole().isEmpty()
                ? classify(volume, labels)
                : classify(
                        source.whole().get().paste(volume), source.whole().get().paste(labels));
        List<Lesion> classified = LesionMeasurements.measure(labels, Optional.empty(), Optional.of(volume)).stream()
                .map(lesion -> lesion.withClass(
                        classes.get(lesion.label()).name(),
                        classes.get(lesion.label()).probability()))
                .toList();
        List<Result> results = new ArrayList<>();
        Map<Integer, Map<String, Double>> probabilities = new HashMap<>();
        classes.forEach((label, found) -> probabilities.put(label, found.probabilities()));
        labelImage.ifPresent(
                shown -> results.add(new Result.Classes(shown, labelFrame, labels, classified, probabilities)));
        results.add(table(source, classified, probabilities));
        return results;
    }

    private Map<Integer, Classification> classify(Volume volume, LabelMap labels) throws IOException {
        try (ProgressWindow window = ProgressWindow.open("Classify Lesions");
                OnnxModel network = Networks.open(model, device, window)) {
            Progress progress = new StatusProgress(window, "");
            Map<Integer, Classification> classes = new LesionClassifier(network).classify(volume, labels, progress);
            progress.throwIfCancelled();
            return classes;
        }
    }

    private static Result table(SourceImage source, List<Lesion> lesions, Map<Integer, Map<String, Double>> classes) {
        ResultsTable table = LesionTable.empty();
        LesionTable.add(table, source.title(), lesions, source.grid(), classes);
        return new Result.Table(LesionTable.title(source.title()), table);
    }

    private LabelMap labels(ImagePlus labelImage, int labelFrame, StackGrid grid) {
        grid.requireSize(labelImage, image);
        return FijiVolumes.readLabels(labelImage, grid, labelFrame);
    }

    private LabelMap selection(StackGrid grid) {
        LabelMap everySlice = SourceImage.region(image, grid).orElseThrow();
        return onlySlice(everySlice, grid, image.getZ() - 1);
    }

    /** A selection is drawn on one slice, and is about that one. */
    private static LabelMap onlySlice(LabelMap everySlice, StackGrid grid, int slice) {
        for (int other = 0; other < grid.slices(); other++) {
            if (other != slice) {
                for (UnsignedShortType voxel : Views.iterable(grid.slice(everySlice.voxels(), other))) {
                    voxel.set(0);
                }
            }
        }
        return everySlice;
    }
}
