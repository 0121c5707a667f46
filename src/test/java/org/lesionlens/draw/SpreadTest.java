package org.lesionlens.draw;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void labelsThatHaveRoomStayWhereTheyBelong() {
        assertThat(Spread.tops(new double[] {10, 50}, new double[] {10, 10}, 0, 100))
                .containsExactly(5, 45);
    }

    @Test
    void labelsThatWouldOverlapTouch() {
        assertThat(Spread.tops(new double[] {50, 51, 52}, new double[] {10, 10, 10}, 0, 100))
                .containsExactly(45, 55, 65);
    }

    @Test
    void theLastStaysAboveTheEnd() {
        assertThat(Spread.tops(new double[] {98, 99}, new double[] {10, 10}, 0, 100))
                .containsExactly(80, 90);
    }
}
