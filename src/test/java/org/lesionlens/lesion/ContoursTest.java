package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.junit.jupiter.api.Test;

class ContoursTest {
    private static ArrayImg<UnsignedShortType, ShortArray> slice(String... rows) {
        short[] pixels = new short[rows.length * rows[0].length()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (short) (rows[i / rows[0].length()].charAt(i % rows[0].length()) - '0');
        }
        return ArrayImgs.unsignedShorts(pixels, rows[0].length(), rows.length);
    }

    private static BitSet filled(List<Corner> contour, int width, int height) {
        double[] columns = contour.stream().mapToDouble(c -> c.column() - 0.5).toArray();
        double[] rows = contour.stream().mapToDouble(c -> c.row() - 0.5).toArray();
        return ContourFill.of(columns, rows, width, height);
    }

    private static String text(List<Corner> contour) {
        StringBuilder text = new StringBuilder();
        contour.forEach(c -> text.append(c.column()).append(c.row()).append(' '));
        return text.toString().strip();
    }

    @Test
    void aPixelHasFourCorners() {
        assertThat(Contours.of(slice("000", "070", "000")).get(7))
                .extracting(ContoursTest::text)
                .containsExactly("21 22 12 11");
    }

    @Test
    void pixelsThatTouchAtACornerHaveContoursOfTheirOwn() {
        assertThat(Contours.of(slice("10", "01")).get(1))
                .extracting(ContoursTest::text)
                .containsExactly("10 11 01 00", "21 22 12 11");
    }

    @Test
    void aHoleIsReachedThroughAChannelOfNoWidth() {
        List<List<Corner>> ring = Contours.of(slice("111", "101", "111")).get(1);
        assertThat(ring).extracting(ContoursTest::text).containsExactly("30 33 03 01 11 12 22 21 01 00");
    }

    @Test
    void anIslandInAHoleIsAContourOfItsOwn() {
        List<List<Corner>> contours =
                Contours.of(slice("11111", "10001", "10101", "10001", "11111")).get(1);
        assertThat(contours).hasSize(2);
        assertThat(text(contours.get(1))).isEqualTo("32 33 23 22");
    }

    /** By whichever rule: the contours of a label share no pixel, so even-odd and union are one. */
    @Test
    void contoursGiveBackThePixelsOfEveryLabel() {
        Random random = new Random(1);
        for (int round = 0; round < 3000; round++) {
            int width = 1 + random.nextInt(12);
            int height = 1 + random.nextInt(12);
            int labels = 1 + random.nextInt(3);
            double share = random.nextDouble();
            short[] pixels = new short[width * height];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (short) (random.nextDouble() < share ? 1 + random.nextInt(labels) : 0);
            }
            var slice = ArrayImgs.unsignedShorts(pixels, width, height);
            short[] found = new short[pixels.length];
            Contours.of(slice)
                    .forEach((label, contours) -> contours.forEach(contour -> {
                        assertThat(signedArea(contour))
                                .isEqualTo(filled(contour, width, height).cardinality());
                        filled(contour, width, height).stream().forEach(at -> {
                            assertThat(found[at]).isZero();
                            found[at] = label.shortValue();
                        });
                    }));
            assertThat(found).isEqualTo(pixels);
        }
    }

    /** Shoelace formula: pixels lie on the right hand, holes on the left, and the channels take nothing. */
    private static long signedArea(List<Corner> contour) {
        long twice = 0;
        for (int i = 0; i < contour.size(); i++) {
            Corner a = contour.get(i);
            Corner b = contour.get((i + 1) % contour.size());
            twice += a.column() * b.row() - b.column() * a.row();
        }
        return twice / 2;
    }

    @Test
    void aTriangleIsFilledAtPixelCentresAndCutOffAtTheBorder() {
        double[] columns = {-2, 2.5, -2};
        double[] rows = {-0.5, -0.5, 4};
        BitSet filled = ContourFill.of(columns, rows, 3, 3);
        assertThat(filled.stream().toArray()).containsExactly(0, 1, 3);
    }
}
