package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class DicomOriginTest {
    private static String seed(int organ) {
        VolumeGeometry grid =
                VolumeGeometry.of(new long[] {2, 2, 2}, new double[] {1, 1, 1}, new double[3], new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        LabelMap context = LabelMap.allocate(grid);
        context.voxels().getAt(1, 1, 1).set(organ);
        return DicomOrigin.seed(
                new LesionAnalysis(
                        Optional.empty(),
                        LabelMap.allocate(grid),
                        List.of(),
                        Optional.of(context),
                        List.of(),
                        new AnalysisSettings(0.5, 0, 0, 0, false),
                        Map.of()),
                DicomChoices.USUAL);
    }

    @Test
    void organsAreInTheSeedOfIdentifiers() {
        assertThat(seed(1)).isEqualTo(seed(1)).isNotEqualTo(seed(2));
    }
}
