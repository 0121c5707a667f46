package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
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
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.VolumeGeometry;

class ExplainCommandTest {
    private static final Path VOLUME = Path.of("test-data", "phantom_t1ce.nii.gz");
    private static final Path IMAGE = Path.of("test-data", "phantom_slice.png");

    @TempDir
    private Path output;

    @Test
    void pointsInAndRoundTheLesionAreExplained() throws IOException {
        CommandLineRun run = CommandLineRun.of("explain", VOLUME, "--output", output);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        Path results = output.resolve("phantom_t1ce");
        assertThat(files(results))
                .contains("explanation.png", "analysis.json", "gates.nii.gz", "gate0.nii.gz", "probability.nii.gz")
                .contains("attended_distance.nii.gz", "attention_entropy.nii.gz")
                .contains("attention_1.nii.gz", "reverse_attention_5.nii.gz", "covariance_2.nii.gz")
                .contains("mirror_entropy.nii.gz", "cam_meningioma.nii.gz", "excitations.csv")
                .doesNotContain("occlusion.nii.gz", "faithfulness.csv");
        JsonNode sidecar =
                new ObjectMapper().readTree(results.resolve("analysis.json").toFile());
        assertThat(sidecar.get("queries")).hasSize(5);
        assertThat(sidecar.get("queries").get(0).get("name").asText()).isEqualTo("lesion, middle");
        VolumeGeometry source =
                VolumeFiles.read(VOLUME, Optional.empty()).volume().geometry();
        VolumeGeometry map = VolumeFiles.read(results.resolve("gate0.nii.gz"), Optional.empty())
                .volume()
                .geometry();
        long slice = sidecar.get("explained_slice").asLong();
        assertThat(map.toWorld(4, 9, 0)).containsExactly(source.toWorld(4, 9, slice), within(1e-3));
    }

    @Test
    void excitationsStandBesideThoseOfTheClassAndMeasuresInTheSidecar() throws IOException {
        assertThat(CommandLineRun.of("explain", VOLUME, "--output", output).code())
                .isEqualTo(ExitCode.DONE);
        Path results = output.resolve("phantom_t1ce");
        List<Map<String, String>> rows = CsvTable.read(results.resolve("excitations.csv"));
        assertThat(rows)
                .extracting(row -> row.get("network"))
                .contains("brain-t1ce-segmenter", "brain-t1ce-classifier");
        assertThat(rows).allSatisfy(row -> {
            assertThat(Double.parseDouble(row.get("weight"))).isBetween(0.0, 1.0);
            assertThat(row.get("class")).isEqualTo("meningioma");
            assertThat(Double.parseDouble(row.get("class_mean"))).isBetween(0.0, 1.0);
        });
        JsonNode measures = new ObjectMapper()
                .readTree(results.resolve("analysis.json").toFile())
                .get("measures");
        double even = measures.get("lesion_share_of_area").asDouble();
        assertThat(even).isBetween(0.001, 0.1);
        assertThat(measures.get("gate0_share_in_lesion").asDouble()).isGreaterThan(even);
        assertThat(measures.get("gates_share_in_lesion").asDouble())
                .isGreaterThan(measures.get("gate0_share_in_lesion").asDouble());
        assertThat(measures.get("attended_distance_in_lesion_mm").asDouble()).isPositive();
        assertThat(measures.get("even_distance_in_lesion_mm").asDouble())
                .as("a lesion lies nearer to the middle than the air")
                .isLessThan(measures.get("even_distance_elsewhere_mm").asDouble());
        assertThat(measures.get("mirror_stability").get("1").asDouble()).isBetween(0.5, 1.0);
        assertThat(measures.get("class_activation_share_in_lesion").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void whatIsSlowIsMadeWhenAskedFor() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "explain",
                IMAGE,
                "--output",
                output,
                "--faithfulness",
                "--occlusion",
                "--classifier",
                "none",
                "--features",
                "decoder0_excitation:3,17",
                "--features",
                "encoder3_excitation");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        Path results = output.resolve("phantom_slice");
        assertThat(files(results))
                .contains("occlusion.tif", "decoder_features_003.tif", "decoder_features_017.tif")
                .doesNotContain("cam_glioma.tif");
        assertThat(files(results).stream().filter(file -> file.startsWith("encoder_features_")))
                .hasSize(6);
        assertThat(CsvTable.read(results.resolve("faithfulness.csv")))
                .extracting(row -> row.get("order"))
                .contains("region_attention", "gates", "probability", "occlusion", "lesion", "random");
        JsonNode areas = new ObjectMapper()
                .readTree(results.resolve("analysis.json").toFile())
                .get("faithfulness");
        assertThat(areas.get("deletion_lesion").asDouble())
                .isLessThan(areas.get("deletion_random").asDouble());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encoder0_excitation     | shows the features of [encoder2_excitation, encoder3_excitation, decoder0_excitation] but not of encoder0_excitation: choose one of those",
                "decoder0_excitation:x   | the channels are \"x\" but must be whole numbers from 0, like 3,17",
                "decoder0_excitation:32  | the channel of decoder0_excitation is 32 but must be 0 to 31",
            })
    void channelsThatAreNoneAreRefused(String features, String sentence) {
        CommandLineRun run = CommandLineRun.of("explain", IMAGE, "--output", output, "--features", features);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(sentence);
        assertThat(output).isEmptyDirectory();
    }

    @Test
    void thePictureShowsTheChosenPointsInColours() throws IOException {
        CommandLineRun run =
                CommandLineRun.of("explain", IMAGE, "--output", output, "--query", "100,120,0", "--query", "20, 30, 0");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        Path results = output.resolve("phantom_slice");
        assertThat(files(results)).contains("attention_2.tif", "gate2.tif").doesNotContain("attention_3.tif");
        BufferedImage picture = ImageIO.read(results.resolve("explanation.png").toFile());
        assertThat(colourful(picture)).isGreaterThan(0.2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3,4    | --query 3,4 must be three whole numbers X,Y,Z from 0,0,0 to",
                "1,2,x  | --query 1,2,x must be three whole numbers",
                "1,2,20 | --query 1,2,20 must be three whole numbers X,Y,Z from 0,0,0 to 159,159,19",
            })
    void pointsThatAreNoneAreRefused(String query, String sentence) {
        CommandLineRun run = CommandLineRun.of("explain", VOLUME, "--output", output, "--query", query);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(sentence);
        assertThat(output).isEmptyDirectory();
    }

    @Test
    void aModelWithoutMapsOfAPointSaysWhichItOffers(@TempDir Path models) throws IOException {
        ChangedModel.copy(
                "brain-t1ce-segmenter",
                models,
                description ->
                        ChangedModel.withoutAttention(description).replaceAll("(?m)^ +attended: nonlocal_input\n", ""));
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            CommandLineRun run = CommandLineRun.of(
                    "explain", IMAGE, "--output", output, "--classifier", "none", "--query", "100,120,0");
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err())
                    .contains(
                            "--query names a point but the model brain-t1ce-segmenter has maps of the whole slice only"
                                    + ", [gate2, gate1, gate0, gates, probability, mirror_mean,");
            assertThat(output).isEmptyDirectory();
            run = CommandLineRun.of("explain", IMAGE, "--output", output, "--classifier", "none");
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
            assertThat(files(output.resolve("phantom_slice")))
                    .contains("gates.tif")
                    .noneMatch(file -> file.startsWith("attention"));
        }
    }

    /** The uppermost slices of the phantom. */
    @Test
    void aSliceWithoutALesionHasTheMapsThatNeedNone() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "explain", VOLUME, "--output", output, "--query", "80,80,0", "--faithfulness", "--occlusion");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(files(output.resolve("phantom_t1ce")))
                .contains("attention_1.nii.gz", "mirror_mean.nii.gz")
                .doesNotContain("occlusion.nii.gz", "faithfulness.csv", "cam_glioma.nii.gz");
    }

    @Test
    void pointsOfTwoSlicesAreRefused() {
        CommandLineRun run =
                CommandLineRun.of("explain", VOLUME, "--output", output, "--query", "80,80,9", "--query", "80,80,10");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("lies in slice 10 but the point before in slice 9");
    }

    @Test
    void whatIsThereIsNotReplacedUnlessAsked() {
        assertThat(CommandLineRun.of("explain", IMAGE, "--output", output).code())
                .isEqualTo(ExitCode.DONE);
        assertThat(CommandLineRun.of("explain", IMAGE, "--output", output).err())
                .contains("is there already");
        assertThat(CommandLineRun.of("explain", IMAGE, "--output", output, "--overwrite")
                        .code())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void theHeatMapGrowsLighterFromEndToEnd() {
        double last = -1;
        for (int i = 0; i <= 20; i++) {
            Color color = HeatMap.color(i / 20.0);
            double lightness = 0.2126 * color.getRed() + 0.7152 * color.getGreen() + 0.0722 * color.getBlue();
            assertThat(lightness).isGreaterThan(last);
            last = lightness;
        }
    }

    /** The share of pixels that are not grey. */
    private static double colourful(BufferedImage picture) {
        long colourful = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                Color color = new Color(picture.getRGB(x, y));
                colourful += Math.abs(color.getRed() - color.getGreen()) > 10 ? 1 : 0;
            }
        }
        return (double) colourful / ((long) picture.getWidth() * picture.getHeight());
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
