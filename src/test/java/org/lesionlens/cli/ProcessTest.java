package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** The program as a process of its own. */
class ProcessTest {
    @TempDir
    private Path folder;

    private Process start(String... arguments) throws IOException {
        return new Program(folder).start(arguments);
    }

    /** A tall volume, so that the network has work for a while. */
    private Path tallVolume() throws IOException {
        ProbabilityMap map = ProbabilityMap.allocate(VolumeGeometry.axisAligned(new long[] {128, 128, 300}, 2, 2, 2));
        int i = 0;
        for (var voxel : Views.flatIterable(map.voxels())) {
            voxel.set(i++ % 97);
        }
        Path file = folder.resolve("tall.nii");
        NiftiWriter.FAST.writeProbability(file, map);
        return file;
    }

    @Test
    void interruptingLeavesNothingHalfWritten() throws Exception {
        Path output = folder.resolve("out");
        Process process = start("analyze", tallVolume().toString(), "--output", output.toString());
        awaitText(process.getInputStream(), "segmenting slices");
        process.destroy(); // SIGTERM, which Java treats as SIGINT but for the code
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(output).doesNotExist();
    }

    @Test
    void interruptingAnExplanationLeavesNothingHalfWritten() throws Exception {
        Path output = folder.resolve("out");
        Process process = start("explain", "test-data/phantom_slice.png", "--output", output.toString(), "--occlusion");
        awaitText(process.getInputStream(), "occlusion");
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(output).isEmptyDirectory();
    }

    private static void awaitText(InputStream stream, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        byte[] buffer = new byte[256];
        while (seen.indexOf(text) < 0) {
            int count = stream.read(buffer);
            assertThat(count).as("the program ended early: " + seen).isPositive();
            seen.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aScreenThatIsGoneDoesNotMatter() throws Exception {
        Process process = start(
                "analyze",
                "test-data/phantom_slice.png",
                "--output",
                folder.resolve("out").toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(folder.resolve("out/phantom_slice/overview.png")).exists();
    }

    @Test
    void onnxRuntimeWritesNoIdentifierAndNoFileStaysBehind() throws Exception {
        Path models = Files.createDirectory(folder.resolve("one"));
        ChangedModel.copy(TinyModels.SEGMENTER, models, UnaryOperator.identity());
        Process process = new Program(folder, List.of("-Dlesionlens.models=" + models))
                .away()
                .start("models");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("passed");
        assertThat(AnalyzeCommandTest.files(folder.resolve("home"))).isEmpty();
        try (Stream<Path> cached = Files.walk(folder.resolve("cache"))) {
            assertThat(cached.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allMatch(file -> file.toString().matches(".*(onnxruntime|tested-models).*"));
        }
        try (Stream<Path> left = Files.walk(folder.resolve("tmp"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty(); // ONNX Runtime leaves an empty folder
        }
    }
}
