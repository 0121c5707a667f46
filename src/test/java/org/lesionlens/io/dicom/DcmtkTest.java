package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.volume.Volume;

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
                "dcmcjpeg +el +sv 2"
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
        assertThat(converted.voxels()).containsExactlyElementsOf(original.voxels());
    }

    private static boolean isOnPath(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    private static void convert(List<String> command, Path from, Path to) throws IOException, InterruptedException {
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
