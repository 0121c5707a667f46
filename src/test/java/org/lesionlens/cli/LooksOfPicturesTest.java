package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.TwoKindsOfPictures;

/** Which of two models, of MR and of ultrasound, a grey picture has that says neither: the one that has seen such images. */
class LooksOfPicturesTest {
    private static final double LIKE = TwoKindsOfPictures.LIKE;
    private static final double UNLIKE = TwoKindsOfPictures.UNLIKE;
    private static final Path PICTURE = Path.of("test-data", "phantom_slice.png");

    @TempDir
    private Path folder;

    private Path place;
    private ModelsFrom models;

    @BeforeEach
    void useAPlaceOfModels() throws IOException {
        place = Files.createDirectories(folder.resolve("models"));
        models = ModelsFrom.folder(place);
    }

    @AfterEach
    void useTheOldOne() {
        models.close();
    }

    private CommandLineRun run(String door) throws IOException {
        Path cohort = Files.createDirectories(folder.resolve("in"));
        Path picture = Files.copy(PICTURE, cohort.resolve("picture.png"));
        CommandLineRun run = CommandLineRun.of(Stream.of(
                        door,
                        door.equals("batch") ? cohort : picture,
                        "--output",
                        folder.resolve("out"),
                        "--device",
                        "cpu",
                        "--classifier",
                        "none")
                .toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private String sidecar() throws IOException {
        return Files.readString(folder.resolve("out/picture/analysis.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze", "batch", "explain"})
    void theOneThatHasSeenSuchImagesGoesBeforeTheDefaultAndThatIsSaid(String door) throws IOException {
        TwoKindsOfPictures.models(place, UNLIKE, LIKE);
        assertThat(run(door).err())
                .contains(
                        "no model is named: breast (",
                        "is taken, one of several that may suit, since the image looks like those",
                        "unlike those of brain (");
        assertThat(sidecar())
                .contains(
                        "no model was named: breast (",
                        "was taken, since the image looks",
                        "If another one is meant, name it.")
                .doesNotContain("may suit as well", "looks unlike");
    }

    /** Its own result says that another case's image was looked at, and that it looks otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"analyze", "batch"})
    void aCaseOfAnotherKindIsToldWhoseImageTheModelWasTakenFor(String door) throws IOException {
        TwoKindsOfPictures.models(place, UNLIKE, 0);
        Path cohort = Files.createDirectories(folder.resolve("in"));
        Path first = Files.copy(PICTURE, cohort.resolve("first.png"));
        Path other = bars(cohort.resolve("other.png"));
        List<Path> inputs = door.equals("batch") ? List.of(cohort) : List.of(first, other);
        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.concat(Stream.of(door), inputs.stream()),
                        Stream.of("--output", folder.resolve("out"), "--device", "cpu", "--classifier", "none"))
                .toArray());
        assertThat(run.code()).as(run.err()).isZero();
        for (String name : List.of("first", "other")) {
            assertThat(Files.readString(folder.resolve("out").resolve(name).resolve("analysis.json")))
                    .contains("was taken for all cases, since the image of the case first looks like");
        }
        assertThat(Files.readString(folder.resolve("out/other/analysis.json"))).contains("looks unlike");
        assertThat(Files.readString(folder.resolve("out/first/analysis.json"))).doesNotContain("looks unlike");
    }

    /** Bright at the left, as the phantom's lesion: 0.9 standard deviations above the mean of what is above the mean. */
    private static Path bars(Path target) throws IOException {
        BufferedImage picture = new BufferedImage(256, 256, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.getRaster().setSample(x, y, 0, x < 99 ? 250 : x < 179 ? 150 : 0);
            }
        }
        ImageIO.write(picture, "png", target.toFile());
        return target;
    }

    @Test
    void withoutADefaultToo() throws IOException {
        TwoKindsOfPictures.models(place, LIKE, UNLIKE);
        Files.delete(place.resolve("default"));
        assertThat(run("analyze").err()).contains("no model is named: brain (", "unlike those of breast (");
    }

    /** Like both, like none, and of a model that does not say what it was trained on. */
    @ParameterizedTest
    @CsvSource({LIKE + "," + LIKE, UNLIKE + "," + UNLIKE, "NaN," + LIKE, UNLIKE + ",NaN"})
    void elseTheDefaultIsTakenAndTheOtherNamed(double brain, double breast) throws IOException {
        TwoKindsOfPictures.models(place, brain, breast);
        assertThat(run("analyze").err()).contains("no model is named: brain (", "the default of several that may suit");
        assertThat(sidecar()).contains("breast (", "may suit as well: name the one that is meant");
    }

    /** A model whose network does not run cannot say that the image is another one's. */
    @Test
    void aBrokenNetworkIsNoReasonAgainstAModel() throws IOException {
        TwoKindsOfPictures.models(place, UNLIKE, LIKE);
        Files.writeString(place.resolve("brain/weights.onnx"), "broken");
        CommandLineRun run = CommandLineRun.of("analyze", PICTURE, "--output", folder.resolve("out"));
        assertThat(run.err()).contains("no model is named: brain (", "the default of several that may suit", "sha256");
    }

    @Test
    void whatSaysItsModalityIsNotAskedForItsLooks() throws IOException {
        TwoKindsOfPictures.models(place, UNLIKE, LIKE);
        CommandLineRun run = CommandLineRun.of(
                "analyze",
                Path.of("test-data", "phantom_dicom"),
                "--output",
                folder.resolve("out"),
                "--device",
                "cpu",
                "--classifier",
                "none");
        assertThat(run.err()).contains("no model is named: brain (", "it is made for images like this one");
    }
}
