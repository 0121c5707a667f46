package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** A ramp: the probability of voxel x is (x + 0.5) / 100. */
class ThresholdStabilityTest {
    private Model segmenter;

    @BeforeEach
    void describe(@TempDir Path models) throws IOException {
        segmenter = Model.read(TinyModel.good(models, "bright"));
    }

    private static LesionAnalysis ramp(double threshold, double smallestMl) {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {100, 2, 3}, 1, 1, 2);
        ProbabilityMap map = ProbabilityMap.allocate(grid);
        for (int x = 0; x < 100; x++) {
            for (int row = 0; row < 6; row++) {
                map.voxels().getAt(x, row % 2, row / 2).set((x + 0.5f) / 100);
            }
        }
        return new LesionAnalysis(
                Optional.of(map),
                LabelMap.allocate(grid),
                List.of(),
                Optional.empty(),
                List.of(),
                new AnalysisSettings(threshold, smallestMl, 0, 0, false),
                Map.of());
    }

    /** 60 % are at least 0.4, and 40 % at least 0.6: 2 * 40 / (60 + 40). */
    @Test
    void bothMasksAreCompared() {
        assertThat(ThresholdStability.dice(ramp(0.5, 0), segmenter)).hasValueCloseTo(0.8, within(1e-9));
        assertThat(ThresholdStability.dice(ramp(0, 0), segmenter))
                .as("the most probable label")
                .hasValueCloseTo(0.8, within(1e-9));
    }

    @Test
    void lesionsThatAreTooSmallAreInNone() {
        assertThat(ThresholdStability.dice(ramp(0.5, 0.6), segmenter))
                .as("0.72 ml, and 0.48 ml")
                .hasValue(0);
        assertThat(ThresholdStability.dice(ramp(0.5, 1), segmenter))
                .as("none in both")
                .hasValue(1);
    }

    @Test
    void itIsUnknownWhereAThresholdWouldBeNone() {
        assertThat(ThresholdStability.dice(ramp(0.1, 0), segmenter)).isEmpty();
        assertThat(ThresholdStability.dice(ramp(0.95, 0), segmenter)).isEmpty();
    }
}
