package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.volume.UsageException;

class AnalysisChoicesTest {
    @Test
    void whatNobodyChoseIsAsTheModelSays() throws IOException {
        assertThat(AnalysisChoices.NONE.resolvedFor(TinyModels.segmenter()))
                .isEqualTo(new AnalysisSettings(0.5, 0.1, 20, 2, false));
    }

    @Test
    void whatWasChosenHoldsAlsoWhereItIsZeroOrFalse() throws IOException {
        AnalysisChoices chosen = AnalysisChoices.of(0.4, 0.0, Double.NaN, 0.0, true);
        assertThat(chosen.resolvedFor(TinyModels.segmenter())).isEqualTo(new AnalysisSettings(0.4, 0, 20, 0, true));
    }

    @Test
    void filesNameTheSettingsInSnakeCase() {
        assertThat(new AnalysisSettings(0.5, 0.1, 20, 2, false).byName())
                .containsExactly(
                        entry("threshold", 0.5),
                        entry("min_volume_ml", 0.1),
                        entry("min_area_mm2", 20.0),
                        entry("max_flatness", 2.0),
                        entry("mirror", false));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, the threshold is 0.0 but must be above 0",
        "1.5, 0, 0, 0, the threshold is 1.5 but must be above 0",
        "1, -1, 0, 0, the smallest volume in ml is -1.0 but must be at least 0",
        "1, 0, -1, 0, the smallest area in mm2 is -1.0 but must be at least 0",
        "1, 0, 0, -1, the flattest lesion is -1.0 but must be at least 0",
    })
    void aChoiceOutOfItsRangeIsRefused(double threshold, double volume, double area, double flatness, String said) {
        assertThatThrownBy(() -> AnalysisChoices.of(threshold, volume, area, flatness, null))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(said);
    }

    @Test
    void settingsTravelToWorkers() throws IOException, ClassNotFoundException {
        AnalysisSettings settings = new AnalysisSettings(0.5, 0.1, 20, 2, true);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(settings);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(settings);
        }
    }
}
