package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Suitability;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Why an image may not be what a model was trained on, and how far the model can be trusted; it is analysed all the same. The
 * same for every door.
 */
public final class ImageSuitability {
    /** How much longer one side of a pixel may be than the other. */
    private static final double SQUARE = 1.05;

    private static final String CT = "CT";

    private ImageSuitability() {}

    /**
     * A sentence for each doubt; a new list.
     *
     * @param seen the grid of what the network sees: that of the image, or of what it was cut out of
     * @param traits of the channels, in the order in which the model takes them
     */
    public static List<String> warnings(VolumeGeometry seen, List<ImageTraits> traits, Model model) {
        List<String> warnings = new ArrayList<>();
        int alike = model.seesColour() && traits.stream().distinct().count() == 1 ? 1 : traits.size(); // of one picture
        for (int i = 0; i < alike; i++) {
            addDoubts(warnings, traits.get(i), model.channels().get(i), alike == 1, model);
        }
        if (!seen.calibrated()) {
            warnings.add("the image has no pixel size: "
                    + (model.purpose().fieldOfViewMm().isPresent()
                            ? String.format(
                                    Locale.ROOT,
                                    "it is taken to be %.0f mm wide, and ",
                                    model.purpose().fieldOfViewMm().getAsDouble())
                            : "")
                    + "nothing is measured in mm (in Fiji, Image > Properties... sets it).");
        }
        warnings.addAll(FieldOfView.warnings(seen, model));
        NeighboursFit.warning(seen, model).ifPresent(warnings::add);
        oblong(seen, model).ifPresent(warnings::add);
        warnings.addAll(ModelStanding.warnings(model));
        return warnings;
    }

    /**
     * What the network itself says, a sentence if an image is unlike those that it was trained on, or if nobody can say.
     *
     * @param distance of the image; empty where it was not measured
     * @param suitability what the images of the training look like; empty of a model that does not know
     */
    public static List<String> warnings(OptionalDouble distance, Optional<Suitability> suitability) {
        if (suitability.isPresent() && distance.isEmpty()) {
            return List.of(
                    "the image is larger than what the model sees at once, so it was not checked whether it looks"
                            + " like those that the model was trained on.");
        }
        if (suitability.isEmpty() || distance.getAsDouble() <= suitability.get().limit()) {
            return List.of();
        }
        return List.of(String.format(
                Locale.ROOT,
                "the image looks unlike those that the model was trained on (distance %.1f, %.3g %% of its training images"
                        + " have at most %.1f): its result will mean little.",
                distance.getAsDouble(),
                100 * suitability.get().share(),
                suitability.get().limit()));
    }

    /** A model whose images have no mm takes pixels for squares. */
    private static Optional<String> oblong(VolumeGeometry seen, Model model) {
        DisplayOrientation shown = DisplayOrientation.of(seen);
        double width = shown.columnSpacingMm();
        double height = shown.rowSpacingMm();
        boolean ofPictures = model.preparation().stream().anyMatch(Preparation.FitLongSide.class::isInstance);
        boolean square = Math.max(width, height) <= SQUARE * Math.min(width, height);
        return !ofPictures || square || !seen.calibrated()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the pixels are %.3g x %.3g mm large but the model %s takes them for squares, so it sees the image"
                                + " distorted: resample it to square pixels.",
                        width,
                        height,
                        model.shownName()));
    }

    private static void addDoubts(
            List<String> warnings, ImageTraits traits, Channel channel, boolean only, Model model) {
        String what = only ? "the image" : "the channel " + channel.name();
        Optional<String> modality = channel.modality().or(() -> model.purpose().modality());
        String kind =
                only ? model.purpose().words() : modality.orElse(model.purpose().words());
        String trained = kind.isEmpty()
                ? "and the model does not say that it was trained on such: "
                : "but the model was trained on " + kind + " images: ";
        if (traits.inColour() && !model.seesColour()) {
            warnings.add(
                    ModelFit.saysModality(traits, modality)
                            ? what
                                    + " is in colour, of which the model sees only the brightness: check that colours, as those"
                                    + " of Doppler, do not mislead it."
                            : what + " is in colour, as photographs are, " + trained + "its result will mean little.");
        }
        boolean other = modality.isPresent()
                && traits.modality().isPresent()
                && !traits.modality().equals(modality);
        if (other) {
            warnings.add("the modality of " + what + " is " + traits.modality().get() + " " + trained
                    + "its result will mean little.");
        }
        traits.bodyPart()
                .filter(part -> ModelFit.isElsewhere(part, model))
                .ifPresent(part -> warnings.add(what + " shows " + ForeignText.shown(part)
                        + " but the model was trained on "
                        + model.purpose().bodyPart().orElseThrow().meaning() + ": its result will mean little."));
        if (!other && modality.filter(ModelFit.NEVER_NEGATIVE::contains).isPresent() && traits.negative()) {
            warnings.add(
                    what + " has negative values, as CT has in Hounsfield units, " + trained + "check that it is one.");
        }
        if (!other && modality.filter(CT::equals).isPresent() && !traits.negative()) {
            warnings.add(what + " has no negative values, as air and fat have in Hounsfield units, " + trained
                    + "check that it is one and that its values are not stored with an offset, as 1024.");
        }
    }
}
