package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.dicom.codec.LosslessJpegBytes;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VoxelValues;

/** dcmtk as an independent encoder: a series that it converts without loss reads as the same volume. */
class DcmtkTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom_implicit");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dcmconv +te",
                "dcmconv +tb",
                "dcmconv +td",
                "dcmconv -F",
                "dcmconv +te +e",
                "dcmcrle",
                "dcmcjpeg +e1",
                "dcmcjpeg +el +sv 2",
                "dcmcjpeg +el +sv 7",
                "dcmcjpls",
                "dcmcjpls +pc +fs 1 +pz"
            })
    void losslessConversionsReadAsTheSameVolume(String conversion) throws IOException, InterruptedException {
        List<String> command = List.of(conversion.split(" "));
        assumeTrue(isOnPath(command.get(0)), command.get(0) + " is not on the path: apt-get install dcmtk");
        try (Stream<Path> files = Files.list(SERIES)) {
            for (Path file : files.toList()) {
                convert(command, file, folder.resolve(file.getFileName()));
            }
        }
        Volume original = DicomSeriesReader.read(SERIES, Optional.empty());
        Volume converted = DicomSeriesReader.read(folder, Optional.empty());
        assertThat(converted.geometry()).isEqualTo(original.geometry());
        assertThat(VoxelValues.of(converted.voxels())).isEqualTo(VoxelValues.of(original.voxels()));
    }

    /** dcmdjpeg as an independent decoder of what dcmcjpeg wrote. */
    @ParameterizedTest
    @CsvSource({"dcmcjpeg +el +sv 1 +pt 2, 0", "dcmcjpeg +el +sv 6 +pt 1, 0", "dcmcjpeg +ee +q 90, 1"})
    void lossyConversionsReadAsDcmdjpegDecodesThem(String conversion, int greyLevels)
            throws IOException, InterruptedException {
        Path coded = folder.resolve("coded.dcm");
        assumeTrue(isOnPath("dcmcjpeg"), "dcmcjpeg is not on the path: apt-get install dcmtk");
        try (Stream<Path> files = Files.list(SERIES)) {
            convert(List.of(conversion.split(" ")), files.sorted().toList().get(2), coded);
        }
        assertReadsAsDecoded(coded, greyLevels); // dcmcjpeg applies RescaleSlope before it, except for lossless
    }

    /**
     * What dcmcjpeg does not write: restart intervals, other depths, scans of one component each. It knows no rows said
     * behind a scan, and smooths what is sampled less.
     */
    @Test
    void filesOfTheTestsReadAsDcmdjpegDecodesThem() throws IOException, InterruptedException {
        assumeTrue(isOnPath("dcmdjpeg"), "dcmdjpeg is not on the path: apt-get install dcmtk");
        for (var file : JpegFiles.ofAllKinds().entrySet()) {
            if (!file.getKey().equals("rowsBehind") && !file.getKey().equals("sampled")) {
                Path coded = Files.write(folder.resolve(file.getKey()), file.getValue());
                assertReadsAsDecoded(coded, file.getKey().equals("sequential") ? 1 : 0);
            }
        }
    }

    /** 2,520 frames in all. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void losslessFramesOfEveryPredictorReadAsDcmdjpegDecodesThem(int bits) throws IOException, InterruptedException {
        assumeTrue(isOnPath("dcmdjpeg"), "dcmdjpeg is not on the path: apt-get install dcmtk");
        Random random = new Random(bits);
        for (int predictor = 1; predictor <= 7; predictor++) {
            int rows = 1 + random.nextInt(24);
            int columns = 1 + random.nextInt(24);
            byte[][] frames = new byte[24][];
            for (int f = 0; f < frames.length; f++) {
                frames[f] = new LosslessJpegBytes(
                                rows, columns, bits, LosslessJpegBytes.samples(random, rows * columns, bits))
                        .predictor(predictor)
                        .pointTransform(f % 3 == 0 ? random.nextInt(bits) : 0)
                        .restartRows(f % 4)
                        .shortest(random.nextInt(17))
                        .array();
            }
            byte[] file = JpegFiles.file(
                    JpegFiles.grey(frames.length, rows, columns, bits).syntax(JpegFiles.LOSSLESS), frames);
            assertReadsAsDecoded(Files.write(folder.resolve("predictor" + predictor), file), 0);
        }
    }

    private void assertReadsAsDecoded(Path coded, double within) throws IOException, InterruptedException {
        Path decoded = folder.resolve("decoded.dcm");
        convert(List.of("dcmdjpeg"), coded, decoded);
        var expected =
                DicomSeriesReader.read(decoded, Optional.empty()).voxels().cursor();
        for (var voxel : DicomSeriesReader.read(coded, Optional.empty()).voxels()) {
            assertThat((double) voxel.get()).isCloseTo(expected.next().get(), within(within));
        }
        assertThat(expected.hasNext()).isFalse();
    }

    static boolean isOnPath(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    static void convert(List<String> command, Path from, Path to) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(from.toString(), to.toString()));
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
