package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** By networks whose class activation is the brightness of what they see: -1 is black, 1 is white or a pure colour. */
class BoxExplanationTest {
    private static final RealBox WHITE = TinyDetectors.box(10, 12, 30, 28, 0);
    private static final RealBox GREY = TinyDetectors.box(40, 8, 52, 20, 0);

    private static Image picture() {
        Volume picture = Volume.allocate(VolumeGeometry.uncalibrated(64, 48));
        TinyDetectors.draw(picture, WHITE, 255);
        TinyDetectors.draw(picture, GREY, 191.25); // 0.5 as the network sees it
        return new Image(List.of(new Image.Channel("", picture)));
    }

    private static float at(Explanation map, double x, double y) {
        return map.map().voxels().getAt((long) x, (long) y, 0).get();
    }

    @Test
    void aMapIsWhatTheNetworkSaysOfEachKind() throws IOException {
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.BRIGHT))) {
            BoxExplanation box = new BoxExplainer(network, picture()).of(0, WHITE, WHITE.middle(), "bright");
            assertThat(box.kinds()).containsExactly("bright", "grey");
            assertThat(at(box.map("bright"), 20, 20)).isEqualTo(1);
            assertThat(at(box.map("bright"), 45, 15)).isZero();
            assertThat(at(box.map("grey"), 45, 15)).isCloseTo(0.5f, within(1e-5f));
            assertThat(box.logitInBox("bright")).isEqualTo(1);
            assertThat(box.logitInBox("grey")).isZero();
            assertThat(box.map("grey").name()).isEqualTo("cam_grey");
        }
    }

    /** Below a score of 0.05 a box is none: of that logit the colours begin. */
    @Test
    void coloursBeginWhereABoxIsNothing() throws IOException {
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.BRIGHT))) {
            Explanation map = new BoxExplainer(network, picture())
                    .of(0, WHITE, WHITE.middle(), "bright")
                    .map("bright");
            assertThat(map.least()).isCloseTo(Math.log(0.05 / 0.95), within(1e-12));
            assertThat(map.most()).isEqualTo(1);
        }
    }

    @Test
    void eachBoxIsExplainedByTheTileThatAnswersForIt() throws IOException {
        Image image = TinyDetectors.colour(VolumeGeometry.uncalibrated(160, 120));
        RealBox left = TinyDetectors.box(10, 12, 30, 28, 0);
        RealBox right = TinyDetectors.box(130, 80, 150, 100, 0);
        TinyDetectors.draw(image.channels().get(0).volume(), left, 255);
        TinyDetectors.draw(image.channels().get(2).volume(), right, 255);
        image.channels().get(1).volume().voxels().getAt(0, 0, 0).set(255); // constant channels are refused
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.COLOUR))) {
            BoxExplainer explainer = new BoxExplainer(network, image);
            Explanation ofLeft = explainer.of(0, left, left.middle(), "red").map("red");
            Explanation ofRight = explainer.of(0, right, right.middle(), "blue").map("blue");
            assertThat(at(ofLeft, 20, 20)).isEqualTo(1);
            assertThat(at(ofRight, 140, 90)).isEqualTo(1);
            assertThat(at(ofLeft, 140, 90)).as("beyond the tile").isNaN();
            assertThat(at(ofRight, 20, 20)).isNaN();
        }
    }

    @Test
    void theWeightsOfEachExcitationAreThere() throws IOException {
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.BRIGHT))) {
            List<ChannelExcitation> blocks = new BoxExplainer(network, picture())
                    .of(0, WHITE, WHITE.middle(), "bright")
                    .excitations();
            assertThat(blocks).extracting(ChannelExcitation::block).containsExactly("block0_excitation");
            assertThat(blocks.get(0).weights()).hasSize(4).allMatch(weight -> weight >= 0 && weight <= 1);
        }
    }

    @Test
    void whatHasNoMapIsRefused() throws IOException {
        assertThatThrownBy(() -> BoxExplainer.requireExplained(TinyDetectors.read(TinyDetectors.VOLUME)))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("volume-detector");
        try (OnnxModel network = TinyModels.open(TinyDetectors.read(TinyDetectors.BRIGHT))) {
            BoxExplanation box = new BoxExplainer(network, picture()).of(0, WHITE, WHITE.middle(), "bright");
            assertThatThrownBy(() -> box.map("green")).hasMessageContaining("[bright, grey]");
        }
    }
}
