package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At which zoom an image can be read. */
class ImageZoomTest {
    /** ImageJ shows a pixel as 32 at most. */
    @ParameterizedTest
    @CsvSource({
        "1, 1000, 1",
        "1, 400, 1",
        "1, 399, 1.5",
        "0.5, 300, 1.5",
        "1, 13, 32",
        "1, 12, 32",
        "4, 1, 32",
        "32, 1, 32"
    })
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theFirstLevelAtWhichItIsLargeEnough(double zoom, int longer, double expected) {
        assertThat(ImageZoom.readable(zoom, longer, any -> true)).isEqualTo(expected);
    }

    @Test
    void noneThatDoesNotFit() {
        assertThat(ImageZoom.readable(1, 100, zoom -> zoom <= 3)).isEqualTo(3);
        assertThat(ImageZoom.readable(1, 100, zoom -> false)).isEqualTo(1);
    }
}
