package org.lesionlens.pipeline;

import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Task;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Whether a model is made for an image, by what both say of themselves.
 *
 * @param why it is not, or what is not known, as a part of a sentence; empty of one that is
 */
public record ModelFit(Grade grade, String why) {
    /** Modalities whose intensities are at least 0 as scanners write them. */
    static final Set<String> NEVER_NEGATIVE = Set.of("MR", "US");

    /** How sure it is. */
    public enum Grade {
        /** The image is of the model's modality, and nothing is against it. */
        MADE_FOR,
        /** Nothing is against it, but the image or the model does not say its modality. */
        UNKNOWN,
        /** Something is against it. */
        OTHER
    }

    /** What a model says of an image of its channels. */
    public static ModelFit of(SeenImage image, Model model) {
        Optional<String> against = ofForm(image, model)
                .or(() -> kinds(image, model))
                .or(() -> box(image, model))
                .or(() ->
                        model.purpose().demonstration().map(why -> "it is a demonstration, " + ForeignText.shown(why)));
        if (against.isPresent()) {
            return new ModelFit(Grade.OTHER, against.get());
        }
        if (image.traits().stream().anyMatch(traits -> traits.modality().isEmpty())) {
            return new ModelFit(Grade.UNKNOWN, "the image does not say its modality");
        }
        boolean says = IntStream.range(0, image.traits().size())
                .allMatch(channel -> modality(model, channel).isPresent());
        return says
                ? new ModelFit(Grade.MADE_FOR, "")
                : new ModelFit(Grade.UNKNOWN, "the model does not say the modality of its images");
    }

    /** Of an image whose size is not like that of the training either; for lists. */
    public static Grade ofSize(SeenImage image, Model model) {
        return FieldOfView.warnings(image.geometry(), model).isEmpty()
                ? of(image, model).grade()
                : Grade.OTHER;
    }

    /** Nobody but the user knows where the box lies. */
    static Optional<String> box(Model model) {
        return model.isPrompted() ? Optional.of("it wants a box round the lesion") : Optional.empty();
    }

    private static Optional<String> box(SeenImage image, Model model) {
        if (model.task() != Task.SEGMENTATION || model.isPrompted() == image.boxed()) {
            return Optional.empty();
        }
        return image.boxed() ? Optional.of("it finds lesions by itself and takes no box") : box(model);
    }

    /** What is against an image whatever it shows: its channels, or that it is a single slice or a volume. */
    public static Optional<String> ofForm(SeenImage image, Model model) {
        VolumeGeometry grid = image.geometry();
        boolean alone = model.task() != Task.CLASSIFICATION; // a classifier sees the mask besides
        if (alone && image.traits().size() != model.channels().size()) {
            return Optional.of("it takes " + model.channels().size() + " channels");
        }
        if (grid.isPlanar() && model.network().window().dimensions() == 3) {
            return Optional.of("it is made for volumes and the image is a single slice");
        }
        boolean ofPictures = model.preparation().stream().anyMatch(Preparation.FitLongSide.class::isInstance);
        boolean ofFrames = model.network()
                .context()
                .filter(context -> context.axis() == Context.Axis.TIME)
                .isPresent();
        return ofPictures && !ofFrames && !grid.isPlanar() && grid.depthKnown()
                ? Optional.of("it is made for pictures and the image is a volume")
                : NeighboursFit.against(grid, model);
    }

    private static Optional<String> kinds(SeenImage image, Model model) {
        return IntStream.range(0, image.traits().size())
                .mapToObj(channel -> kind(image.traits().get(channel), modality(model, channel), model))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> kind(ImageTraits traits, Optional<String> modality, Model model) {
        Optional<String> other = traits.modality()
                .filter(found -> modality.isPresent() && !modality.get().equals(found));
        Optional<String> elsewhere = traits.bodyPart().filter(found -> isElsewhere(found, model));
        if (other.isPresent()) {
            return Optional.of("the modality of the image is " + ForeignText.shown(other.get()));
        }
        if (elsewhere.isPresent()) {
            return Optional.of("the image shows " + ForeignText.shown(elsewhere.get()));
        }
        if (traits.inColour() && !model.seesColour() && !saysModality(traits, modality)) {
            return Optional.of("the image is in colour, as photographs are");
        }
        boolean hounsfield =
                traits.negative() && modality.filter(NEVER_NEGATIVE::contains).isPresent();
        return hounsfield && traits.modality().isEmpty()
                ? Optional.of("the image has negative values, as CT has in Hounsfield units")
                : Optional.empty();
    }

    /** Whether a file says that it is of the model's modality, of which grey images may be stored in colour, or tinted. */
    static boolean saysModality(ImageTraits traits, Optional<String> modality) {
        return modality.isPresent() && traits.modality().equals(modality);
    }

    /** Whether a part of the body is another one than that of the model. */
    static boolean isElsewhere(String bodyPart, Model model) {
        return model.purpose()
                .bodyPart()
                .filter(part -> BodyRegion.differ(bodyPart, part.meaning()))
                .isPresent();
    }

    private static Optional<String> modality(Model model, int channel) {
        return model.channels().get(channel).modality().or(() -> model.purpose().modality());
    }
}
