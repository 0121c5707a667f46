package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.LesionClassifier;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.inference.ModelDescription.Task;
import org.lesionlens.inference.ModelFolders;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
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
    private String model = ModelChoices.CLASSIFIER;

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
    List<String> choices(String key) throws IOException {
        return switch (key) {
            case "lesions" ->
                Stream.concat(Stream.of(SELECTION), CommandInput.openTitles().stream())
                        .toList();
            case "model" -> ModelChoices.names(Task.CLASSIFICATION);
            default -> List.of();
        };
    }

    @Override
    Optional<Object> proposal(String key, Map<String, Object> chosen) {
        String labels = LabelImage.titleFor(image.getTitle());
        boolean open = image.getRoi() == null && CommandInput.openTitles().contains(labels);
        return key.equals("lesions") && open ? Optional.of(labels) : Optional.empty();
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
        SourceImage source = SourceImage.of(image, channel, frame);
        LabelMap labels = labels(source.grid());
        Map<Integer, Classification> classes;
        try (ProgressWindow window = ProgressWindow.open("Classify Lesions");
                OnnxModel network = OnnxModel.open(ModelFolders.find(model), Device.parse(device), 0)) {
            Progress progress = new StatusProgress(window, "");
            classes = new LesionClassifier(network).classify(source.volumes().get(0), labels, progress);
            progress.throwIfCancelled();
        }
        List<Lesion> classified = LabelImage.measure(labels).stream()
                .map(lesion -> lesion.withClass(
                        classes.get(lesion.label()).name(),
                        classes.get(lesion.label()).probability()))
                .toList();
        return List.of(LabelImage.table(source.title(), classified, source.grid()));
    }

    private LabelMap labels(StackGrid grid) {
        if (!lesions.equals(SELECTION)) {
            ImagePlus labelled = WindowManager.getImage(lesions);
            grid.requireSize(labelled, image);
            return FijiVolumes.readLabels(labelled, grid, Math.min(frame, labelled.getNFrames()));
        }
        LabelMap everySlice = SourceImage.region(image, grid)
                .orElseThrow(() -> new IllegalArgumentException("the image \"" + image.getTitle()
                        + "\" has no selection: draw one round the finding, or choose a label image"));
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
