package org.lesionlens.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A place of two models between which nothing but the looks of a grey picture decides; the one of MR is the default. */
public final class TwoKindsOfPictures {
    /** Of a gate over the phantom's slice, which is about 0.1: as in the training. */
    public static final double LIKE = 0.1;

    /** Not as in the training. */
    public static final double UNLIKE = 0.95;

    private TwoKindsOfPictures() {}

    /**
     * Makes brain and breast.
     *
     * @param place an empty folder
     * @param brain the mean of its training; NaN if it does not say
     * @param breast likewise
     */
    public static void models(Path place, double brain, double breast) throws IOException {
        Files.writeString(place.resolve("default"), "brain");
        add(place.resolve("brain"), brain, UnaryOperator.identity());
        add(place.resolve("breast"), breast, TwoKindsOfPictures::ofUltrasound);
    }

    /** The description of a model of slices for pictures of the breast. */
    public static String ofUltrasound(String text) {
        return text.replace("modality: MR", "modality: US")
                .replace("meaning: Brain", "meaning: Breast")
                .replaceAll(" +spacing_mm: .*\n", "")
                .replaceAll("field_of_view_mm: .*", "long_side: 224");
    }

    private static void add(Path folder, double mean, UnaryOperator<String> change) throws IOException {
        Path aside = Files.createTempDirectory(folder.getParent(), ".aside");
        Path model = ChangedModel.copy("brain-t1ce-segmenter", aside, change);
        if (!Double.isNaN(mean)) {
            MeasuredModel.add(
                    model,
                    MeasuredModel.text("gate2", Double.toString(mean), 0.01).getBytes(StandardCharsets.UTF_8));
        }
        Files.move(model, folder);
        Files.delete(aside);
    }
}
