package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** A network of slices of two channels and a box, that says a quarter of each channel and a half of the box. */
class PromptedSlicesTest {
    private static final int FLOAT = 1;
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 30, 5}, 1, 1, 5);

    @TempDir
    private Path models;

    private OnnxModel model;

    @BeforeEach
    void open() throws IOException {
        TinyNetwork network = new TinyNetwork()
                .input("input", FLOAT, "n", "3", "y", "x")
                .output("probability", FLOAT, "n", "1", "h", "w")
                .floats("kernel", new long[] {1, 3, 1, 1}, 0.25f, 0.25f, 0.5f)
                .operator("Conv", "input kernel", "probability");
        Model described = new DescribedModel(models, "slices")
                .weights(network.file())
                .network("input: {name: input, axes: bcyx, type: float32}")
                .network("window: {kind: whole, sides: [{least: 16, step: 16}, {least: 16, step: 16}]}")
                .own("prompt: box")
                .own("preparation: [{step: reorient, to: stored}]")
                .own("channels: [{name: t1}, {name: flair}, {name: box}]")
                .own("labels: [{name: lesion}]")
                .write();
        model = TinyModels.open(described);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static Volume ramp(int axis) {
        Volume volume = Volume.allocate(GRID);
        Cursor<FloatType> voxel = volume.voxels().localizingCursor();
        while (voxel.hasNext()) {
            voxel.next().set(voxel.getIntPosition(axis) / 64f);
        }
        return volume;
    }

    private BoxAnswer answer(Box box) {
        Image image = new Image(List.of(new Image.Channel("t1", ramp(0)), new Image.Channel("flair", ramp(1))));
        return new LesionSegmenter(model, 1, false)
                .segment(image, List.of(box), Progress.NONE)
                .answers()
                .get(0);
    }

    @Test
    void theBoxIsNoChannelOfTheImage() {
        assertThat(model.description().channels()).extracting(Channel::name).containsExactly("t1", "flair");
    }

    /** Windows of 16 x 16 round 12, 11 in the slices 1 and 2. */
    @Test
    void everySliceOfTheBoxHasAWindowRoundIt() {
        BoxAnswer answer = answer(new Box(10, 8, 1, 14, 14, 3));
        assertThat(answer.reach()).isEqualTo(new Box(4, 3, 1, 20, 19, 3));
        Cursor<FloatType> said = answer.probability().voxels().localizingCursor();
        while (said.hasNext()) {
            float value = said.next().get();
            int x = said.getIntPosition(0) + 4;
            int y = said.getIntPosition(1) + 3;
            boolean inside = x >= 10 && x < 14 && y >= 8 && y < 14;
            assertThat(value).isCloseTo((x + y) / 256f + (inside ? 0.5f : 0), within(1 / 65536f));
        }
    }

    @Test
    void aWindowThatReachesBeyondTheImageEndsThere() {
        assertThat(answer(new Box(0, 0, 0, 3, 3, 1)).reach()).isEqualTo(new Box(0, 0, 0, 10, 10, 1));
        assertThat(answer(new Box(38, 28, 4, 40, 30, 5)).reach()).isEqualTo(new Box(31, 21, 4, 40, 30, 5));
    }

    /** 1.4 * 30 = 42 in steps of 16 is 48. */
    @Test
    void theWindowGrowsWithTheBox() {
        assertThat(answer(new Box(2, 2, 0, 32, 8, 1)).reach()).isEqualTo(new Box(0, 0, 0, 40, 13, 1));
    }

    @Test
    void whatLiesBeyondTheImageIsRefused() {
        assertThatThrownBy(() -> answer(new Box(2, 2, 4, 32, 8, 6)))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("from 4 to 6 along z");
    }
}
