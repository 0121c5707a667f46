package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.VolumeGeometry;

class GridPropertyTest {
    /** Else a series of DICOM would be cut another way in Fiji than on the command line. */
    @Test
    void anImageRemembersThatItWasAcquiredInSlices() {
        VolumeGeometry placed = VolumeGeometry.axisAligned(new long[] {9, 8, 7}, 3, 1, 1);
        for (VolumeGeometry grid : List.of(placed, placed.withoutPlace())) {
            VolumeGeometry slices = grid.acquiredInSlices();
            VolumeGeometry read = GridProperty.read(GridProperty.write(slices)).orElseThrow();
            assertThat(read).isEqualTo(slices);
            assertThat(read.inSlices()).isTrue();
            assertThat(read.sliceAxis()).isEqualTo(2);
            assertThat(GridProperty.read(GridProperty.write(grid)).orElseThrow().inSlices())
                    .isFalse();
        }
    }
}
