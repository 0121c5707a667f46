package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class LabelValuesTest {
    private static final int WIDTH = 128;

    private static LabelMap map(IntUnaryOperator value) {
        LabelMap map = LabelMap.allocate(VolumeGeometry.uncalibrated(WIDTH, WIDTH));
        int index = 0;
        for (UnsignedShortType voxel : Views.flatIterable(map.voxels())) {
            voxel.set(value.applyAsInt(index++));
        }
        return map;
    }

    static Stream<LabelMap> labels() {
        Random random = new Random(1);
        return Stream.of(
                map(index -> index % 3 == 0 ? 255 : 0),
                map(index -> index % 2 == 0 ? index / 2 : 0), // lesions of single pixels
                map(index -> 1 + index / WIDTH / 3 * 43 + index % WIDTH / 3), // that touch everywhere
                map(index -> random.nextInt(2) * 255),
                map(index -> 0));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void labelMapsAreAccepted(LabelMap map) {
        assertThatCode(() -> LabelValues.requireLabels("map", map)).doesNotThrowAnyException();
    }

    @Test
    void intensitiesAreRefused() {
        Random random = new Random(1);
        LabelMap grey = map(index -> index < WIDTH * WIDTH / 2 ? 0 : 100 + random.nextInt(100));
        assertThatThrownBy(() -> LabelValues.requireLabels("grey", grey))
                .hasMessageContaining("\"grey\" has 101 different values, like an intensity image");
    }
}
