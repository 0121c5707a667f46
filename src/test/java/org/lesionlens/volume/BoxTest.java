package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {10, 20, 5}, 1, 1, 2);

    @Test
    void aBoxIsReadAsItIsWritten() {
        Box box = Box.parse(" 1,2, 0,4,9,5");
        assertThat(box).isEqualTo(new Box(1, 2, 0, 4, 9, 5));
        assertThat(box).hasToString("1,2,0,4,9,5");
        assertThat(Box.parseAll("1,2,0,4,9,5; 0,0,0,1,1,1")).containsExactly(box, new Box(0, 0, 0, 1, 1, 1));
        assertThat(Box.parseAll(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,2,3,4,5", "1,2,3,4,5,6,7", "1,2,3,4,5,x", "1,2,3,4,5,6.5", "1,2,3,4,5,99999999999"})
    void whatIsNoBoxIsRefused(String text) {
        assertThatThrownBy(() -> Box.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("six whole numbers x0,y0,z0,x1,y1,z1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,2,3,1,5,6", "1,5,3,4,2,6", "1,2,3,4,5,3"})
    void anEmptyBoxIsRefused(String text) {
        assertThatThrownBy(() -> Box.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is empty along");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1,0,0,4,4,4", "0,0,0,11,4,4", "0,18,0,4,21,4", "0,0,5,4,4,6"})
    void aBoxThatReachesBeyondTheImageIsRefused(String text) {
        assertThatThrownBy(() -> Box.parse(text).requireIn(GRID))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("10 x 20 x 5");
    }

    @Test
    void aBoxMayBeTheWholeImage() {
        assertThatCode(() -> Box.parse("0,0,0,10,20,5").requireIn(GRID)).doesNotThrowAnyException();
    }
}
