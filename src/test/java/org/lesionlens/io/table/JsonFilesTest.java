package org.lesionlens.io.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.file.AtomicFile;

class JsonFilesTest {
    @TempDir
    Path folder;

    private record Sidecar(String model, double threshold, double volumeMl, List<Integer> labels) {}

    @Test
    void recordsBecomeIndentedJson() throws IOException {
        JsonFiles.write(folder.resolve("a/analysis.json"), new Sidecar("naïve", 0.5, Double.NaN, List.of(1, 2)));
        assertThat(Files.readString(folder.resolve("a/analysis.json"))).isEqualTo("""
                {
                  "model" : "naïve",
                  "threshold" : 0.5,
                  "volumeMl" : null,
                  "labels" : [ 1, 2 ]
                }
                """);
    }

    @Test
    void whatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path target = Files.writeString(folder.resolve("a.txt"), "old");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AtomicFile.write(target, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .withMessage("disk full");
        assertThat(target).hasContent("old");
        assertThat(folder)
                .isDirectoryNotContaining(path -> path.getFileName().toString().endsWith(".tmp"));
    }
}
