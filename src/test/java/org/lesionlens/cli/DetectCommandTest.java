package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lesionlens.inference.TinyDetectors.box;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Detectors on the command line: rectangles of one brightness are one box each. */
class DetectCommandTest {
    private static final String BRIGHT =
            TinyDetectors.FOLDER.resolve(TinyDetectors.BRIGHT).toString();
    private static final String COLOUR =
            TinyDetectors.FOLDER.resolve(TinyDetectors.COLOUR).toString();

    @TempDir
    private Path folder;

    private CommandLineRun analyze(Path input, String model, String... options) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of("analyze", input, "--model", model, "--output", folder.resolve("results")),
                        Stream.of(options))
                .toArray());
    }

    private Path results(String name) {
        return folder.resolve("results").resolve(name);
    }

    private Map<?, ?> sidecar(String name) throws IOException {
        return new ObjectMapper()
                .readValue(results(name).resolve("analysis.json").toFile(), Map.class);
    }

    /** 128 x 96 pixels, a white and a grey rectangle. */
    private Path picture(String name) throws IOException {
        return picture(name, BufferedImage.TYPE_BYTE_GRAY, 128, 96, Color.WHITE, new Color(180, 180, 180));
    }

    private Path picture(String name, int type, int width, int height, Color first, Color second) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D g = image.createGraphics();
        g.setColor(first);
        g.fillRect(20, 30, 24, 20);
        if (type == BufferedImage.TYPE_INT_RGB) {
            g.setColor(Color.GREEN);
            g.fillRect(110, 80, 30, 24);
        }
        g.dispose();
        int value = second.getRed();
        for (int y = 10; y < 40; y++) {
            for (int x = 70; x < 90; x++) {
                if (image.getRaster().getNumBands() == 1) {
                    image.getRaster().setSample(x, y, 0, value); // past the gamma of grey images
                } else {
                    image.setRGB(x, y, second.getRGB());
                }
            }
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private Path volume(String name) throws IOException {
        Volume stack = Volume.allocate(VolumeGeometry.axisAligned(new long[] {128, 96, 4}, 0.5, 0.5, 3));
        TinyDetectors.draw(stack, box(20, 30, 44, 50, 1), 255);
        TinyDetectors.draw(stack, box(60, 30, 84, 60, 3), 200);
        Path file = folder.resolve(name);
        NiftiWriter.FAST.writeVolume(file, stack);
        return file;
    }

    @Test
    void boxesHaveATableAPictureAndASidecar() throws IOException {
        CommandLineRun run = analyze(picture("eye.png"), BRIGHT);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("eye: 2 boxes, the surest bright, 1.00 (");
        List<Map<String, String>> rows = CsvTable.read(results("eye").resolve("boxes.csv"));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0))
                .containsEntry("case", "eye")
                .containsEntry("box", "1")
                .containsEntry("class", "bright")
                .containsEntry("score", "1")
                .containsEntry("x_min", "20")
                .containsEntry("y_min", "30")
                .containsEntry("z_min", "0")
                .containsEntry("x_max", "44")
                .containsEntry("y_max", "50")
                .containsEntry("z_max", "1")
                .containsEntry("centroid_x_mm", "")
                .containsEntry("width_mm", "");
        assertThat(rows.get(1)).containsEntry("class", "grey").containsEntry("x_min", "70");
        assertThat(results("eye")).isDirectoryContaining("glob:**overview.png");
        Map<?, ?> sidecar = sidecar("eye");
        assertThat(sidecar.get("boxes_found")).isEqualTo(2);
        assertThat(sidecar.containsKey("lesions")).isFalse();
        assertThat(sidecar.get("settings").toString()).isEqualTo("{slices=all, threshold=of the model}");
        assertThat(sidecar.get("models").toString())
                .contains("name=bright-detector", "least_score=0.05", "hit=overlap:0.5");
        assertThat(results("eye").toFile().list())
                .containsExactlyInAnyOrder("boxes.csv", "overview.png", "analysis.json");
    }

    @Test
    void slicesOfAVolumeAreChosenFromZero() throws IOException {
        Path stack = volume("stack.nii");
        CommandLineRun none = analyze(stack, BRIGHT);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.errors()).contains("looks at single slices and the image has 4", "--slices 0-3");
        CommandLineRun run = analyze(stack, BRIGHT, "--slices", "0-3");
        assertThat(run.code()).as(run.err()).isZero();
        List<Map<String, String>> rows = CsvTable.read(results("stack").resolve("boxes.csv"));
        assertThat(rows).extracting(row -> row.get("z_min")).containsExactly("1", "3");
        assertThat(rows.get(0))
                .containsEntry("width_mm", "12")
                .containsEntry("height_mm", "10")
                .containsEntry("depth_mm", "3")
                .containsEntry("centroid_x_mm", "15.75")
                .containsEntry("centroid_y_mm", "19.75")
                .containsEntry("centroid_z_mm", "3");
        assertThat(sidecar("stack").get("settings").toString()).contains("slices=[0, 1, 2, 3]");
        assertThat(analyze(stack, BRIGHT, "--slices", "3,1", "--overwrite").code())
                .isZero();
        assertThat(CsvTable.read(results("stack").resolve("boxes.csv"))).hasSize(2);
        assertThat(analyze(stack, BRIGHT, "--slices", "2", "--overwrite").out()).startsWith("stack: no box (");
        assertThat(CsvTable.read(results("stack").resolve("boxes.csv"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3-1", "a", "-1", "'1,,2'", "1-"})
    void slicesThatAreNoneAreRefused(String slices) throws IOException {
        CommandLineRun run = analyze(picture("eye.png"), BRIGHT, "--slices=" + slices);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains("--slices is \"" + slices + "\"", "count from 0, as in 12-20,33");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--min-volume=1|--min-volume is for models that segment",
                "--min-area=1|--min-area is for models that segment",
                "--mirror|--mirror is for models that segment",
                "--max-flatness=2|--max-flatness is for models that segment",
                "--classifier=x|--classifier is for models that segment",
                "--box=1,1,0,9,9,1|leave the box out",
                "--format=nifti|the format nifti holds regions",
                "--format=dicom-seg,dicom-sr|the format dicom-seg holds regions",
                "--format=rtstruct|choose dicom-sr or secondary-capture",
                "--threshold=1.5|from 0 to 1",
                "--seg-type=labelmap --format=dicom-sr|--seg-type is for models that segment",
            })
    void whatOnlyRegionsHaveIsRefused(String option, String words) throws IOException {
        CommandLineRun run = analyze(picture("eye.png"), BRIGHT, option.split(" "));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.errors()).contains(words);
        assertThat(results("eye")).doesNotExist();
    }

    @Test
    void aSegmenterTakesNoSlices() throws IOException {
        CommandLineRun run = analyze(picture("eye.png"), "models/tiny/brain-t1ce-segmenter", "--slices", "0");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains("--slices is for detectors of slices");
    }

    @Test
    void aThresholdHoldsForAllKinds() throws IOException {
        assertThat(analyze(picture("eye.png"), BRIGHT, "--threshold", "0.5").out())
                .startsWith("eye: 1 box, ");
    }

    @Test
    void aPictureInColourIsItsThreeChannelsAndAGreyOneIsRefused() throws IOException {
        Path colour = picture("fundus.png", BufferedImage.TYPE_INT_RGB, 160, 120, Color.RED, Color.BLUE);
        CommandLineRun run = analyze(colour, COLOUR);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CsvTable.read(results("fundus").resolve("boxes.csv")))
                .extracting(row -> row.get("class") + " " + row.get("x_min") + " " + row.get("x_max"))
                .containsExactlyInAnyOrder("red 20 44", "blue 70 90", "green 110 140");
        BufferedImage overview =
                ImageIO.read(results("fundus").resolve("overview.png").toFile());
        assertThat(pixels(overview, 0xff0000))
                .as("the picture is shown in its colours")
                .isGreaterThan(1000);
        CommandLineRun grey = analyze(picture("eye.png"), COLOUR);
        assertThat(grey.code()).isNotZero();
        assertThat(grey.errors()).contains("is grey but the model sees red, green and blue");
        Path equal = picture("equal.png", BufferedImage.TYPE_INT_RGB, 160, 120, Color.WHITE, Color.GRAY);
        BufferedImage picture = ImageIO.read(equal.toFile());
        for (int y = 80; y < 104; y++) {
            for (int x = 110; x < 140; x++) {
                picture.setRGB(x, y, 0);
            }
        }
        ImageIO.write(picture, "png", equal.toFile());
        assertThat(analyze(equal, COLOUR).errors()).contains("the picture has no colour");
    }

    private static long pixels(BufferedImage picture, int rgb) {
        long count = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                count += (picture.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    /** The boxes are those of the drawn rectangles, so that evaluation against them is perfect. */
    @Test
    void whatIsWrittenIsEvaluated() throws IOException {
        analyze(picture("a.png"), BRIGHT);
        analyze(picture("b.png"), BRIGHT);
        Path truth = Files.writeString(
                folder.resolve("truth.csv"),
                "case,x_min,y_min,x_max,y_max,class\n"
                        + "a,20,30,44,50,bright\na,70,10,90,40,grey\nb,20,30,44,50,bright\nb,70,10,90,40,grey\n");
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                folder.resolve("results"),
                truth,
                "--output",
                folder.resolve("scores.csv"),
                "--labels",
                "1=bright,2=grey");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CsvTable.read(folder.resolve("scores-summary.csv")))
                .filteredOn(row -> row.get("metric").matches("ap_box|ar_box|cpm"))
                .hasSize(9)
                .allSatisfy(row -> assertThat(row).containsEntry("pooled", "1"));
    }
}
