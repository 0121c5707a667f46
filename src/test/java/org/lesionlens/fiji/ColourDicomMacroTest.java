package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ColorProcessor;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.inference.ColourFramesModel;
import org.lesionlens.io.dicom.ColourPictures;
import org.lesionlens.io.dicom.ColourPictures.Kind;
import org.lesionlens.model.ModelsFrom;

/** DICOM in colour, opened by this program and by ImageJ. */
class ColourDicomMacroTest extends DetectFixture {
    private static final Rectangle GREEN = new Rectangle(70, 40, 32, 29);

    private Path file(Kind kind, ColorProcessor... frames) throws IOException {
        List<BufferedImage> pictures =
                Stream.of(frames).map(ColorProcessor::getBufferedImage).toList();
        return Files.write(
                folder("colour").resolve("cine.dcm"),
                ColourPictures.of(kind, pictures).array());
    }

    private static ImagePlus opened(Path file) {
        assertThat(log("run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\");"))
                .doesNotContain("Macro Error", "no colour");
        return IJ.getImage();
    }

    @ParameterizedTest
    @EnumSource
    void aPictureInColourIsOpenedInItsColours(Kind kind) throws IOException {
        ColorProcessor green = colour(Color.GREEN, GREEN);
        ImagePlus image = opened(file(kind, green));
        assertThat(image.getType()).isEqualTo(ImagePlus.COLOR_RGB);
        assertThat(image.getTitle()).isEqualTo("cine");
        assertThat(image.getCalibration().pixelWidth).isEqualTo(0.5);
        if (kind == Kind.RGB || kind == Kind.PLANES) {
            assertThat((int[]) image.getProcessor().getPixels()).isEqualTo(unmarked(green));
        }
        assertThat(log("run(\"Detect Lesions...\", \"" + COLOUR + "\");"))
                .doesNotContain("Macro Error")
                .containsOnlyOnce("the modality of the image is ES");
        assertThat(rectangles(image)).containsExactly(GREEN);
        assertThat(table().getStringValue("class", 0)).isEqualTo("green");
    }

    /** Without the eight bits above the colours. */
    private static int[] unmarked(ColorProcessor picture) {
        return java.util.Arrays.stream((int[]) picture.getPixels())
                .map(rgb -> rgb & 0xffffff)
                .toArray();
    }

    @Test
    void theFramesOfASequenceAreSlicesInColour() throws IOException {
        ColorProcessor black = colour(Color.BLACK, GREEN);
        ImagePlus image = opened(file(Kind.YBR_FULL_422, black, colour(Color.GREEN, GREEN), black));
        assertThat(image.getNSlices()).isEqualTo(3);
        detect(COLOUR + "slices=all");
        assertThat(table().size()).isEqualTo(1);
        assertThat(table().getValue("stack_slice", 0)).isEqualTo(2);
    }

    /** As ultrasound is, and grey pictures with a coloured mark are. */
    @Test
    void greyPicturesThatAreStoredInColourAreOpenedAsBrightness() throws IOException {
        ColorProcessor grey = colour(Color.GRAY, new Rectangle(10, 10, 100, 100));
        grey.setColor(Color.YELLOW);
        grey.fillRect(0, 0, 10, 10);
        ImagePlus image = opened(file(Kind.RGB, grey));
        assertThat(image.getType()).isNotEqualTo(ImagePlus.COLOR_RGB);
        assertThat(image.getProcessor().getf(20, 20)).isEqualTo(128);
        assertThat(image.getProcessor().getf(5, 5)).isEqualTo((float) (0.299 * 255 + 0.587 * 255));
    }

    /** ImageJ opens RGB that is not compressed by itself. */
    @ParameterizedTest
    @EnumSource(names = {"RGB", "PLANES"})
    void whatImageJOpensInColourIsSeenInColour(Kind kind) throws IOException {
        IJ.open(file(kind, colour(Color.GREEN, GREEN)).toString());
        ImagePlus image = IJ.getImage();
        assertThat(image.getType()).isEqualTo(ImagePlus.COLOR_RGB);
        assertThat(log("run(\"Detect Lesions...\", \"" + COLOUR + "\");"))
                .doesNotContain("Macro Error")
                .containsOnlyOnce("the modality of the image is ES");
        assertThat(rectangles(image)).containsExactly(GREEN);
    }

    /** Others it takes for grey. */
    @ParameterizedTest
    @EnumSource(names = {"YBR_FULL", "YBR_FULL_422"})
    void whatImageJMisreadsIsRefused(Kind kind) throws IOException {
        Path file = file(kind, colour(Color.GREEN, GREEN));
        String refused = "is DICOM in colour (" + kind + "), whose colours ImageJ has opened as if";
        for (String change : List.of("", "run(\"Duplicate...\", \"title=copy\");", "run(\"RGB Color\");")) {
            for (String model : List.of(GREY, COLOUR)) {
                IJ.open(file.toString());
                assertThat(IJ.getImage().getType()).isEqualTo(ImagePlus.GRAY8);
                assertThat(log(change + "run(\"Detect Lesions...\", \"" + model + "\");"))
                        .as(change + model)
                        .contains(refused);
            }
        }
    }

    /** Red in the second and the third frame, and before the second nothing was. */
    @Test
    void framesInColourAreSeenTogether() throws IOException {
        models.close();
        models = ModelsFrom.folder(
                ColourFramesModel.write(folder("models"), "reds").getParent());
        ColorProcessor black = colour(Color.BLACK, GREEN);
        ColorProcessor red = colour(Color.RED, GREEN);
        opened(file(Kind.RGB, black, red, red, black));
        assertThat(log("run(\"Segment Lesions...\", \"model=reds device=cpu trust=true\");"))
                .doesNotContain("Macro Error", "modality");
        ImagePlus labels = IJ.getImage();
        assertThat(IntStream.rangeClosed(1, 4)
                        .map(slice -> labels.getStack().getProcessor(slice).get(GREEN.x, GREEN.y)))
                .containsExactly(0, 0, 1, 0);
    }
}
