package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.model.Model;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.VolumeGeometry;

/** Why an image may not be what a model was trained on; it is analysed all the same. The same for every door. */
public final class ImageSuitability {
    private ImageSuitability() {}

    /**
     * A sentence for each doubt; a new list.
     *
     * @param seen the grid of what the network sees: that of the image, or of what it was cut out of
     */
    public static List<String> warnings(VolumeGeometry seen, ImageTraits traits, Model model) {
        List<String> warnings = new ArrayList<>();
        String trained = "but the model was trained on " + model.purpose().words() + " images: ";
        if (traits.inColour()) {
            warnings.add("the image is in colour, as photographs are, " + trained + "its result will mean little.");
        }
        Optional<String> modality = model.purpose().modality();
        boolean other = modality.isPresent()
                && traits.modality().isPresent()
                && !traits.modality().equals(modality);
        if (other) {
            warnings.add("the modality of the image is " + traits.modality().get() + " " + trained
                    + "its result will mean little.");
        }
        if (!other && modality.equals(Optional.of("MR")) && traits.negative()) {
            warnings.add("the image has negative values, as CT has in Hounsfield units, " + trained
                    + "check that it is one.");
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
        return warnings;
    }
}
