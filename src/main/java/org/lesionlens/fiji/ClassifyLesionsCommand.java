package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.ChosenLesions;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.image.KnownLesions;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.fiji.result.ShownCase;
import org.lesionlens.inference.LesionClassifier;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Tells the kind of the lesions of a label image, or of the finding that the user drew a selection round. */
@Plugin(
        type = Command.class,
        label = "Classify Lesions...",
        description = "tumor, tumour, benign or malignant",
        visible = false,
        headless = true)
public final class ClassifyLesionsCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Lesions of", persist = false)
    private String lesions = ChosenLesions.SELECTION;

    @Parameter(label = "Model", persist = false)
    private String model = "";

    @Parameter(label = "Device", persist = false)
    private String device = "auto";

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    private int channel;

    @Parameter(label = "Frame", min = "1", persist = false)
    private int frame = 1;

    @Parameter(label = "Open the model without a trial", persist = false)
    private boolean trust;

    private OfferedModels offered;

    private OfferedModels offered() {
        offered = offered == null || !offered.isFor(image) ? new OfferedModels(image, Task.CLASSIFICATION) : offered;
        return offered;
    }

    @Override
    protected List<String> choices(String key) throws IOException {
        return switch (key) {
            case "lesions" -> ChosenLesions.choices();
            case "model" -> offered().names();
            default -> super.choices(key);
        };
    }

    @Override
    protected boolean isOffered(String key, String choice) {
        return !key.equals("lesions") || ChosenLesions.isOffered(choice, image);
    }

    @Override
    protected String shown(String key, String choice) {
        return key.equals("model") ? offered().shown(choice) : super.shown(key, choice);
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return switch (key) {
            case "model" -> offered().proposal();
            case "lesions" -> Optional.of(ChosenLesions.proposed(image));
            case "frame" -> Optional.of(image.getT());
            default -> Optional.empty();
        };
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "frame" -> image.getNFrames() > 1;
            default -> super.isAsked(key);
        };
    }

    @Override
    protected List<String> warnings() throws IOException {
        return offered().warnings(model, this::warnings);
    }

    @Override
    protected List<String> notes() throws IOException {
        return offered().notes(model, this::warnings);
    }

    private List<String> warnings(Model found) {
        return StackSuitability.ofWhole(image, channel, frame, found);
    }

    @Override
    protected void requireFit() {
        SourceImage.requireFit(image, channel, frame);
        new ChosenLesions(lesions).requireIn(image);
    }

    @Override
    protected List<Result> compute() throws IOException {
        SourceImage source = SourceImage.of(image, channel, frame);
        ChosenLesions chosen = new ChosenLesions(lesions);
        Optional<ImagePlus> labelImage = chosen.labelImage();
        int labelFrame = chosen.frame(frame);
        LabelMap labels = chosen.labels(image, frame, source.grid());
        KnownLesions known = KnownLesions.classified(source, labels, classify(source, labels));
        List<Result> results = new ArrayList<>();
        labelImage.ifPresent(shown -> results.add(new Result.Classes(shown, labelFrame, labels, known)));
        ResultsTable table = LesionTable.empty();
        LesionTable.add(table, source.title(), known.lesions(), source.grid(), known.classes());
        results.add(new ShownCase(
                image,
                known.on(image, frame, source.grid(), labels),
                new Result.Table(LesionTable.title(source.title()), table),
                new ShownCase.Looks("Classified", true, true)));
        return results;
    }

    private Map<Integer, Classification> classify(SourceImage source, LabelMap labels) throws IOException {
        try (ProgressWindow window = ProgressWindow.open("Classify Lesions");
                OnnxModel network = Networks.open(offered().model(model), device, trust, window)) {
            Progress progress = new StatusProgress(window, "");
            LesionClassifier classifier = new LesionClassifier(network);
            Map<Integer, Classification> classes = source.classify(classifier, labels, progress);
            progress.throwIfCancelled();
            classifier.note().ifPresent(note -> IJ.log("LesionLens: " + note));
            return classes;
        }
    }
}
