package org.lesionlens.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.LesionSegmenter;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
import org.lesionlens.model.Suitability;
import org.lesionlens.model.Task;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Which of several models was trained on images like one, by what their networks say of it ({@link Suitability}): each network is
 * asked once, of the middle slice, on the CPU. For one thread.
 */
public final class TrainingLikeness {
    private final Voxels voxels;
    private final Function<Model, Optional<String>> example;
    private final Map<Path, Optional<Told>> told = new HashMap<>();

    /** An image whose voxels are read when a network is to see them. */
    public interface Voxels {
        /** Of the channels that a model takes; empty where that cannot be. */
        Optional<Image> of(Model model) throws IOException;
    }

    /**
     * What a network says.
     *
     * @param distance of the image
     * @param limit of the images that the model was trained on
     */
    private record Told(double distance, double limit) {
        boolean isLike() {
            return distance <= limit;
        }

        String words() {
            return String.format(Locale.ROOT, "%.1f, at most %.1f", distance, limit);
        }
    }

    /**
     * What an image looks like.
     *
     * @param like the model that was trained on such images
     * @param unlike others, which were not
     * @param example the case whose image it is, where that stands for others too
     * @param why as a part of a sentence
     */
    public record Looks(Model like, List<Model> unlike, Optional<String> example, String why) {
        public Looks {
            unlike = List.copyOf(unlike);
        }
    }

    /** Of an image that stands for itself. */
    public TrainingLikeness(Voxels voxels) {
        this(voxels, model -> Optional.empty());
    }

    /**
     * Of an image.
     *
     * @param example the case whose image a model sees, where that stands for others too
     */
    public TrainingLikeness(Voxels voxels, Function<Model, Optional<String>> example) {
        this.voxels = voxels;
        this.example = example;
    }

    /** Of an image that no network is to see. */
    static TrainingLikeness unknown() {
        return new TrainingLikeness(model -> Optional.empty());
    }

    /**
     * The only one whose training images the image is like, where it is unlike those of all others.
     *
     * @return empty if it is like those of none or of several, or one of the models cannot say
     */
    Optional<Looks> only(List<Model> models) {
        boolean allSay = models.stream().allMatch(model -> of(model).isPresent());
        List<Model> like = allSay
                ? models.stream()
                        .filter(model -> of(model).orElseThrow().isLike())
                        .toList()
                : List.of();
        return like.size() == 1 ? Optional.of(looks(like.get(0), models)) : Optional.empty();
    }

    private Looks looks(Model like, List<Model> models) {
        List<Model> unlike =
                models.stream().filter(model -> !model.equals(like)).toList();
        String others = unlike.stream()
                .map(model -> ModelChoices.nameOf(model) + " ("
                        + of(model).orElseThrow().words() + ")")
                .collect(Collectors.joining(", "));
        Optional<String> ofCase = example.apply(like);
        return new Looks(
                like,
                unlike,
                ofCase,
                "the image" + ofCase.map(name -> " of the case " + name).orElse("")
                        + " looks like those that it was trained on (distance "
                        + of(like).orElseThrow().words() + ") and unlike those of " + others);
    }

    private Optional<Told> of(Model model) {
        return told.computeIfAbsent(model.identity().folder(), folder -> ask(model));
    }

    /** A model that says nothing, or whose network does not run, is no choice: what is wrong is told when it is opened. */
    private Optional<Told> ask(Model model) {
        try {
            Optional<Model> asked = measured(model);
            Optional<Image> image = asked.isPresent() ? voxels.of(model) : Optional.empty();
            return image.filter(TrainingLikeness::isOfPictures).isEmpty()
                    ? Optional.empty()
                    : ask(asked.get(), middle(image.get(), asked.get()));
        } catch (IOException | UserMessageException e) {
            return Optional.empty();
        }
    }

    /** The model, or a segmenter of the same images, that knows what these look like. */
    private static Optional<Model> measured(Model model) {
        return Stream.concat(
                        Stream.of(model),
                        model.task() == Task.CLASSIFICATION
                                ? ModelChoices.readable(Task.SEGMENTATION).values().stream()
                                        .filter(segmenter -> ModelPairing.fit(segmenter, model))
                                : Stream.empty())
                .filter(known -> known.purpose().suitability().isPresent())
                .findFirst();
    }

    private static Optional<Told> ask(Model model, Image slice) throws IOException {
        try (OnnxModel network = OnnxModel.open(model, Optional.of(Device.CPU), 0)) {
            OptionalDouble distance = new LesionSegmenter(network, 1, false)
                    .segment(slice, Progress.NONE)
                    .distance();
            return distance.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Told(
                            distance.getAsDouble(),
                            network.suitability().orElseThrow().limit()));
        }
    }

    /** What this was measured for: a volume is told by its values and its size. */
    private static boolean isOfPictures(Image image) {
        return image.geometry().isPlanar() || !image.geometry().depthKnown();
    }

    /** A stack of pictures shows the same throughout; a model that sees neighbours is asked with those of the middle one. */
    private static Image middle(Image image, Model model) {
        Optional<Context> context = model.network().context();
        int before = context.map(Context::before).orElse(0);
        int after = context.map(Context::after).orElse(0);
        return image.geometry().isPlanar()
                ? image
                : new Image(image.channels().stream()
                        .map(channel -> new Image.Channel(channel.name(), middle(channel.volume(), before, after)))
                        .toList());
    }

    private static Volume middle(Volume volume, int before, int after) {
        VolumeGeometry whole = volume.geometry();
        DisplayOrientation stack = DisplayOrientation.of(whole);
        long first = Math.max(0, stack.slices() / 2 - before);
        long count = Math.min(stack.slices(), stack.slices() / 2 + after + 1) - first;
        VolumeGeometry part = whole.part(
                new long[] {0, 0, first}, new long[] {whole.size(0), whole.size(1), count}, new long[] {1, 1, 1});
        VolumeGeometry grid = part.withoutDepth(); // as the whole
        Volume middle = Volume.allocate(grid);
        for (long slice = 0; slice < count; slice++) {
            DisplayOrientation.of(grid).setPixels(middle.voxels(), slice, stack.pixels(volume.tissue(), first + slice));
        }
        return middle;
    }
}
