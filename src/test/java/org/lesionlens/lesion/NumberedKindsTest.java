package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.NumberedKinds.Pair;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class NumberedKindsTest {
    private static LabelMap row(int... values) {
        LabelMap map = LabelMap.allocate(VolumeGeometry.uncalibrated(values.length, 1));
        for (int x = 0; x < values.length; x++) {
            map.voxels().getAt(x, 0, 0).set(values[x]);
        }
        return map;
    }

    @Test
    void eachPairOfKindAndNumberHasACode() {
        NumberedKinds both = NumberedKinds.of(row(0, 2, 2, 0, 9, 2), row(0, 1, 3, 4, 3, 1));
        assertThat(both.codes().voxels()).extracting(voxel -> voxel.get()).containsExactly(0, 1, 2, 0, 3, 1);
        assertThat(both.pairs()).isEqualTo(List.of(new Pair(2, 1), new Pair(2, 3), new Pair(9, 3)));
    }

    @Test
    void kindsMayBeThoseOfNumbers() {
        NumberedKinds both = NumberedKinds.byNumber(row(1, 2, 0, 3), Map.of(1, 5, 3, 6));
        assertThat(both.codes().voxels()).extracting(voxel -> voxel.get()).containsExactly(1, 0, 0, 2);
        assertThat(both.pairs()).containsExactly(new Pair(5, 1), new Pair(6, 3));
    }

    @Test
    void numbersCoverAMaskOrAreInIt() {
        assertThat(NumberedKinds.covers(row(1, 1, 0), row(4, 5, 0), true)).isTrue();
        assertThat(NumberedKinds.covers(row(1, 1, 0), row(4, 0, 0), true)).isFalse();
        assertThat(NumberedKinds.covers(row(1, 1, 0), row(4, 0, 0), false)).isTrue();
        assertThat(NumberedKinds.covers(row(1, 1, 0), row(4, 5, 6), false)).isFalse();
    }

    @Test
    void valuesOfWhichOneHasSeveralPartsLookLikeKinds() {
        assertThat(MaskValues.of(row(0, 7, 7, 65535, 0, 7)).stream()).containsExactly(7, 65535);
        assertThat(MaskValues.areKinds(row(1, 0, 2, 0, 1))).isTrue();
        assertThat(MaskValues.areKinds(row(1, 1, 2, 0, 3)))
                .as("numbers of lesions")
                .isFalse();
        assertThat(MaskValues.areKinds(row(1, 0, 1))).as("one value").isFalse();
    }
}
