package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leaves files for {@code src/test/python/cross_check_readers.py} in {@code target/cross-check}. */
class CrossCheckFilesTest {
    private static final Path FOLDER = Path.of("target", "cross-check");
    private static final Path DATA = Path.of("test-data");

    @Test
    void phantomsAreWrittenForIndependentReaders() throws IOException {
        CrossCheckFiles.write(
                FOLDER,
                List.of(
                        DATA.resolve("phantom_t1ce.nii.gz"),
                        DATA.resolve("phantom_dicom"),
                        DATA.resolve("phantom_dicom_implicit")));
        assertThat(FOLDER.resolve("cases.json"))
                .content()
                .contains("phantom_dicom_implicit")
                .doesNotContain("refused");
        assertThat(FOLDER.resolve("case2/mask.nii.gz")).isRegularFile();
    }
}
