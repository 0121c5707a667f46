package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.model.ModelsFrom;

/** What {@code models/export} writes is taken; skipped where the Python of {@code -Dlesionlens.python} has no torch. */
class ExportedNetworksTest {
    private static final int SKIPPED = 77;

    @TempDir
    private Path place;

    @Test
    void exportsOfTorchAreTaken() throws IOException, InterruptedException {
        Path exported = place.resolve("exported");
        Process python;
        try {
            python = new ProcessBuilder(
                            System.getProperty("lesionlens.python", "python3"),
                            "-B",
                            "models/export/test_export.py",
                            exported.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "SKIPPED: there is no Python: " + e.getMessage());
            return;
        }
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = python.waitFor();
        assumeTrue(code != SKIPPED, said);
        assertThat(code).as(said).isZero();
        try (ModelsFrom models = ModelsFrom.folder(place)) {
            assertThat(models).isNotNull();
            for (String kind : new String[] {"plain", "nnunet", "monai"}) {
                CommandLineRun run = CommandLineRun.of("models", "add", exported.resolve(kind), "--name", kind);
                assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
            }
            assertThat(CommandLineRun.of("models").out())
                    .contains("added from nnU-Net v2, 3d_fullres", "added from MONAI bundle", "added from plain ONNX");
        }
    }
}
