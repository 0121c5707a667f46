package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.Model;

/** A machine without a GPU does not miss one. */
class VisibleGpuTest {
    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({"Linux, dev/nvidia0", "Linux, usr/lib/wsl/lib/libcuda.so.1", "Windows 11, Windows/System32/nvcuda.dll"})
    void whatTheDriverPutsThereShowsAGpu(String system, String file) throws IOException {
        assertThat(VisibleGpu.isThere(root, system)).isFalse();
        Files.createDirectories(root.resolve(file).getParent());
        Files.createFile(root.resolve(file));
        assertThat(VisibleGpu.isThere(root, system)).isTrue();
        assertThat(VisibleGpu.isThere(root, "Mac OS X")).isFalse();
    }

    @Test
    void aBuildWithoutCudaSaysSoOnlyWhereThereIsAGpuOrItIsWanted() throws IOException {
        assumeThat(Device.CUDA.isCompiledIn()).isFalse();
        Model model = Model.read(TinyModels.FOLDER.resolve("brain-t1ce-segmenter"));
        try (OnnxModel opened = OnnxModel.open(model, Optional.empty(), 1)) {
            assertThat(opened.notes()).hasSize(VisibleGpu.isThere() ? 1 : 0);
        }
        assertThatThrownBy(() -> OnnxModel.open(model, Optional.of(Device.CUDA), 1))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("device cuda is not in this build");
    }
}
