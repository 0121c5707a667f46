package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.MeasuredModel;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.Volume;

/** What a model was not made for is analysed all the same, and said in every door and beside the results. */
class SuitabilityTest {
    private static final Path DATA = Path.of("test-data");

    @TempDir
    Path folder;

    /** An input that is no contrast-enhanced T1 MR of a head. */
    private Path input(String kind, Path into) throws IOException {
        Files.createDirectories(into);
        return switch (kind) {
            case "photograph" -> photograph(into.resolve("photograph.png"));
            case "hounsfield" -> hounsfield(into);
            case "ct" -> ct(into.resolve("ct"));
            default -> Files.copy(DATA.resolve("phantom_slice.png"), into.resolve("pixels.png"));
        };
    }

    private static Path photograph(Path target) throws IOException {
        BufferedImage image = ImageIO.read(DATA.resolve("phantom_slice.png").toFile());
        BufferedImage red = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                red.setRGB(x, y, image.getRGB(x, y) & 0xff0000);
            }
        }
        ImageIO.write(red, "png", target.toFile());
        return target;
    }

    private static Path hounsfield(Path into) throws IOException {
        Volume phantom = VolumeFiles.read(DATA.resolve("phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        Views.iterable(phantom.voxels()).forEach(voxel -> voxel.sub(new net.imglib2.type.numeric.real.FloatType(1000)));
        return VolumeFiles.writeMap(into, "hounsfield", phantom, VolumeFormat.NIFTI);
    }

    /** The phantom's series, which says that it is CT. */
    private static Path ct(Path target) throws IOException {
        Files.createDirectory(target);
        String mr = "\u0008\u0000\u0060\u0000CS\u0002\u0000MR";
        for (File file : DATA.resolve("phantom_dicom").toFile().listFiles()) {
            String bytes = Files.readString(file.toPath(), StandardCharsets.ISO_8859_1);
            assertThat(bytes).contains(mr);
            Files.writeString(
                    target.resolve(file.getName()),
                    bytes.replace(mr, mr.replace("MR", "CT")),
                    StandardCharsets.ISO_8859_1);
        }
        return target;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "analyze|photograph|the image is in colour, as photographs are, but the model was trained on contrast-enhanced"
                        + " T1 MR images: its result will mean little.",
                "batch|photograph|the image is in colour, as photographs are",
                "explain|photograph|the image is in colour, as photographs are",
                "analyze|hounsfield|the image has negative values, as CT has in Hounsfield units",
                "batch|hounsfield|the image has negative values, as CT has in Hounsfield units",
                "analyze|ct|the modality of the image is CT but the model was trained on contrast-enhanced T1 MR images:"
                        + " its result will mean little.",
                "batch|ct|the modality of the image is CT but",
                "explain|ct|the modality of the image is CT but",
                "analyze|pixels|the image has no pixel size: it is taken to be",
                "batch|pixels|the image has no pixel size: it is taken to be",
            })
    void whatTheModelWasNotMadeForIsSaid(String door, String kind, String warning) throws IOException {
        Path cohort = folder.resolve("in");
        Path input = input(kind, cohort);
        Path output = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of(
                door,
                door.equals("batch") ? cohort : input,
                "--output",
                output,
                "--device",
                "cpu",
                "--model",
                "brain-t1ce-segmenter");
        assertThat(run.code()).as(run.err()).isZero();
        Path results;
        try (Stream<Path> folders = Files.list(output)) {
            results = folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        String sidecar = new ObjectMapper()
                .readTree(results.resolve("analysis.json").toFile())
                .at("/input/warnings")
                .toString();
        assertThat(sidecar).contains(warning);
        assertThat(
                        door.equals("batch")
                                ? CsvTable.read(output.resolve("cases.csv"))
                                        .get(0)
                                        .get("warnings")
                                : run.err())
                .contains(warning);
    }

    @ParameterizedTest
    @CsvSource({
        "analyze, photograph, in colour",
        "batch, hounsfield, negative values",
        "analyze, ct, modality of the image is CT",
        "batch, ct, modality of the image is CT",
        "explain, ct, modality of the image is CT"
    })
    void whatTheModelWasNotMadeForIsRefusedWhereNobodyNamesIt(String door, String kind, String why) throws IOException {
        Path cohort = folder.resolve("in");
        Path input = input(kind, cohort);
        Path output = folder.resolve("out");
        CommandLineRun run =
                CommandLineRun.of(door, door.equals("batch") ? cohort : input, "--output", output, "--device", "cpu");
        assertThat(run.code()).as(run.err()).isPositive();
        assertThat(run.err()).contains("made for the image", why, "name it with --model");
        try (Stream<Path> files = Files.exists(output) ? Files.walk(output) : Stream.empty()) {
            assertThat(files)
                    .noneMatch(file ->
                            file.endsWith("lesions.csv") && !file.getParent().equals(output));
        }
    }

    @ParameterizedTest
    @CsvSource({"phantom_t1ce.nii.gz", "phantom_dicom"})
    void aHeadOnMrIsWarnedOfNothing(String name) throws IOException {
        CommandLineRun run = CommandLineRun.of("analyze", DATA.resolve(name), "--output", folder, "--device", "cpu");
        assertThat(run.errors()).isEmpty();
    }

    /** What only the network can tell: where its training lay is told by the file beside it. */
    @ParameterizedTest
    @CsvSource({
        "analyze, 0.95, true",
        "batch, 0.95, true",
        "explain, 0.95, true",
        "analyze, 0.1, false",
        "batch, 0.1, false"
    })
    void whatLooksOtherwiseToTheNetworkIsSaid(String door, double mean, boolean warned) throws IOException {
        Path model = MeasuredModel.segmenter(Files.createDirectory(folder.resolve("models")), "gate2", mean);
        Path cohort = Files.createDirectories(folder.resolve("in"));
        Path input = Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), cohort.resolve("phantom.nii.gz"));
        Path output = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of(
                door,
                door.equals("batch") ? cohort : input,
                "--output",
                output,
                "--device",
                "cpu",
                "--model",
                model,
                "--classifier",
                "none");
        assertThat(run.code()).as(run.err()).isZero();
        String sidecar = new ObjectMapper()
                .readTree(output.resolve("phantom").resolve("analysis.json").toFile())
                .at("/input/warnings")
                .toString();
        String told = door.equals("batch")
                ? CsvTable.read(output.resolve("cases.csv")).get(0).get("warnings")
                : run.err();
        String sentence = "the image looks unlike those that the model was trained on (distance ";
        assertThat(sidecar.contains(sentence)).as(sidecar).isEqualTo(warned);
        assertThat(told.contains(sentence)).as(told).isEqualTo(warned);
        if (door.equals("batch")) {
            assertThat(Files.readString(output.resolve("report.html")).contains(sentence))
                    .isEqualTo(warned);
        }
    }

    /** The shipped networks, and a picture that is no head. */
    @Test
    void thePhantomLooksLikeAHeadToTheShippedNetworkAndNoiseDoesNot() throws IOException {
        Path noise = folder.resolve("noise.png");
        BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(3);
        for (int i = 0; i < 256 * 256; i++) {
            image.getRaster().setSample(i % 256, i / 256, 0, random.nextInt(256));
        }
        ImageIO.write(image, "png", noise.toFile());
        try (ModelsFrom shipped = ModelsFrom.shipped()) {
            CommandLineRun run = CommandLineRun.of(
                    "analyze",
                    DATA.resolve("phantom_t1ce.nii.gz"),
                    DATA.resolve("phantom_slice.png"),
                    DATA.resolve("phantom_dicom"),
                    noise,
                    "--output",
                    folder.resolve("out"),
                    "--device",
                    "cpu");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.err().lines().filter(line -> line.contains("looks unlike")))
                    .singleElement()
                    .asString()
                    .startsWith("lesionlens: noise: the image looks unlike those that the model was trained on");
        }
    }
}
