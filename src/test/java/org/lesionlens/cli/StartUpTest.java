package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start does not load, since it is needed by few runs and takes long. */
@Timeout(120)
class StartUpTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--version", "evaluate --help", "--help"})
    void nothingOfChartsIsLoadedBeforeOneIsDrawn(String words) throws Exception {
        Path loaded = folder.resolve("loaded.txt");
        Process program = new Program(folder, List.of("-Xlog:class+load:file=" + loaded)).start(words.split(" "));
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(said).isZero();
        assertThat(Files.readString(loaded))
                .contains("org.lesionlens.cli.LesionLens ")
                .doesNotContain("org.jfree.", "org.apache.batik.", "org.lesionlens.draw.", "java.awt.Font ");
    }
}
