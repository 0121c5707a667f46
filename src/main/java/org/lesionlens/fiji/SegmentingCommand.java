package org.lesionlens.fiji;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.lesionlens.cases.InputReading;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.volume.UserMessageException;
import org.scijava.plugin.Parameter;

/** What is asked before lesions are segmented: where, by which model, and what counts as one. */
abstract class SegmentingCommand extends LesionCommand {
    @Parameter(label = "Image")
    ImagePlus image;

    @Parameter(label = "Model", persist = false)
    String model = DefaultModel.proposal(Task.SEGMENTATION);

    @Parameter(label = "Device", persist = false)
    String device = "auto";

    @Parameter(label = "Threshold (0 to 1)", min = "0", max = "1", required = false, persist = false)
    Double threshold = UNSET;

    @Parameter(label = "Smallest lesion of a volume (ml)", min = "0", required = false, persist = false)
    Double minvolume = UNSET;

    @Parameter(label = "Smallest lesion of a single slice (mm2)", min = "0", required = false, persist = false)
    Double minarea = UNSET;

    @Parameter(
            label = "Flattest lesion of a volume (width over height, 0: any)",
            min = "0",
            required = false,
            persist = false)
    Double maxflatness = UNSET;

    @Parameter(label = "Channel (0: the one shown)", min = "0", persist = false)
    int channel;

    @Parameter(label = "Channel", required = false, persist = false)
    String channels;

    @Parameter(label = "Frame (0: all)", min = "0", persist = false)
    int frame;

    @Parameter(label = "Open the model without a trial", persist = false)
    boolean trust;

    private Predicate<Model> suits;
    private Map<String, Model> models;

    @Override
    protected List<String> choices(String key) throws IOException {
        if (!key.equals("model")) {
            return super.choices(key);
        }
        List<String> names = new ArrayList<>(models().keySet());
        if (image != null) {
            names.sort(Comparator.comparing(name -> !suits(model(name))));
        }
        return names;
    }

    private boolean suits(Optional<Model> known) {
        suits = suits == null ? StackSuitability.suits(image) : suits;
        return known.filter(suits).isPresent();
    }

    private Map<String, Model> models() {
        models = models == null ? ModelChoices.models(Task.SEGMENTATION) : models;
        return models;
    }

    private Optional<Model> model(String name) {
        return Optional.ofNullable(models().get(name));
    }

    /** What a model is for, and whether it suits the image. */
    @Override
    protected String shown(String key, String choice) {
        Optional<Model> known = key.equals("model") ? model(choice) : Optional.empty();
        return known.map(found -> choice + " (" + ModelChoices.purpose(found)
                        + (suits(known) ? "; suits this image)" : "; not made for this image)"))
                .orElse(choice);
    }

    /** A channel of the image for each of the model's, in their order; none for a model of one. */
    @Override
    protected Parts parts(String key, Map<String, Object> chosen) throws IOException {
        if (!key.equals("channels")) {
            return super.parts(key, chosen);
        }
        int count = SourceImage.Channels.count(image);
        List<String> numbers =
                IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
        List<String> names = model((String) chosen.getOrDefault("model", model))
                .map(InputReading::names)
                .filter(wanted -> wanted.size() > 1)
                .orElse(List.of());
        return new Parts(names, numbers, mostChannels());
    }

    private int mostChannels() {
        return models().values().stream()
                .mapToInt(known -> known.channels().size())
                .filter(count -> count > 1)
                .max()
                .orElse(0);
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return key.equals("channel")
                ? Optional.of(FijiVolumes.shownChannel(image))
                : ModelChoices.proposal(key, (String) chosen.getOrDefault("model", model));
    }

    @Override
    protected boolean isAsked(String key) {
        return switch (key) {
            case "channel" -> image.getNChannels() > 1;
            case "channels" -> SourceImage.Channels.count(image) > 1 && mostChannels() > 0;
            case "frame" -> image.getNFrames() > 1;
            case "minvolume", "maxflatness" -> image.getNSlices() > 1;
            case "minarea" -> image.getNSlices() == 1;
            default -> super.isAsked(key);
        };
    }

    @Override
    protected List<String> warnings() throws IOException {
        if (model.isBlank()) {
            return List.of();
        }
        Model found = ModelFolders.find(model);
        if (found.channels().size() == 1) {
            return StackSuitability.ofWhole(image, channel, frame, found);
        }
        try {
            return StackSuitability.ofChannels(image, SourceImage.Channels.of(image, found, channels, channel), found);
        } catch (UserMessageException e) {
            return List.of(e.getMessage()); // refused when the command runs
        }
    }

    @Override
    protected void requireFit() throws IOException {
        SourceImage.requireFit(image, channel, frame);
        mapped();
        chosen();
    }

    /** Which channels the model sees. */
    final SourceImage.Channels mapped() throws IOException {
        Model found = Networks.chosen(model, false).segmenter();
        return SourceImage.Channels.of(image, found, channels, channel);
    }

    /** What the user chose; the rest is the model's to say. */
    final AnalysisChoices chosen() {
        return AnalysisChoices.of(threshold, minvolume, minarea, maxflatness, null);
    }
}
