package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LesionMiddleTest {
    private static boolean[] slice(String rows) {
        boolean[] inside = new boolean[rows.length()];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = rows.charAt(i) == '#';
        }
        return inside;
    }

    @Test
    void ofAnUprightUItLiesInsideAndNotInTheGap() {
        assertThat(LesionMiddle.of(slice("#...#" + "#...#" + "#####"), 5)).hasValue(12);
    }

    @Test
    void ofEquallyClosePixelsItIsTheFirst() {
        assertThat(LesionMiddle.of(slice("...." + ".##." + ".##."), 4)).hasValue(5);
    }

    @Test
    void whereNoPixelIsInsideThereIsNone() {
        assertThat(LesionMiddle.of(new boolean[12], 4)).isEmpty();
    }
}
