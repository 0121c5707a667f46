package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.inference.ColourFramesModel;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.ColourPictures;
import org.lesionlens.io.dicom.ColourPictures.Kind;
import org.lesionlens.io.dicom.WrittenDicom;
import org.lesionlens.io.table.CsvTable;

/** DICOM in colour, from the command line to the results: the same as of a PNG of the same picture. */
class ColourDicomTest {
    private static final Path COLOUR = TinyDetectors.FOLDER.resolve(TinyDetectors.COLOUR);

    @TempDir
    private Path folder;

    private CommandLineRun run(String command, Path input, Path model, String... more) {
        List<Object> arguments = new ArrayList<>(
                List.of(command, input, "--model", model, "--output", folder.resolve("out"), "--device", "cpu"));
        arguments.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(arguments.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private Path results(String name) {
        return folder.resolve("out").resolve(name);
    }

    private static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        fill(g, Color.RED, 20, 30, 24, 20);
        fill(g, Color.BLUE, 70, 10, 20, 30);
        fill(g, Color.GREEN, 110, 80, 30, 24);
        g.dispose();
        return picture;
    }

    private static void fill(Graphics2D g, Color colour, int x, int y, int width, int height) {
        g.setColor(colour);
        g.fillRect(x, y, width, height);
    }

    private Path dicom(String name, Kind kind, BufferedImage... frames) throws IOException {
        return Files.write(
                folder.resolve(name + ".dcm"),
                ColourPictures.of(kind, List.of(frames)).array());
    }

    private List<String> boxes(String name, String... columns) throws IOException {
        return CsvTable.read(results(name).resolve("boxes.csv")).stream()
                .map(row ->
                        String.join(" ", List.of(columns).stream().map(row::get).toList()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void boxesAreThoseOfAPng(Kind kind) throws IOException {
        Path png = folder.resolve("fundus.png");
        ImageIO.write(picture(), "png", png.toFile());
        run("analyze", png, COLOUR);
        CommandLineRun run = run("analyze", dicom("endoscopy", kind, picture()), COLOUR);
        assertThat(boxes("endoscopy", "class", "x_min", "x_max", "y_min", "y_max"))
                .containsExactlyInAnyOrderElementsOf(boxes("fundus", "class", "x_min", "x_max", "y_min", "y_max"))
                .contains("red 20 44 30 50");
        boolean exact = kind == Kind.RGB || kind == Kind.PLANES;
        if (exact) {
            assertThat(boxes("endoscopy", "score")).isEqualTo(boxes("fundus", "score"));
        }
        assertThat(pixels("endoscopy", exact ? 0xff0000 : 0xfe0000))
                .as("the picture is shown in its colours")
                .isGreaterThan(1000);
        assertThat(run.err())
                .containsOnlyOnce("the modality of the image is ES but the model was trained on phantom OT");
        assertThat(run.err()).doesNotContain("channels of the file", "no colour");
    }

    private long pixels(String name, int rgb) throws IOException {
        BufferedImage picture =
                ImageIO.read(results(name).resolve("overview.png").toFile());
        int width = picture.getWidth();
        return java.util.Arrays.stream(picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width))
                .filter(pixel -> (pixel & 0xffffff) == rgb)
                .count();
    }

    @Test
    void boxesOfFramesAreReportedOnTheirFrames() throws IOException {
        BufferedImage black = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        Path cine = dicom("cine", Kind.YBR_FULL, black, picture(), black);
        run("analyze", cine, COLOUR, "--slices", "0-2", "--format", "dicom-sr,secondary-capture");
        assertThat(boxes("cine", "class", "z_min")).containsExactlyInAnyOrder("red 1", "green 1", "blue 1");
        assertThat(WrittenDicom.of(results("cine").resolve("report.dcm")).groups())
                .hasSize(3);
        assertThat(WrittenDicom.of(results("cine").resolve("capture.dcm")).text(0x00280004))
                .isEqualTo("RGB");
    }

    /** Red in the second and third frame, and before the second nothing was: a lesion of the third, and of it in time. */
    @Test
    void aSequenceInColourIsSeenFrameByFrame() throws IOException {
        BufferedImage black = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        BufferedImage red = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = red.createGraphics();
        fill(g, Color.RED, 8, 6, 10, 8);
        fill(g, Color.WHITE, 30, 20, 8, 8);
        g.dispose();
        Path model = ColourFramesModel.write(folder.resolve("models"), "reds");
        Path cine = dicom("cine", Kind.RGB, black, red, red, black);
        CommandLineRun run = run("analyze", cine, model, "--format", "nifti,dicom-seg,dicom-sr");
        assertThat(run.err()).doesNotContain("modality", "in colour");
        assertThat(CsvTable.read(results("cine").resolve("frames.csv")))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsAllEntriesOf(
                                Map.of("frame", "2", "time_s", "0.08", "pixels", "80", "area_mm2", "20")));
        assertThat(VolumeFiles.readLabels(results("cine").resolve("labels.nii.gz"))
                        .voxels()
                        .getAt(8, 6, 2)
                        .get())
                .isEqualTo(1);
        WrittenDicom segmentation = WrittenDicom.of(results("cine").resolve("segmentation.dcm"));
        assertThat(segmentation.text(0x0020000d)).isEqualTo("1.2.3.5");
        assertThat(segmentation.items(0x52009230))
                .singleElement()
                .satisfies(frame -> assertThat(frame.items(0x00089124)
                                .get(0)
                                .items(0x00082112)
                                .get(0)
                                .text(0x00081160))
                        .isEqualTo("3"));
        run("explain", cine, model, "--overwrite");
        assertThat(results("cine").resolve("probability.nii.gz")).exists();
    }

    @Test
    void aBoxInColourIsExplained() throws IOException {
        run("explain", dicom("endoscopy", Kind.PLANES, picture()), COLOUR);
        assertThat(results("endoscopy").resolve("cam_red.nii.gz")).exists();
    }

    @Test
    void greyDicomIsRefusedAsAGreyPngIs() throws IOException {
        BufferedImage grey = new BufferedImage(160, 120, BufferedImage.TYPE_BYTE_GRAY);
        Path png = folder.resolve("grey.png");
        ImageIO.write(grey, "png", png.toFile());
        for (Path input : List.of(png, Path.of("test-data", "phantom_dicom"))) {
            CommandLineRun run = CommandLineRun.of(
                    "analyze", input, "--model", COLOUR, "--output", folder.resolve("out"), "--device", "cpu");
            assertThat(run.code()).isNotZero();
            assertThat(run.errors())
                    .contains(input
                            + " is grey but the model sees red, green and blue: name a picture in colour (DICOM, PNG, JPEG or"
                            + " TIFF)");
        }
    }

    @Test
    void dicomInColourOfGreyPixelsIsSaidToHaveNone() throws IOException {
        BufferedImage grey = picture();
        for (int pixel = 0; pixel < 160 * 120; pixel++) {
            int red = grey.getRGB(pixel % 160, pixel / 160) & 0xff;
            grey.setRGB(pixel % 160, pixel / 160, red * 0x10101);
        }
        assertThat(run("analyze", dicom("grey", Kind.RGB, grey), COLOUR).err()).contains("the picture has no colour");
    }

    /** Y is what a model of grey images sees of both. */
    @ParameterizedTest
    @EnumSource(names = {"RGB", "YBR_FULL"})
    void aModelOfGreyImagesSeesTheBrightness(Kind kind) throws IOException {
        Path bright = TinyDetectors.FOLDER.resolve(TinyDetectors.BRIGHT);
        BufferedImage white = new BufferedImage(128, 96, BufferedImage.TYPE_INT_RGB);
        fill(white.createGraphics(), new Color(255, 250, 190), 20, 30, 24, 20);
        run("analyze", dicom("bright", kind, white), bright);
        assertThat(boxes("bright", "class", "x_min", "x_max")).containsExactly("bright 20 44");
        double brightest = 0.299 * 255 + 0.587 * 250 + 0.114 * 190;
        assertThat(VolumeFiles.read(folder.resolve("bright.dcm"), Optional.empty())
                        .volume()
                        .voxels()
                        .getAt(20, 30, 0)
                        .get())
                .isCloseTo((float) brightest, within(kind == Kind.RGB ? 1e-4f : 0.5f));
    }
}
