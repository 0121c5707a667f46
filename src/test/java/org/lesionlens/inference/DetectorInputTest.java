package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** The class activation of the tiny detectors is the brightness of each pixel that their windows show. */
class DetectorInputTest {
    private static final String ACTIVATION = "class_activation";

    /** Columns and rows of which run against those that are shown. */
    private static VolumeGeometry turned() {
        return VolumeGeometry.fromAffine(
                new long[] {320, 192, 2}, new double[][] {{-1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, 3, 0}});
    }

    @Test
    void eachBoxIsTheAnswerOfOneWindowWhoseMapLiesOnIt() throws IOException {
        Image image = TinyDetectors.colour(turned());
        List<RealBox> boxes = List.of(
                TinyDetectors.box(40, 30, 60, 50, 1),
                TinyDetectors.box(110, 20, 140, 40, 1),
                TinyDetectors.box(200, 130, 220, 160, 1));
        boxes.forEach(box -> TinyDetectors.draw(image.channels().get(1).volume(), box, 255));
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.COLOUR))) {
            List<DetectorInput> windows = DetectorInput.of(new PreparedSlices(image, network.description()), 1);
            assertThat(windows.size()).isGreaterThan(4);
            for (RealBox box : boxes) {
                List<DetectorInput> own = windows.stream()
                        .filter(window -> window.answersFor(box.middle()))
                        .toList();
                assertThat(own).hasSize(1);
                Tensor map = own.get(0).run(network, Set.of(ACTIVATION)).get(ACTIVATION);
                float[] green = new float[64 * 64];
                System.arraycopy(map.values(), green.length, green, 0, green.length);
                Volume onSlice = own.get(0).onSlice(green, 64, 64);
                assertThat(onSlice.geometry()).isEqualTo(image.geometry().slice(1));
                assertThat(at(onSlice, box.min().x() + 5, box.min().y() + 5)).isEqualTo(1);
                assertThat(at(onSlice, box.min().x() - 7, box.min().y() + 5)).isZero();
            }
        }
    }

    private static float at(Volume slice, double x, double y) {
        return slice.voxels().getAt((long) x, (long) y, 0).get();
    }

    @Test
    void aWholePictureIsOneWindow() throws IOException {
        Volume picture = Volume.allocate(VolumeGeometry.uncalibrated(64, 48));
        RealBox box = TinyDetectors.box(10, 10, 20, 20, 0);
        TinyDetectors.draw(picture, box, 255);
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.BRIGHT))) {
            DetectorInput window = DetectorInput.of(new PreparedSlices(picture, network.description()), 0)
                    .get(0);
            Map<String, Tensor> said = window.run(network, Set.of(ACTIVATION, "block0_excitation"));
            assertThat(said.get("block0_excitation").shape()).containsExactly(1, 4, 1, 1);
            float[] bright = new float[64 * 64];
            System.arraycopy(said.get(ACTIVATION).values(), 0, bright, 0, bright.length);
            float[] shown = DisplayOrientation.of(picture.geometry())
                    .pixels(window.onSlice(bright, 64, 64).voxels(), 0);
            for (int i = 0; i < shown.length; i++) {
                boolean inside = i % 64 >= 10 && i % 64 < 20 && i / 64 >= 10 && i / 64 < 20;
                assertThat(shown[i]).as("pixel " + i).isEqualTo(inside ? 1 : 0);
            }
        }
    }

    @Test
    void aSegmenterHasNoSuchWindows() throws IOException {
        Volume picture = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 64, 1}, 1.5, 1.5, 3));
        TinyDetectors.draw(picture, TinyDetectors.box(10, 10, 20, 20, 0), 255);
        PreparedSlices slices = new PreparedSlices(picture, TinyModels.segmenter());
        assertThatThrownBy(() -> DetectorInput.of(slices, 0))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("draws no boxes");
    }
}
