package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.CancellationException;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class VolumeTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {2, 3, 4}, 1, 1, 1);

    @Test
    void newVolumesAreZeroOnTheirGrid() {
        assertThat(Volume.allocate(GRID).voxels().dimensionsAsLongArray()).containsExactly(2, 3, 4);
        assertThat(LabelMap.allocate(GRID).voxels())
                .allSatisfy(label -> assertThat(label.get()).isZero());
        assertThat(ProbabilityMap.allocate(GRID).voxels())
                .allSatisfy(p -> assertThat(p.get()).isZero());
    }

    @Test
    void voxelsOfAnotherSizeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Volume(ArrayImgs.floats(2, 3, 5), GRID))
                .withMessage("voxels have size [2, 3, 5] but the geometry says [2, 3, 4]");
    }

    @Test
    void voxelsThatDoNotStartAtZeroAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Volume(Views.translate(ArrayImgs.floats(2, 3, 4), 0, 1, 0), GRID))
                .withMessageContaining("[0, 1, 0]");
    }

    @Test
    void cancelledComputationsStop() {
        Progress cancelled = new Progress() {
            @Override
            public void update(String stage, long done, long total) {}

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThatExceptionOfType(CancellationException.class).isThrownBy(cancelled::throwIfCancelled);
        Progress.NONE.throwIfCancelled();
    }
}
