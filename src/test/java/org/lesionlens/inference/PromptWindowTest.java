package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.Window.Side;
import org.lesionlens.volume.Block;

/** The numbers are those of the trainer's predict.view_of and boxes.box_channel. */
class PromptWindowTest {
    private static final List<Side> SIDES = List.of(new Side(8, 4), new Side(8, 4), new Side(4, 2));

    private static PromptWindow window(double... faces) {
        return new PromptWindow(SIDES, new double[] {faces[0], faces[1], faces[2]}, faces[3], faces[4], faces[5]);
    }

    @Test
    void aSmallBoxLiesInTheMiddleOfTheModelsWindow() {
        assertThat(window(10, 20, 5, 14, 24, 7).block()).isEqualTo(new Block(8, 18, 4, 8, 8, 4));
    }

    /** 1.4 * 10 = 14, cut to whole voxels, and up to 8 + 2 * 4. */
    @Test
    void aLargeBoxHasRoomRoundItInWholeSteps() {
        assertThat(window(10, 20, 5, 20, 24.2, 8.4).block()).isEqualTo(new Block(7, 18, 5, 16, 8, 4));
    }

    /** round(2.5 - 4) = round(-1.5) = -2, round(3.5 - 4) = 0, round(4.5 - 2) = 2. */
    @Test
    void aTieGoesToTheEvenVoxelAsInPython() {
        assertThat(window(2, 3, 4, 3, 4, 5).block()).isEqualTo(new Block(-2, 0, 2, 8, 8, 4));
    }

    @Test
    void theBoxIsOneWhereTheMiddleOfAVoxelLiesInItFacesIncluded() {
        float[] box = window(10.5, 20.4, 5, 12.5, 21.51, 6).box();
        int ones = 0;
        for (int i = 0; i < box.length; i++) {
            ones += (int) box[i];
            int x = 8 + i % 8;
            int y = 17 + i / 8 % 8;
            int z = 4 + i / 64;
            assertThat(box[i]).isEqualTo(x >= 10 && x <= 12 && y >= 20 && y <= 21 && z == 5 ? 1f : 0f);
        }
        assertThat(window(10.5, 20.4, 5, 12.5, 21.51, 6).block()).isEqualTo(new Block(8, 17, 4, 8, 8, 4));
        assertThat(ones).isEqualTo(6);
    }

    @Test
    void ofASliceTheWindowIsOneVoxelDeep() {
        PromptWindow window = new PromptWindow(SIDES.subList(0, 2), new double[] {10, 20, 3}, 14, 24, 4);
        assertThat(window.block()).isEqualTo(new Block(8, 18, 3, 8, 8, 1));
        assertThat(window.box()).hasSize(64).contains(1f);
    }
}
