package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.LesionSegmenter;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.model.ModelDescription;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class SliceExplanationTest {
    private static final long SLICE = 10;

    private static OnnxModel model;
    private static Volume phantom;
    private static SliceExplanation explanation;

    @BeforeAll
    static void explain() throws IOException {
        model = open("brain-t1ce-segmenter");
        phantom = VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        explanation = SliceExplanation.of(model, new PreparedSlices(phantom, model.description()), SLICE);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static OnnxModel open(String name) throws IOException {
        return OnnxModel.open(ModelDescription.read(Path.of("models", name)), Optional.of(Device.CPU), 2);
    }

    @Test
    void mapsLieWhereTheSliceLies() {
        VolumeGeometry grid = explanation.probability().map().geometry();
        assertThat(grid.toWorld(3, 5, 0)).containsExactly(phantom.geometry().toWorld(3, 5, SLICE), within(1e-9));
        assertThat(grid.size())
                .containsExactly(phantom.geometry().size(0), phantom.geometry().size(1), 1);
    }

    /** In a slice with a lesion; the phantom's pixels are larger than the network's, so its rim is where they could part. */
    @Test
    void theProbabilityIsThatOfTheSegmenter() {
        long slice = 14;
        RandomAccessibleInterval<FloatType> expected = Views.hyperSlice(
                new LesionSegmenter(model, 1, false)
                        .segment(phantom, Progress.NONE)
                        .voxels(),
                2,
                slice);
        Volume map = SliceExplanation.of(model, new PreparedSlices(phantom, model.description()), slice)
                .probability()
                .map();
        var other = Views.flatIterable(expected).cursor();
        float most = 0;
        for (FloatType voxel : Views.flatIterable(Views.hyperSlice(map.voxels(), 2, 0))) {
            assertThat(voxel.get()).isCloseTo(other.next().get(), within(1e-4f));
            most = Math.max(most, voxel.get());
        }
        assertThat(most).as("there is a lesion").isGreaterThan(0.9f);
    }

    @Test
    void gatesAreCoefficientsAndTheirProductIsNoLargerThanAny() {
        assertThat(explanation.gates()).extracting(Explanation::name).containsExactly("gate2", "gate1", "gate0");
        RandomAccessibleInterval<FloatType> all = explanation.allGates().map().voxels();
        for (Explanation gate : explanation.gates()) {
            var product = Views.flatIterable(all).cursor();
            for (FloatType voxel : Views.flatIterable(gate.map().voxels())) {
                assertThat(voxel.get())
                        .isBetween(0f, 1f)
                        .isGreaterThanOrEqualTo(product.next().get());
            }
        }
    }

    @Test
    void attentionIsAMultipleOfLookingEverywhereAlike() {
        // a row adds up to 1 over the window; the slice is the middle of it
        double mean = mean(explanation.attention(80, 80, SLICE));
        assertThat(mean).isBetween(0.0, 1.2);
        assertThat(mean(explanation.attendedDistance())).isBetween(1.0, 250.0);
        assertThat(mean(explanation.attentionEntropy())).isBetween(0.0, Math.log(26 * 26));
        assertThat(explanation.attendedDistance().unit()).isEqualTo("mm");
    }

    @Test
    void theAttentionOfARegionIsTheMeanOfItsPoints() {
        Volume region = Volume.allocate(explanation.grid());
        region.voxels().getAt(80, 80, 0).set(1);
        region.voxels().getAt(81, 80, 0).set(1); // in the same cell
        assertThat(at(explanation.attentionOf(region), 40, 50))
                .isEqualTo(at(explanation.attention(80, 80, SLICE), 40, 50));
        region.voxels().getAt(30, 60, 0).set(1);
        double mean =
                (at(explanation.attention(80, 80, SLICE), 40, 50) + at(explanation.attention(30, 60, SLICE), 40, 50))
                        / 2;
        assertThat(at(explanation.attentionOf(region), 40, 50)).isCloseTo(mean, within(1e-5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explanation.attentionOf(Volume.allocate(explanation.grid())))
                .withMessageContaining("the region is empty");
    }

    @Test
    void aPointVariesTogetherWithItselfMost() {
        Explanation map = explanation.covariance(80, 80, SLICE);
        assertThat(at(map, 80, 80)).isPositive().isGreaterThan(mean(map));
    }

    @Test
    void aFeatureMapIsAChannelOfTheNetwork() {
        Explanation map = explanation.feature("decoder0_excitation", 3);
        assertThat(map.name()).isEqualTo("decoder_features_003");
        assertThat(map.most()).isGreaterThan(map.least());
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> explanation.feature("decoder0_excitation", 32))
                .withMessage("the channel of decoder0_excitation is 32 but must be 0 to 31");
        assertThatThrownBy(() -> explanation.feature("encoder0_excitation", 0))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("encoder3_excitation");
    }

    @Test
    void pointsOutsideTheSliceAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explanation.attention(3, 4, SLICE + 1))
                .withMessage("the point [3, 4, 11] lies outside the slice: its z must be 10 to 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explanation.attention(-1, 4, SLICE))
                .withMessageContaining("its x must be 0 to ");
    }

    @Test
    void modelsThatDoNotSegmentAreRefused() throws IOException {
        try (OnnxModel classifier = open("brain-t1ce-classifier")) {
            assertThatThrownBy(() -> SliceExplanation.of(
                            classifier, new PreparedSlices(phantom, classifier.description()), SLICE))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("does not segment whole slices");
        }
    }

    private static double at(Explanation explanation, int x, int y) {
        FloatType voxel = explanation.map().voxels().getAt(x, y, 0);
        return voxel.get();
    }

    private static double mean(Explanation explanation) {
        double sum = 0;
        for (FloatType voxel : Views.flatIterable(explanation.map().voxels())) {
            sum += voxel.get();
        }
        return sum / explanation.map().geometry().voxelCount();
    }
}
