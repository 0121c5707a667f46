package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lesionlens.inference.TinyDetectors.box;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.draw.HeatMap;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Boxes of detectors explained on the command line; their class activation is the brightness of what they see. */
class ExplainBoxCommandTest {
    @TempDir
    private Path folder;

    private CommandLineRun explain(Path input, String model, String... options) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of(
                                "explain",
                                input,
                                "--model",
                                TinyDetectors.FOLDER.resolve(model),
                                "--output",
                                folder.resolve("results")),
                        Stream.of(options))
                .toArray());
    }

    private JsonNode sidecar(String name) throws IOException {
        return new ObjectMapper()
                .readTree(results(name).resolve("analysis.json").toFile());
    }

    private Path results(String name) {
        return folder.resolve("results").resolve(name);
    }

    /** 160 x 120 pixels, a red and a blue rectangle. */
    private Path fundus() throws IOException {
        BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.RED);
        g.fillRect(20, 30, 24, 20);
        g.setColor(Color.BLUE);
        g.fillRect(120, 80, 16, 12);
        g.dispose();
        Path file = folder.resolve("fundus.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private Path volume() throws IOException {
        Volume stack = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 48, 4}, 0.5, 0.5, 3));
        TinyDetectors.draw(stack, box(10, 20, 24, 30, 1), 255);
        TinyDetectors.draw(stack, box(40, 20, 52, 34, 1), 230);
        Path file = folder.resolve("stack.nii.gz");
        NiftiWriter.FAST.writeVolume(file, stack);
        return file;
    }

    private static float at(Path map, long x, long y) throws IOException {
        return VolumeFiles.read(map, Optional.empty())
                .volume()
                .voxels()
                .getAt(x, y, 0)
                .get();
    }

    @Test
    void theMapsOfTheSurestBoxLieOnThePicture() throws IOException {
        CommandLineRun run = explain(fundus(), TinyDetectors.COLOUR);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("fundus: explained ->");
        Path results = results("fundus");
        try (Stream<Path> files = Files.list(results)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "cam_red.tif",
                            "cam_green.tif",
                            "cam_blue.tif",
                            "excitations.csv",
                            "boxes.csv",
                            "explanation.png",
                            "analysis.json");
        }
        String kind = CsvTable.read(results.resolve("boxes.csv")).get(0).get("class");
        assertThat(sidecar("fundus").get("explained_box").asInt()).isEqualTo(1);
        assertThat(sidecar("fundus").get("largest_logit_in_box").get(kind).asDouble())
                .isEqualTo(1);
        assertThat(
                        kind.equals("red")
                                ? at(results.resolve("cam_red.tif"), 30, 40)
                                : at(results.resolve("cam_blue.tif"), 128, 86))
                .isEqualTo(1);
        List<Map<String, String>> weights = CsvTable.read(results.resolve("excitations.csv"));
        assertThat(weights).hasSize(4).allMatch(row -> row.get("class").equals(kind));
    }

    @Test
    void aQueryChoosesTheBoxRoundIt() throws IOException {
        CommandLineRun run = explain(fundus(), TinyDetectors.COLOUR, "--query", "128,86,0");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        Path results = results("fundus");
        assertThat(at(results.resolve("cam_blue.tif"), 128, 86)).isEqualTo(1);
        assertThat(at(results.resolve("cam_red.tif"), 30, 40))
                .as("beyond the tile that answers for the box")
                .isNaN();
    }

    /** The second panel is the map of the box's kind. */
    @Test
    void thePictureShowsWhereTheKindIs() throws IOException {
        explain(fundus(), TinyDetectors.COLOUR, "--query", "30,40,0");
        BufferedImage picture =
                ImageIO.read(results("fundus").resolve("explanation.png").toFile());
        int x = 8 + 300 + 8 + (int) (30 * 300 / 160.0);
        int y = 20 + 8 + (int) ((300 - 120 * 300 / 160.0) / 2 + 40 * 300 / 160.0);
        Color inside = new Color(picture.getRGB(x, y));
        Color hot = HeatMap.color(1);
        assertThat(Math.abs(inside.getGreen() - 0.55 * hot.getGreen())).isLessThan(6);
    }

    @Test
    void aSliceOfAVolumeIsChosenByNumberOrPoint() throws IOException {
        Path volume = volume();
        CommandLineRun bySlice = explain(volume, TinyDetectors.BRIGHT, "--slices", "1");
        assertThat(bySlice.code()).as(bySlice.err()).isEqualTo(ExitCode.DONE);
        assertThat(sidecar("stack").get("explained_slice").asInt()).isEqualTo(1);
        Path map = results("stack").resolve("cam_bright.nii.gz");
        assertThat(at(map, 15, 25)).isEqualTo(1);
        CommandLineRun byPoint = explain(volume, TinyDetectors.BRIGHT, "--query", "45,25,1", "--overwrite");
        assertThat(byPoint.code()).as(byPoint.err()).isEqualTo(ExitCode.DONE);
        assertThat(sidecar("stack").get("explained_box").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|the image has 4 slices and none is named: give one of them with --slices, 0 to 3, or a voxel in a box with --query (analyze --slices 0-3 lists",
                "--slices 1-2|one box is explained: give one --query, or one slice with --slices",
                "--slices 2 --query 45,25,1|--query lies in slice 1 but --slices is 2",
                "--slices 9|the slice 9 is chosen but the image has 4",
                "--slices 2|the model finds no box in slice 2, so there is none to explain: choose slice 1, which alone has boxes",
                "--query 1,1,1|--query lies in no box of slice 1 but must lie in one of the 2: leave it out for the surest (--slices 1)",
                "--slices 1 --threshold 0.9 --query 45,25,1|--query lies in no box of slice 1 but must lie in one of the 1",
                "--slices 1 --threshold 1.5|the threshold is 1.5 but must be from 0 to 1",
                "--slices 1 --occlusion|draws boxes: leave them out",
                "--slices 1 --classifier x|--classifier is for models that segment",
            })
    void whatCannotBeExplainedIsRefused(String options, String sentence) throws IOException {
        CommandLineRun run =
                explain(volume(), TinyDetectors.BRIGHT, options == null ? new String[0] : options.split(" "));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(sentence);
        assertThat(results("stack")).doesNotExist();
    }

    /** Below the model's least score there is none to find. */
    @Test
    void aLowerThresholdIsNamedWhereThereIsOne() throws IOException {
        Path volume = volume();
        for (String lower : new String[] {"--slices 2", "--slices 2 --threshold 0.06"}) {
            assertThat(explain(volume, TinyDetectors.BRIGHT, lower.split(" ")).err())
                    .contains("choose slice 1, which alone has boxes (--slices 1); or give a lower --threshold");
        }
        for (String lowest : new String[] {"--slices 2 --threshold 0.05", "--query 1,1,2"}) {
            assertThat(explain(volume, TinyDetectors.BRIGHT, lowest.split(" ")).err())
                    .contains("choose slice 1, which alone has boxes (--slices 1"
                            + (lowest.startsWith("--query") ? " without --query)" : ")"))
                    .doesNotContain("--threshold");
        }
    }

    /** The box of brightness 140 is scored 0.1: below what the model shows, above its least. */
    @Test
    void aPointFindsABoxThatIsNotShownUsually() throws IOException {
        Volume stack = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 48, 4}, 0.5, 0.5, 3));
        TinyDetectors.draw(stack, box(10, 20, 24, 30, 1), 255);
        TinyDetectors.draw(stack, box(40, 20, 52, 34, 1), 140);
        Path file = folder.resolve("stack.nii.gz");
        NiftiWriter.FAST.writeVolume(file, stack);
        CommandLineRun run = explain(file, TinyDetectors.BRIGHT, "--query", "45,25,1");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(sidecar("stack").get("explained_box").asInt()).isEqualTo(2);
        List<Map<String, String>> boxes = CsvTable.read(results("stack").resolve("boxes.csv"));
        assertThat(boxes).hasSize(2);
        assertThat(Double.parseDouble(boxes.get(1).get("score"))).isLessThan(0.2);
        assertThat(explain(file, TinyDetectors.BRIGHT, "--slices", "1", "--threshold", "0.9", "--overwrite")
                        .code())
                .isEqualTo(ExitCode.DONE);
        assertThat(CsvTable.read(results("stack").resolve("boxes.csv"))).hasSize(1);
    }

    /** What needs no image is said before it is read. */
    @Test
    void optionsAreRefusedBeforeTheImageIsRead() throws IOException {
        Path none = Files.writeString(folder.resolve("broken.png"), "no picture");
        assertThat(explain(none, TinyDetectors.VOLUME).err())
                .contains("volume-detector")
                .doesNotContain("broken.png");
        assertThat(explain(none, TinyDetectors.BRIGHT, "--occlusion").err()).contains("draws boxes: leave them out");
    }

    @Test
    void aModelThatSegmentsTakesNoSlices() {
        CommandLineRun run = CommandLineRun.of(
                "explain", "test-data/phantom_slice.png", "--slices", "0", "--output", folder.resolve("results"));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("segments: name a voxel of the slice with --query");
    }
}
