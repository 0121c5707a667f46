package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.cli.ExitCode;

class OutputLockTest {
    @TempDir
    private Path output;

    private CommandLineRun batch() {
        Path cohort = Path.of("test-data/phantom_dicom_implicit");
        return CommandLineRun.of("batch", cohort, "--output", output, "--device", "cpu", "--classifier", "none");
    }

    @Test
    void twoRunsDoNotShareAnOutputFolder() throws IOException {
        try (OutputLock lock = OutputLock.of(output)) {
            CommandLineRun run = batch();
            assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
            assertThat(run.errors()).contains("another run is writing into");
        }
        assertThat(batch().code()).isZero();
    }
}
