package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
    /** Image.fromarray(float32 [[1, 5, 2, 8, 3, 9, 4]]).resize((n, 1), BILINEAR) of Pillow. */
    private static final float[] PILLOW_7_TO_3 = {2.9285715f, 5.2941175f, 5.928571f};

    private static final float[] PILLOW_7_TO_10 = {1f, 3.2f, 4.25f, 2.15f, 5.9f, 6.25f, 3.3f, 7.5f, 6.75f, 4f};

    @Test
    void sameSizeIsTheIdentity() {
        float[] image = noise(17, 11);
        assertThat(Resampling.resize(image, 17, 11, 17, 11)).isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource({"40, 60", "33, 12", "16, 8", "8, 24"})
    void aRampStaysARampAwayFromTheBorder(int width, int height) {
        float[] result = Resampling.resize(image(32, 24, ResamplingTest::ramp), 32, 24, width, height);
        double columnScale = 32.0 / width;
        double rowScale = 24.0 / height;
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                double fromX = (x + 0.5) * columnScale;
                double fromY = (y + 0.5) * rowScale;
                if (inside(fromX, 32, columnScale) && inside(fromY, 24, rowScale)) {
                    assertThat((double) result[y * width + x]).isCloseTo(ramp(fromX, fromY), within(1e-4));
                }
            }
        }
    }

    @Test
    void halvingWeighsFourPixelsOneThreeThreeOne() {
        float[] result = Resampling.resize(new float[] {0, 0, 8, 0, 0, 0, 0, 0}, 8, 1, 4, 1);
        assertThat(result).containsExactly(new float[] {8 / 7f, 3, 0, 0}, within(1e-6f));
    }

    @Test
    void agreesWithPillow() {
        float[] image = {1, 5, 2, 8, 3, 9, 4};
        assertThat(Resampling.resize(image, 7, 1, 3, 1)).containsExactly(PILLOW_7_TO_3, within(1e-5f));
        assertThat(Resampling.resize(image, 7, 1, 10, 1)).containsExactly(PILLOW_7_TO_10, within(1e-5f));
    }

    @Test
    void downsamplingKeepsTheMean() {
        float[] image = noise(512, 512);
        assertThat(mean(Resampling.resize(image, 512, 512, 128, 128))).isCloseTo(mean(image), within(1e-3));
    }

    @Test
    void constantsStayConstant() {
        float[] constant = new float[20 * 30];
        Arrays.fill(constant, 0.1f);
        assertThat(Resampling.resize(image(13, 9, (x, y) -> 0.1), 13, 9, 20, 30))
                .containsExactly(constant, within(1e-7f));
    }

    @Test
    void turningRoundCommutesWithResampling() {
        float[] image = noise(31, 20);
        float[] result = Resampling.resize(turned(image), 31, 20, 17, 44);
        assertThat(turned(result)).containsExactly(Resampling.resize(image, 31, 20, 17, 44), within(1e-5f));
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Resampling.resize(new float[6], 3, 2, 0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Resampling.resize(new float[6], 2, 2, 3, 3));
    }

    private static float[] turned(float[] image) {
        float[] turned = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            turned[i] = image[image.length - 1 - i];
        }
        return turned;
    }

    private static double ramp(double x, double y) {
        return 3 * x - 2 * y + 7;
    }

    private static boolean inside(double position, double size, double scale) {
        double reach = Math.max(1, scale);
        return position >= reach && position <= size - reach;
    }

    private static float[] noise(int width, int height) {
        Random random = new Random(1);
        return image(width, height, (x, y) -> random.nextFloat());
    }

    /** Pixels take the value of a function at their centres, which lie at half numbers. */
    private static float[] image(int width, int height, DoubleBinaryOperator value) {
        float[] pixels = new float[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) value.applyAsDouble(i % width + 0.5, Math.floorDiv(i, width) + 0.5);
        }
        return pixels;
    }

    private static double mean(float[] image) {
        double sum = 0;
        for (float value : image) {
            sum += value;
        }
        return sum / image.length;
    }
}
