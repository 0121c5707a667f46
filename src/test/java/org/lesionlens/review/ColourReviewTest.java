package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ColorProcessor;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseImage;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.inference.ColourFramesModel;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.io.dicom.ColourPictures;
import org.lesionlens.io.dicom.ColourPictures.Kind;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Image;

/** Pictures in colour under review: 48 x 32 pixels with a red and a white patch, of which a segmenter of colours takes the red one. */
class ColourReviewTest {
    private static final int RED = 200;

    @TempDir
    private Path folder;

    private static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setColor(new Color(RED, 0, 0));
        g.fillRect(8, 6, 10, 8);
        g.setColor(Color.WHITE);
        g.fillRect(30, 20, 8, 8);
        g.dispose();
        return picture;
    }

    private Path table() {
        return folder.resolve("cases.csv");
    }

    private void analyse(Path model, String... files) throws IOException {
        StringBuilder rows = new StringBuilder("case,image\n");
        for (String file : files) {
            rows.append(file.substring(0, file.indexOf('.')))
                    .append(',')
                    .append(file)
                    .append('\n');
        }
        Files.writeString(table(), rows);
        CommandLineRun run = CommandLineRun.of(
                "batch", table(), "--output", folder.resolve("results"), "--model", model, "--device", "cpu");
        assertThat(run.code()).as(run.err()).isZero();
    }

    private CaseInReview open(String name) throws IOException {
        Path results = folder.resolve("results");
        CohortReview review = CohortReview.open(results, "Ada");
        List<String> channels = CohortReview.channels(results.resolve(name));
        ReadOptions options = new ReadOptions(Optional.empty(), false);
        InputReading reading =
                channels.isEmpty() ? InputReading.of(options) : new InputReading(channels, options, Map.of());
        return CaseInReview.open(
                review,
                review.find(name),
                Cohort.analysed(table(), results, reading, CohortReview.done(results))
                        .get(name));
    }

    private static float at(Image image, String colour) {
        return image.channel(colour).orElseThrow().voxels().getAt(9, 7, 0).get();
    }

    /** Known again by their red, and measured in it. */
    @Test
    void whatAModelSawInColourIsKnownAgainAndShownSo() throws IOException {
        Path model = ColourFramesModel.write(folder.resolve("models"), "reds");
        Files.write(
                folder.resolve("cine.dcm"),
                ColourPictures.of(Kind.RGB, List.of(picture(), picture(), picture()))
                        .array());
        ImageIO.write(picture(), "png", folder.resolve("still.png").toFile());
        analyse(model, "cine.dcm", "still.png");
        try (CaseInReview item = open("cine")) {
            Image shown = item.shown().image();
            assertThat(shown.isInColour()).isTrue();
            assertThat(at(shown, "red")).isEqualTo(RED);
            assertThat(at(shown, "green")).isZero();
            assertThat(item.image().volume().voxels().getAt(9, 7, 1).get()).isEqualTo(RED);
            item.accept("");
        }
        assertThat(folder.resolve("results/review/Ada/cine/analysis.json")).exists();
        try (CaseInReview item = open("still")) {
            assertThat(item.image().volume().voxels().getAt(9, 7, 0).get()).isEqualTo(RED);
            assertThat(item.shown().channels()).hasSize(1);
            assertThat(item.shown().first().volume().voxels().getAt(9, 7, 0).get())
                    .isEqualTo(RED);
        }
        ImageIO.write(
                new BufferedImage(48, 32, BufferedImage.TYPE_BYTE_GRAY),
                "png",
                folder.resolve("still.png").toFile());
        assertThatThrownBy(() -> open("still")).hasMessageContaining("is another one than that which was analysed");
    }

    /** Red, green and blue of a stack may be three channels of other names. */
    @Test
    void coloursOfAStackThatWereTakenForChannelsAreKnownAgain() throws IOException {
        Path model = ColourFramesModel.write(folder.resolve("models"), "marks", List.of("t1", "t2", "flair"));
        ImagePlus stack = IJ.createImage("stack", "RGB black", 48, 32, 3);
        for (int page = 1; page <= 3; page++) {
            stack.getStack().setProcessor(new ColorProcessor(picture()), page);
        }
        new FileSaver(stack).saveAsTiff(folder.resolve("stack.tif").toString());
        analyse(model, "stack.tif");
        try (CaseInReview item = open("stack")) {
            assertThat(item.image().volume().voxels().getAt(9, 7, 1).get()).isEqualTo(RED);
        }
    }

    @Test
    void anImageThatIsReplacedWhileItIsReadIsNotShown() throws IOException {
        Path file = folder.resolve("cine.dcm");
        Files.write(
                file, ColourPictures.of(Kind.RGB, List.of(picture(), picture())).array());
        CaseImage read = CaseImage.read(new Case("cine", file, new ReadOptions(Optional.empty(), false)));
        assertThat(read.shown().image().isInColour()).isTrue();
        Files.write(file, ColourPictures.of(Kind.RGB, List.of(picture())).array());
        assertThatThrownBy(read::shown).hasMessageContaining("was replaced by another image while it was read");
    }

    /** What it measured is the brightness. */
    @Test
    void whatAModelSawInGreyIsShownInColourAllTheSame() throws IOException {
        Files.write(
                folder.resolve("photograph.dcm"),
                ColourPictures.of(Kind.PLANES, List.of(picture()))
                        .text(0x00080060, "CS", "MR")
                        .array());
        analyse(TinyModels.FOLDER.resolve("brain-t1ce-segmenter"), "photograph.dcm");
        try (CaseInReview item = open("photograph")) {
            assertThat(item.shown().image().isInColour()).isTrue();
            assertThat(item.image().volume().voxels().getAt(9, 7, 0).get()).isCloseTo(0.299f * RED, within(0.01f));
        }
    }
}
