package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.FoundBoxes;
import org.lesionlens.fiji.image.RoiZip;
import org.lesionlens.fiji.image.ShownBoxes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.fiji.result.ShownCase;
import org.lesionlens.fiji.result.ShownDetection;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.DetectionPipeline;
import org.lesionlens.pipeline.DetectionSettings;
import org.lesionlens.volume.UserMessageException;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Draws boxes round the lesions of a picture, or of slices of a stack.
 *
 * <p>Every frame is looked at, unless one is chosen. Of a selection on the image, boxes count whose middle lies inside.
 */
@Plugin(
        type = Command.class,
        label = "Detect Lesions...",
        description = "bounding boxes, object detection",
        visible = false,
        headless = true)
public final class DetectLesionsCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Model", persist = false)
    private String model = "";

    @Parameter(label = "Device", persist = false)
    private String device = "auto";

    @Parameter(label = "Slices (as 12-20,33, or all)", required = false, persist = false)
    private String slices;

    @Parameter(
            label = "Least score (0 to 1, empty: as the model says)",
            min = "0",
            max = "1",
            required = false,
            persist = false)
    private Double threshold = UNSET;

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    private int channel;

    @Parameter(label = "Channel", required = false, persist = false)
    private String channels;

    @Parameter(label = "Frame (0: all)", min = "0", persist = false)
    private int frame;

    @Parameter(label = "Open the model without a trial", persist = false)
    private boolean trust;

    @Parameter(label = "Boxes on the image", persist = false)
    private boolean outlines = true;

    @Parameter(label = "ROI Manager", persist = false)
    private boolean rois;

    @Parameter(label = "ROI zip (path)", required = false, persist = false)
    private File roizip;

    @Parameter(label = "List of boxes", persist = false)
    private boolean table = true;

    /** The table, for scripts that run the command through SciJava. */
    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable boxtable;

    private OfferedModels offered;

    private OfferedModels offered() {
        offered = offered == null || !offered.isFor(image) ? new OfferedModels(image, Task.DETECTION) : offered;
        return offered;
    }

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("model") ? offered().names() : super.choices(key);
    }

    @Override
    protected String shown(String key, String choice) {
        return key.equals("model") ? offered().shown(choice) : super.shown(key, choice);
    }

    @Override
    protected Parts parts(String key, Map<String, Object> chosen) throws IOException {
        return key.equals("channels") ? offered().parts(name(chosen)) : super.parts(key, chosen);
    }

    private String name(Map<String, Object> chosen) {
        return (String) chosen.getOrDefault("model", model);
    }

    /** A channel is asked for, or one for each of the model's. */
    @Override
    protected boolean isNeeded(String key, Map<String, Object> chosen) throws IOException {
        return switch (key) {
            case "channel" -> parts("channels", chosen).names().isEmpty();
            case "slices" -> !offered().isOfVolumes(name(chosen));
            default -> true;
        };
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return switch (key) {
            case "model" -> offered().proposal();
            case "channel" -> Optional.of(FijiVolumes.shownChannel(image));
            case "threshold" -> Optional.of(""); // each kind has its own
            case "slices" -> Optional.of(offered().isOfVolumes(name(chosen)) ? "" : Integer.toString(image.getZ()));
            default -> Optional.empty();
        };
    }

    @Override
    protected String heading(String key) {
        return List.of("outlines", "rois", "roizip", "table").contains(key) ? "Results" : super.heading(key);
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "slices" -> image.getNSlices() > 1;
            case "channel" -> image.getNChannels() > 1;
            case "channels" -> offered().hasParts();
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

    private List<String> warnings(Model found) throws IOException {
        if (found.channels().size() == 1) {
            return StackSuitability.ofWhole(image, channel, frame, found);
        }
        try {
            return StackSuitability.ofChannels(image, mapped(), found);
        } catch (UserMessageException e) {
            return List.of(e.getMessage()); // refused when the command runs
        }
    }

    @Override
    protected void requireFit() throws IOException {
        SourceImage.requireFit(image, channel, frame);
        mapped();
        slices();
        DetectionPipeline.requireReached(offered().model(model), new DetectionSettings(List.of(), leastScore()));
        if (roizip != null) {
            RoiZip.requireName(roizip.toPath());
        }
    }

    /** Which channels the model sees. */
    private SourceImage.Channels mapped() throws IOException {
        return SourceImage.Channels.of(image, offered().model(model), channels, channel, "channels");
    }

    private Optional<Double> leastScore() {
        return threshold == null || threshold.isNaN() ? Optional.empty() : Optional.of(threshold);
    }

    /** Which slices of the stack are looked at, from 1; none for all of a model of volumes. */
    private List<Integer> slices() throws IOException {
        Model found = offered().model(model);
        if (OfferedModels.isOfVolumes(found)) {
            if (slices != null && !slices.isBlank()) {
                throw new UserMessageException("slices are chosen (slices) but the model " + found.shownName()
                        + " looks at the whole volume: leave them out, or choose a model of slices");
            }
            return List.of();
        }
        if (!StackGrid.of(image).analysedAsShown()) {
            throw new UserMessageException("the slices of the image \"" + image.getTitle() + "\" lie closer than its"
                    + " pixels, so the network sees others than those that are shown: check the pixel size (Image >"
                    + " Properties...), or turn the stack with Image > Stacks > Reslice... first");
        }
        return ChosenSlices.of(image, slices);
    }

    @Override
    protected List<Result> compute() throws IOException {
        SourceImage source = SourceImage.of(image, mapped(), frame);
        try (ProgressWindow window = ProgressWindow.open("Detect Lesions");
                OnnxModel network = Networks.open(offered().model(model), device, trust, window)) {
            return results(
                    FoundBoxes.in(source, network, slices(), leastScore(), place -> new StatusProgress(window, place)));
        }
    }

    private List<Result> results(FoundBoxes found) throws IOException {
        found.warnings().forEach(warning -> IJ.log("LesionLens: " + warning));
        ShownBoxes shown = found.shown();
        List<Result> results = new ArrayList<>();
        if (roizip != null) {
            RoiZip.write(roizip.toPath(), shown.rois(image.getNChannels()));
        }
        if (rois) {
            results.add(new Result.Rois(shown.rois(image.getNChannels())));
        }
        boxtable = found.table();
        Result.Table listed = new Result.Table(found.title(), boxtable);
        ShownCase.Looks looks = new ShownCase.Looks("Detected", outlines, table);
        results.add(new ShownDetection(image, shown, listed, looks, found));
        return results;
    }

    @Override
    protected String ending() {
        return boxtable.size() == 0 ? "done: there is no box" : "done";
    }
}
