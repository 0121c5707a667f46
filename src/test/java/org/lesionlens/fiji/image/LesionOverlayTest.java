package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;

import ij.gui.TextRoi;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Rectangle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words about a lesion stand on the image, and do not hide the lesion. */
class LesionOverlayTest {
    private static final int COLUMNS = 160;
    private static final Dimension IMAGE = new Dimension(COLUMNS, 120);

    @ParameterizedTest
    @CsvSource({
        "10, 60, 6, right",
        "130, 60, 6, left",
        "70, 60, 8, above",
        "70, 2, 8, below",
        "70, 60, 16, above",
        "0, 60, 16, above",
        "140, 60, 16, above"
    })
    void wordsStandWhereThereIsRoom(int left, int top, int letters, String side) {
        Rectangle box = new Rectangle(left, top, 20, 18);
        TextRoi words = LesionOverlay.words(
                "1 meningioma 90 %, 15.1 ml", box, new Font(Font.SANS_SERIF, Font.BOLD, letters), IMAGE);
        Rectangle at = words.getBounds();
        assertThat(at.intersects(box)).as("%s over %s", at, box).isFalse();
        assertThat(at.x).isNotNegative();
        assertThat(words.getXBase() + words.getFloatWidth()).isLessThanOrEqualTo(COLUMNS);
        String found = at.x > box.x ? "right" : at.y < box.y ? "above" : at.y > box.y ? "below" : "left";
        assertThat(found).isEqualTo(side);
    }

    /** Neither is cut off, whatever is hidden. */
    @ParameterizedTest
    @CsvSource({"0, 0, 160, 120", "5, 3, 150, 114", "10, 112, 20, 8", "0, 100, 160, 20", "0, 0, 160, 20"})
    void wordsStandOnTheImage(int left, int top, int width, int height) {
        TextRoi words = LesionOverlay.words(
                "1 meningioma",
                new Rectangle(left, top, width, height),
                new Font(Font.SANS_SERIF, Font.BOLD, 12),
                IMAGE);
        assertThat(words.getYBase()).isNotNegative();
        assertThat(words.getYBase() + words.getFloatHeight()).isLessThanOrEqualTo(IMAGE.height);
    }
}
