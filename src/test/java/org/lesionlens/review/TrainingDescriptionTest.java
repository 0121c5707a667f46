package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingDescriptionTest {
    /** Others the trainer refuses. */
    @ParameterizedTest
    @CsvSource(
            value = {"glioma (2026), glioma (2026)", "Größe.v2, Gr__e_v2", "'   ', data", "..., data"},
            ignoreLeadingAndTrailingWhitespace = true)
    void theNameOfADataSetHasSignsThatTheTrainerTakes(String folder, String name) {
        assertThat(TrainingDescription.plain(folder)).isEqualTo(name);
        assertThat(TrainingDescription.plain(folder.repeat(40))).hasSizeLessThanOrEqualTo(64);
    }
}
