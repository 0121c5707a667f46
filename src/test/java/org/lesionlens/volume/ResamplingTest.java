package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
    /** Image.fromarray(float32 [[1, 5, 2, 8, 3, 9, 4]]).resize((n, 1), BILINEAR) of Pillow. */
    private static final float[] PILLOW_7_TO_3 = {2.9285715f, 5.2941175f, 5.928571f};

    private static final float[] PILLOW_7_TO_10 = {1f, 3.2f, 4.25f, 2.15f, 5.9f, 6.25f, 3.3f, 7.5f, 6.75f, 4f};

    @Test
    void sameSizeIsTheIdentity() {
        var image = noise(17, 11);
        var result = ArrayImgs.floats(17, 11);
        Resampling.resize(image, result);
        assertThat(pixels(result)).isEqualTo(pixels(image));
    }

    @ParameterizedTest
    @CsvSource({"40, 60", "33, 12", "16, 8", "8, 24"})
    void aRampStaysARampAwayFromTheBorder(int width, int height) {
        var result = ArrayImgs.floats(width, height);
        Resampling.resize(image(32, 24, ResamplingTest::ramp), result);
        double columnScale = 32.0 / width;
        double rowScale = 24.0 / height;
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                double fromX = (x + 0.5) * columnScale;
                double fromY = (y + 0.5) * rowScale;
                if (inside(fromX, 32, columnScale) && inside(fromY, 24, rowScale)) {
                    assertThat((double) result.getAt(x, y).get()).isCloseTo(ramp(fromX, fromY), within(1e-4));
                }
            }
        }
    }

    @Test
    void halvingWeighsFourPixelsOneThreeThreeOne() {
        var image = ArrayImgs.floats(new float[] {0, 0, 8, 0, 0, 0, 0, 0}, 8, 1);
        var result = ArrayImgs.floats(4, 1);
        Resampling.resize(image, result);
        assertThat(pixels(result)).containsExactly(new float[] {8 / 7f, 3, 0, 0}, within(1e-6f));
    }

    @Test
    void agreesWithPillow() {
        var image = ArrayImgs.floats(new float[] {1, 5, 2, 8, 3, 9, 4}, 7, 1);
        var shrunk = ArrayImgs.floats(3, 1);
        var grown = ArrayImgs.floats(10, 1);
        Resampling.resize(image, shrunk);
        Resampling.resize(image, grown);
        assertThat(pixels(shrunk)).containsExactly(PILLOW_7_TO_3, within(1e-5f));
        assertThat(pixels(grown)).containsExactly(PILLOW_7_TO_10, within(1e-5f));
    }

    @Test
    void downsamplingKeepsTheMean() {
        var image = noise(512, 512);
        var result = ArrayImgs.floats(128, 128);
        Resampling.resize(image, result);
        assertThat(mean(result)).isCloseTo(mean(image), within(1e-3));
    }

    @Test
    void constantsStayConstant() {
        var result = ArrayImgs.floats(20, 30);
        Resampling.resize(image(13, 9, (x, y) -> 0.1), result);
        assertThat(pixels(result)).containsOnly(0.1f);
    }

    @Test
    void flippingCommutesWithResampling() {
        var image = noise(31, 20);
        var straight = ArrayImgs.floats(17, 44);
        var flipped = ArrayImgs.floats(17, 44);
        Resampling.resize(image, straight);
        Resampling.resize(Views.invertAxis(image, 0), Views.zeroMin(Views.invertAxis(flipped, 0)));
        assertThat(pixels(flipped)).containsExactly(pixels(straight), within(1e-5f));
    }

    private static double ramp(double x, double y) {
        return 3 * x - 2 * y + 7;
    }

    private static boolean inside(double position, double size, double scale) {
        double reach = Math.max(1, scale);
        return position >= reach && position <= size - reach;
    }

    private static ArrayImg<FloatType, FloatArray> noise(int width, int height) {
        Random random = new Random(1);
        return image(width, height, (x, y) -> random.nextFloat());
    }

    /** Pixels take the value of a function at their centres, which lie at half numbers. */
    private static ArrayImg<FloatType, FloatArray> image(int width, int height, DoubleBinaryOperator value) {
        float[] pixels = new float[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) value.applyAsDouble(i % width + 0.5, Math.floorDiv(i, width) + 0.5);
        }
        return ArrayImgs.floats(pixels, width, height);
    }

    private static float[] pixels(ArrayImg<FloatType, FloatArray> image) {
        return image.update(null).getCurrentStorageArray();
    }

    private static double mean(ArrayImg<FloatType, FloatArray> image) {
        double sum = 0;
        for (float value : pixels(image)) {
            sum += value;
        }
        return sum / image.size();
    }
}
