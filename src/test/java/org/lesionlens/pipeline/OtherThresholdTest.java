package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelValues;

/** Two hills that meet at a low threshold, and a flat third one; the network answers the brightness. */
class OtherThresholdTest {
    private static final AnalysisSettings FIRST = new AnalysisSettings(0.9, 0, 0, 0, false);

    private final Volume hills = hills();
    private Model segmenter;

    @BeforeEach
    void describe(@TempDir Path models) throws IOException {
        segmenter = Model.read(TinyModel.good(models, "bright"));
    }

    private static Volume hills() {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 64, 12}, 1, 1, 2));
        for (int z = 0; z < 12; z++) {
            for (int y = 0; y < 64; y++) {
                for (int x = 0; x < 64; x++) {
                    double height = hill(x - 20, y - 30, z - 5, 6)
                            + hill(x - 38, y - 30, z - 5, 5)
                            + hill(x - 50, y - 8, 4 * (z - 6), 4);
                    volume.voxels().getAt(x, y, z).set((float) height);
                }
            }
        }
        return volume;
    }

    private static double hill(double x, double y, double z, double width) {
        return Math.exp(-(x * x + y * y + z * z) / (2 * width * width));
    }

    private LesionAnalysis analyze(AnalysisSettings settings) throws IOException {
        try (OnnxModel network = TinyModels.open(segmenter)) {
            return new LesionPipeline(network, Optional.empty()).analyze(Image.of(hills), settings, Progress.NONE);
        }
    }

    private OtherThreshold other(LesionAnalysis first) {
        return OtherThreshold.of(first, segmenter, hills).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0, 0", "0.75, 0, 0", "0.6, 0.2, 0", "0.5, 0, 0", "0.75, 0, 5", "0.9, 100, 0"})
    void itFindsWhatARunWithTheseSettingsFinds(double threshold, double smallest, double flattest) throws IOException {
        AnalysisSettings settings = new AnalysisSettings(threshold, smallest, 0, flattest, false);
        LesionAnalysis run = analyze(settings);
        LesionAnalysis found = other(analyze(FIRST)).with(settings);
        assertThat(found.lesions()).isEqualTo(run.lesions());
        assertThat(VoxelValues.of(found.labels().voxels()))
                .isEqualTo(VoxelValues.of(run.labels().voxels()));
        assertThat(found.settings()).isEqualTo(settings);
    }

    @Test
    void aLesionThatOnlyGrewKeepsItsClassAndOneThatMetAnotherClassLosesIt() throws IOException {
        LesionAnalysis run = analyze(FIRST);
        assertThat(run.lesions()).hasSizeGreaterThanOrEqualTo(3);
        List<Finding> kinds = run.findings().stream()
                .map(finding -> Finding.unclassified(
                        finding.lesion().withClass(finding.lesion().label() == 1 ? "glioma" : "meningioma", 0.75)))
                .toList();
        LesionAnalysis classified = new LesionAnalysis(
                run.probability(), run.labels(), kinds, Optional.empty(), List.of(), FIRST, run.seconds());
        List<Lesion> same = other(classified).with(FIRST).lesions();
        assertThat(same).extracting(Lesion::lesionClass).startsWith("glioma", "meningioma");
        AnalysisSettings low = new AnalysisSettings(0.55, 0, 0, 0, false);
        List<Lesion> grown = other(classified).with(low).lesions();
        assertThat(grown).hasSizeLessThan(same.size());
        assertThat(grown.get(0).lesionClass()).as("both hills").isEmpty();
        assertThat(grown.get(1).lesionClass()).isEqualTo("meningioma");
        assertThat(grown.get(1).classProbability()).isEqualTo(0.75);
    }
}
