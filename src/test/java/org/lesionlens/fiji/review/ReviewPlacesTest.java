package org.lesionlens.fiji.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the list of a case under review finds room. */
class ReviewPlacesTest {
    private static final Rectangle SCREEN = new Rectangle(100, 20, 1280, 800);

    @Test
    void theListStandsRightOfTheImage() {
        assertThat(ReviewPlaces.roomOfList(SCREEN, 300, 900)).isEqualTo(new Rectangle(900, 300, 480, 520));
    }

    @ParameterizedTest
    @ValueSource(ints = {1021, 1379, 1384})
    void besideAWideImageItCanStillBeRead(int right) {
        assertThat(ReviewPlaces.roomOfList(SCREEN, 300, right)).isEqualTo(new Rectangle(1020, 300, 360, 520));
    }
}
