package org.lesionlens.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class GreyWindowTest {
    /** 0 to 999, half of them around it NaN or padding. */
    private static Volume ramp(float outside) {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {2, 1000, 1}, 1, 1, 1));
        for (int y = 0; y < 1000; y++) {
            volume.voxels().getAt(0, y, 0).set(y);
            volume.voxels().getAt(1, y, 0).set(outside);
        }
        return volume;
    }

    @Test
    void whatIsNoTissueDoesNotCount() {
        for (Volume volume : new Volume[] {ramp(Float.NaN), ramp(-2000).with(new Padding(-2000, -2000))}) {
            GreyWindow window = GreyWindow.of(volume);
            assertThat(window.black()).isCloseTo(5, within(1.0));
            assertThat(window.white()).isCloseTo(979, within(1.0));
            assertThat(window.grey(Float.NaN)).isZero();
        }
        assertThat(GreyWindow.of(ramp(-2000)).black()).isEqualTo(-2000);
        assertThat(GreyWindow.of(ramp(5).with(new Padding(0, 1000)))).isEqualTo(new GreyWindow(0, 1));
    }
}
