package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Leaves files for {@code src/test/python/cross_check_readers.py} in {@code target/cross-check}. */
class CrossCheckFilesTest {
    private static final Path FOLDER = Path.of("target", "cross-check");
    private static final Path DATA = Path.of("test-data");

    @Test
    void phantomsAndFixturesAreWrittenForIndependentReaders() throws IOException {
        List<Path> inputs = new ArrayList<>(List.of(
                DATA.resolve("phantom_t1ce.nii.gz"),
                DATA.resolve("phantom_dicom"),
                DATA.resolve("phantom_dicom_implicit")));
        try (Stream<Path> fixtures = Files.list(FormatFixturesTest.FOLDER)) {
            fixtures.filter(file -> !file.toString().matches(".*\\.(raw|gz)"))
                    .sorted()
                    .forEach(inputs::add);
        }
        CrossCheckFiles.write(FOLDER, inputs);
        assertThat(FOLDER.resolve("cases.json"))
                .content()
                .contains("phantom_dicom_implicit")
                .doesNotContain("refused");
        assertThat(FOLDER.resolve("case2/mask.nii.gz")).isRegularFile();
    }
}
