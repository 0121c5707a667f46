package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuAdviceTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, false, false, -Pgpu",
        "Windows 11, amd64, false, false, -Pgpu",
        "Linux, amd64, true, false, LD_LIBRARY_PATH",
        "Windows 11, amd64, true, false, in PATH.",
        "Linux, amd64, true, true, nothing is missing",
        "Mac OS X, aarch64, false, false, coreml",
        "Linux, aarch64, false, false, aarch64",
    })
    void everyMachineIsToldWhatIsMissing(
            String system, String processor, boolean compiledIn, boolean works, String advice) {
        assertThat(String.join("\n", GpuAdvice.lines(system, processor, compiledIn, works)))
                .startsWith("GPU: ")
                .contains(advice);
    }

    @Test
    void theLibrariesAreNamedOnlyWhereTheyAreWhatIsMissing() {
        assertThat(String.join("\n", GpuAdvice.lines("Linux", "amd64", true, false)))
                .contains("nvidia-smi", "CUDA 12", "cuDNN 9")
                .doesNotContain("-Pgpu");
        assertThat(String.join("\n", GpuAdvice.lines("Linux", "amd64", false, false)))
                .doesNotContain("cuDNN 9");
    }
}
