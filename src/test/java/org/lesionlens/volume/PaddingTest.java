package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.Padding.Range;

class PaddingTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {3, 1, 2}, 1, 1, 1);

    private static Volume volume(float... values) {
        return new Volume(ArrayImgs.floats(values, 3, 1, 2), GRID);
    }

    private static List<Float> tissue(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.tissue()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    @Test
    void paddingIsNotTissueAndStaysInTheVoxels() {
        Volume volume = volume(-2000, 5, -1999.5f, Float.NaN, -1999, 7).with(new Padding(-2000, -1999));
        assertThat(tissue(volume)).containsExactly(Float.NaN, 5f, Float.NaN, Float.NaN, Float.NaN, 7f);
        assertThat(volume.voxels().getAt(0, 0, 0).get()).isEqualTo(-2000);
    }

    @Test
    void whereNothingIsDeclaredTissueIsTheVoxelsThemselves() {
        Volume volume = volume(1, 2, 3, 4, 5, 6);
        assertThat(volume.tissue()).isSameAs(volume.voxels());
    }

    @Test
    void aValueThatPadsOneSliceIsTissueInAnother() {
        Padding bySlice = Padding.ofSlices(List.of(new Range(-2, -2), new Range(-3, -3)));
        assertThat(tissue(volume(-2, -3, 1, -2, -3, 1).with(bySlice)))
                .containsExactly(Float.NaN, -3f, 1f, -2f, Float.NaN, 1f);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        volume(1, 2, 3, 4, 5, 6).with(new Padding(List.of(Range.EMPTY, Range.EMPTY, Range.EMPTY))))
                .withMessageContaining("3 ranges");
    }

    @Test
    void slicesThatArePaddedAlikeHaveOneRange() {
        Range range = new Range(0, 1);
        assertThat(Padding.ofSlices(List.of(range, range))).isEqualTo(new Padding(0, 1));
        assertThat(Padding.ofSlices(List.of(Range.EMPTY, Range.EMPTY))).isEqualTo(Padding.NONE);
    }

    @Test
    void theTextOfPaddingIsReadBack() {
        Padding bySlice = new Padding(List.of(new Range(-2000.5f, 3e-7f), Range.EMPTY));
        for (Padding padding : List.of(Padding.NONE, new Padding(-2000, -2000), bySlice)) {
            assertThat(Padding.parse(padding.write())).isEqualTo(padding);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Padding.parse("1 2 3"));
        assertThatIllegalArgumentException().isThrownBy(() -> Padding.parse("a b"));
    }
}
