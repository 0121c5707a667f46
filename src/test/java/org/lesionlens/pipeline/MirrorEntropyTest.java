package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Entropies of coins: log 2 of one half, 0 of what is certain. */
class MirrorEntropyTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {4, 1, 1}, 1, 1, 1);

    private static LesionAnalysis of(boolean mirror, int lesions, float... probabilities) {
        ProbabilityMap map = ProbabilityMap.allocate(GRID);
        LabelMap labels = LabelMap.allocate(GRID);
        for (int x = 0; x < probabilities.length; x++) {
            map.voxels().getAt(x, 0, 0).set(probabilities[x]);
            labels.voxels().getAt(x, 0, 0).set(x < lesions ? x + 1 : 0);
        }
        return new LesionAnalysis(
                Optional.of(map),
                labels,
                List.of(),
                Optional.empty(),
                List.of(),
                new AnalysisSettings(0.5, 0, 0, 0, mirror),
                Map.of());
    }

    @Test
    void itIsTheMeanOverTheVoxelsOfAllLesions() {
        assertThat(MirrorEntropy.ofLesions(of(true, 4, 0.5f, 0.5f, 1, 1)))
                .hasValueCloseTo(Math.log(2) / 2, within(1e-12));
        assertThat(MirrorEntropy.ofLesions(of(true, 2, 0.5f, 1, 0.5f, 0.5f)))
                .as("background does not count")
                .hasValueCloseTo(Math.log(2) / 2, within(1e-12));
        assertThat(MirrorEntropy.ofLesions(of(true, 1, 0.75f, 0, 0, 0)))
                .hasValueCloseTo(2 * Math.log(2) - 0.75 * Math.log(3), within(1e-7));
    }

    @Test
    void itIsUnknownWithoutMirroredViewsAndWithoutALesion() {
        assertThat(MirrorEntropy.ofLesions(of(false, 2, 0.5f, 0.5f, 1, 1))).isEmpty();
        assertThat(MirrorEntropy.ofLesions(of(true, 0, 0.5f, 0.5f, 1, 1))).isEmpty();
    }
}
