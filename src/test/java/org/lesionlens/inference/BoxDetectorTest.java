package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.inference.TinyDetectors.box;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Tiny detectors on rectangles, whose boxes are known in closed form. */
class BoxDetectorTest {
    /** Sees 160 x 96 pixels of it, in tiles of 64 that lie 32 apart. */
    private static final VolumeGeometry COLOUR = VolumeGeometry.uncalibrated(320, 192);

    private static List<DetectedBox> detect(String name, Image image, Long... slices) throws IOException {
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(name))) {
            return new BoxDetector(network)
                    .detect(image, List.of(slices), Progress.NONE)
                    .boxes();
        }
    }

    @Test
    void aLesionIsOneBoxWhereverTilesEnd() throws IOException {
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.COLOUR))) {
            for (int place = 0; place <= 70; place++) {
                RealBox lesion = box(4 * place, 2 * place, 4 * place + 40, 2 * place + 48, 0);
                Image image = TinyDetectors.colour(COLOUR);
                TinyDetectors.draw(image.channels().get(place % 3).volume(), lesion, 255);
                assertThat(new BoxDetector(network)
                                .detect(image, List.of(0L), Progress.NONE)
                                .boxes())
                        .as("at %d", place)
                        .containsExactly(new DetectedBox(lesion, place % 3, 1));
            }
        }
    }

    @Test
    void boxesDoNotDependOnWindowsThatGoTogetherNorOnThreads() throws IOException {
        Image image = crowded();
        List<DetectedBox> alone = detect(TinyDetectors.COLOUR, image, 0L);
        assertThat(alone).hasSize(12);
        for (int together : new int[] {2, 5, 100}) {
            try (OnnxModel network = OnnxModel.open(
                    TinyDetectors.read(TinyDetectors.COLOUR), Optional.of(Device.CPU), 1 + together % 2)) {
                assertThat(new BoxDetector(network, together)
                                .detect(image, List.of(0L), Progress.NONE)
                                .boxes())
                        .isEqualTo(alone);
            }
        }
    }

    private static Image crowded() {
        Image image = TinyDetectors.colour(COLOUR);
        for (int i = 0; i < 12; i++) {
            int x = 10 + 76 * (i % 4);
            int y = 8 + 60 * (i / 4);
            TinyDetectors.draw(image.channels().get(i % 3).volume(), box(x, y, x + 20 + 2 * i, y + 30, 0), 255 - 4 * i);
        }
        return image;
    }

    @Test
    void channelsAreTakenByTheirNames() throws IOException {
        Image image = crowded();
        Image turned = new Image(List.of(
                image.channels().get(2),
                image.channels().get(0),
                image.channels().get(1)));
        assertThat(detect(TinyDetectors.COLOUR, turned, 0L)).isEqualTo(detect(TinyDetectors.COLOUR, image, 0L));
    }

    @Test
    void aColourThatAPictureDoesNotHaveIsBlack() throws IOException {
        Image image = TinyDetectors.colour(COLOUR);
        image.channels()
                .forEach(channel -> channel.volume().voxels().getAt(0, 0, 0).set(0));
        RealBox lesion = box(100, 60, 140, 96, 0);
        TinyDetectors.draw(image.channels().get(0).volume(), lesion, 255);
        assertThat(detect(TinyDetectors.COLOUR, image, 0L)).containsExactly(new DetectedBox(lesion, 0, 1));
        TinyDetectors.draw(image.channels().get(0).volume(), lesion, 0);
        assertThatThrownBy(() -> detect(TinyDetectors.COLOUR, image, 0L))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("the image is constant");
    }

    @Test
    void aPictureThatIsLowerThanATileLiesInItsMiddle() throws IOException {
        Image image = TinyDetectors.colour(VolumeGeometry.uncalibrated(320, 80));
        RealBox lesion = box(100, 0, 140, 36, 0);
        TinyDetectors.draw(image.channels().get(1).volume(), lesion, 255);
        assertThat(detect(TinyDetectors.COLOUR, image, 0L)).containsExactly(new DetectedBox(lesion, 1, 1));
    }

    /** Voxel (x, y, z) of the one stack is voxel (z, h - 1 - y, w - 1 - x) of the other. */
    @Test
    void boxesLieOnTheSameTissueHoweverASliceIsStored() throws IOException {
        int width = 128;
        int height = 96;
        Volume stack = Volume.allocate(VolumeGeometry.axisAligned(new long[] {width, height, 3}, 0.5, 0.5, 4));
        TinyDetectors.draw(stack, box(20, 30, 44, 56, 2), 255);
        TinyDetectors.draw(stack, box(70, 10, 90, 40, 2), 180);
        Volume turned = Volume.allocate(VolumeGeometry.fromAffine(
                new long[] {3, height, width}, new double[][] {{0, 0, -0.5, 63.5}, {0, -0.5, 0, 47.5}, {4, 0, 0, 0}}));
        for (int z = 0; z < 3; z++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    turned.voxels()
                            .getAt(z, height - 1 - y, width - 1 - x)
                            .set(stack.voxels().getAt(x, y, z));
                }
            }
        }
        List<DetectedBox> found = detect(TinyDetectors.BRIGHT, Image.of(stack), 2L);
        assertThat(found).extracting(DetectedBox::label).containsExactly(0, 1);
        assertThat(found.get(0).box()).isEqualTo(box(20, 30, 44, 56, 2));
        assertThat(detect(TinyDetectors.BRIGHT, Image.of(turned), 2L))
                .isEqualTo(found.stream()
                        .map(one -> new DetectedBox(turned(one.box(), width, height), one.label(), one.score()))
                        .toList());
    }

    private static RealBox turned(RealBox box, int width, int height) {
        return new RealBox(
                new Corner(
                        box.min().z(), height - box.max().y(), width - box.max().x()),
                new Corner(
                        box.max().z(), height - box.min().y(), width - box.min().x()));
    }

    @Test
    void slicesAreLookedAtInTheOrderInWhichTheyAreNamed() throws IOException {
        Volume stack = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 64, 3}, 0.5, 0.5, 4));
        for (int z = 0; z < 3; z++) {
            TinyDetectors.draw(stack, box(10 + z, 10, 30, 30, z), 255);
        }
        assertThat(detect(TinyDetectors.BRIGHT, Image.of(stack), 0L, 2L))
                .extracting(DetectedBox::box)
                .containsExactly(box(10, 10, 30, 30, 0), box(12, 10, 30, 30, 2));
        assertThat(BoxDetector.slices(stack.geometry(), TinyDetectors.read(TinyDetectors.BRIGHT)))
                .isEqualTo(3);
        assertThat(BoxDetector.slices(stack.geometry(), TinyDetectors.read(TinyDetectors.VOLUME)))
                .isEqualTo(1);
    }

    /** A cell of 4 pixels has its middle 2 further; its box reaches 5, 3, 7 and 4 from there. */
    @Test
    void distancesOfCellsBecomeBoxesCutAtTheBorder() throws IOException {
        Volume picture = Volume.allocate(VolumeGeometry.uncalibrated(64, 64));
        TinyDetectors.draw(picture, box(20, 40, 24, 44, 0), 255);
        TinyDetectors.draw(picture, box(60, 0, 64, 4, 0), 255);
        double score = (float) TinyModels.sigmoid(8);
        List<DetectedBox> found = detect(TinyDetectors.RAW, Image.of(picture), 0L);
        assertThat(found).extracting(DetectedBox::box).containsExactly(box(57, 0, 64, 6, 0), box(17, 39, 29, 46, 0));
        assertThat(found).allSatisfy(one -> assertThat(one.score()).isCloseTo(score, within(1e-6)));
    }

    /** Boxes of 12 x 7 pixels, 4 apart: what they have in common is half of what they have together. */
    @Test
    void scoresOfBoxesThatOverlapFallWhereSuppressionIsSoft() throws IOException {
        Volume picture = Volume.allocate(VolumeGeometry.uncalibrated(64, 64));
        TinyDetectors.draw(picture, box(20, 40, 28, 44, 0), 255);
        List<DetectedBox> found = detect(TinyDetectors.RAW, Image.of(picture), 0L);
        assertThat(found).extracting(DetectedBox::box).containsExactly(box(17, 39, 29, 46, 0), box(21, 39, 33, 46, 0));
        double score = TinyModels.sigmoid(8);
        assertThat(found.get(0).score()).isCloseTo(score, within(1e-6));
        assertThat(found.get(1).score()).isCloseTo(score * Math.exp(-0.5 * 0.5 / 0.5), within(1e-6));
    }

    /** In tiles of 16 voxels that lie 8 apart; x and y of the file run against those that the network sees. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8, 12, 16, 20})
    void boxesOfVolumesHaveThreeSides(int at) throws IOException {
        Volume volume = Volume.allocate(VolumeGeometry.fromAffine(
                new long[] {24, 24, 24}, new double[][] {{-1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, 1, 0}}));
        TinyDetectors.draw(
                volume, new RealBox(new Corner(24 - 12, 24 - 4 - at, at), new Corner(24 - 8, 24 - at, at + 4)), 255);
        List<DetectedBox> found = detect(TinyDetectors.VOLUME, Image.of(volume), 0L);
        assertThat(found)
                .extracting(DetectedBox::box)
                .containsExactly(new RealBox(
                        new Corner(24 - 10 - 4, Math.max(0, 24 - (at + 2) - 5), Math.max(0, at + 2 - 3)),
                        new Corner(24 - 10 + 1, Math.min(24, 24 - (at + 2) + 2), Math.min(24, at + 2 + 6))));
    }

    @Test
    void whoCancelsIsHeard() {
        Progress cancelled = new Progress() {
            @Override
            public void update(String stage, long done, long total) {}

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThatThrownBy(() -> {
                    try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.COLOUR))) {
                        new BoxDetector(network).detect(crowded(), List.of(0L), cancelled);
                    }
                })
                .isInstanceOf(CancellationException.class);
    }
}
