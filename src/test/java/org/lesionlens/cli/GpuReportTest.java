package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.Device;

/** The report on a machine without a GPU. */
@Timeout(600)
class GpuReportTest {
    @TempDir
    private Path folder;

    @Test
    void aDeviceThatIsNotThereIsASentenceAndNoFailure() throws IOException, InterruptedException {
        assumeFalse(Device.TENSORRT.isCompiledIn());
        Path cases = Files.createDirectory(folder.resolve("cases"));
        Files.copy(Path.of("test-data", "phantom_slice.png"), cases.resolve("slice.png"));
        Path file = folder.resolve("report.json");
        Path work = folder.resolve("work");
        report(cases.toString(), work.toString(), file.toString(), "tensorrt", "no-such-command");
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        assertThat(report.at("/check/exit").asInt(-1)).isZero();
        assertThat(report.at("/models/exit").asInt(-1)).isZero();
        assertThat(report.at("/cases/slice.png/cpu/exit").asInt(-1)).isZero();
        assertThat(report.at("/whole_volume/cpu/seconds_of_cases")).hasSize(8);
        assertThat(report.at("/cases/slice.png/tensorrt/exit").asInt(-1)).isPositive();
        assertThat(report.at("/cases/slice.png/tensorrt/output").toString()).contains("device tensorrt is not in this");
        assertThat(report.at("/cases/slice.png/against_cpu/dice").isNull()).isTrue();
        assertThat(report.at("/pytorch/output/0").asText()).contains("no-such-command cannot be started");
        assertThat(ResultDifference.between(work.resolve("cpu/slice"), work.resolve("cpu/slice")))
                .isEqualTo(new ResultDifference(1, 0));
    }

    /** In a process of its own, so that those which it starts can be told that they are short-lived. */
    private void report(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Dlesionlens.models=" + System.getProperty("lesionlens.models"),
                "-cp",
                Program.copiedClassPath(folder.resolve("program")),
                GpuReport.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", Program.SHORT_LIVED));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static void mask(Path folder, int from) throws IOException {
        BufferedImage mask = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = from; x < from + 4; x++) {
            mask.getRaster().setSample(x, 5, 0, 255);
        }
        ImageIO.write(
                mask, "png", Files.createDirectory(folder).resolve("mask.png").toFile());
    }

    @Test
    void diceIsTwiceWhatIsSharedOverTheSum() throws IOException {
        mask(folder.resolve("one"), 3);
        mask(folder.resolve("other"), 4);
        ResultDifference difference = ResultDifference.between(folder.resolve("one"), folder.resolve("other"));
        assertThat(difference.dice()).isEqualTo(0.75);
        assertThat(difference.probability()).isNaN();
    }
}
