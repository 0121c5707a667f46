package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.pipeline.ChosenModels;

/** How many cases are looked at before a run, where a model sees colours and another one wants a box. */
class CohortModelsTest {
    private static final String SEGMENTER = "brain-t1ce-segmenter";
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);

    @TempDir
    private Path folder;

    private Path place;
    private ModelsFrom models;
    private final List<List<String>> asked = new ArrayList<>();

    @BeforeEach
    void useAModelThatWantsABox() throws IOException {
        place = Files.createDirectories(folder.resolve("models"));
        copy(
                "lung",
                text -> text.replace(
                        "    labels:", "    prompt: box\n    channels: [{name: T1}, {name: box}]\n    labels:"));
        models = ModelsFrom.folder(place);
    }

    @AfterEach
    void useTheOldOnes() {
        models.close();
    }

    private void copy(String name, UnaryOperator<String> change) throws IOException {
        Path aside = Files.createDirectories(folder.resolve("aside"));
        Files.move(ChangedModel.copy(SEGMENTER, aside, change), place.resolve(name));
    }

    private static String ofColours(String text) {
        return text.replace("modality: MR", "modality: ES")
                .replace("    labels:", "    channels: [{name: red}, {name: green}, {name: blue}]\n    labels:");
    }

    private Path picture(String name, int rgb) throws IOException {
        BufferedImage picture =
                new BufferedImage(48, 48, rgb == 0 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, rgb);
        Path file = folder.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    /** As many grey pictures, and then one in colour. */
    private ChosenModels found(int grey) throws IOException {
        List<Case> cases = new ArrayList<>();
        Path file = picture("grey.png", 0);
        for (int i = 0; i < grey; i++) {
            cases.add(new Case("grey" + i, file, READING));
        }
        cases.add(new Case("colour", picture("colour.png", 0xff0000), READING));
        return Cohort.models(
                reading -> {
                    asked.add(reading.channels());
                    return new Cohort(folder, cases);
                },
                channels -> new InputReading(channels, READING, Map.of()),
                Optional.of("none"),
                said -> {});
    }

    @Test
    void fiftyAreLookedAtAndNoMoreReadableOrNot() throws IOException {
        copy("larynx", CohortModelsTest::ofColours);
        assertThat(found(49).segmenter().channels()).hasSize(3);
        assertThat(found(50).segmenter().channels())
                .as("of grey pictures, in a later place")
                .hasSize(1);
    }

    @Test
    void nothingIsLookedAtForADemonstration() throws IOException {
        copy(
                "larynx",
                text -> ofColours(text)
                        .replace("modality: ES", "modality: ES\n    demonstration: trained on one patient"));
        copy("brain", UnaryOperator.identity());
        assertThat(found(3).segmenter().channels()).hasSize(1);
        assertThat(asked).doesNotContain(List.of("red", "green", "blue"));
    }
}
