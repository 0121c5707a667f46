package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.ElementType;

class TensorNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "UINT8, -0.4, 255.4",
        "INT8, -128, 127",
        "INT16, -32768, 32767",
        "INT32, -2147483648, 2147483520",
        "INT64, -9.2e18, 9.2e18",
        "FLOAT16, -65504, 65504"
    })
    void numbersWithinTheRangeOfATypeComeBackRounded(ElementType type, float least, float most) throws OrtException {
        try (TensorNumbers numbers = new TensorNumbers(type, 2)) {
            numbers.put(0, new float[] {least, most});
            float[] back = new float[2];
            numbers.get(0, back);
            assertThat(back).containsExactly((float) Math.rint(least) + 0f, (float) Math.rint(most));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, -1",
        "UINT8, 256",
        "INT8, 128",
        "INT16, 32768",
        "INT32, 2147483648",
        "INT64, 1e19",
        "UINT8, NaN",
        "INT16, Infinity"
    })
    void numbersBeyondItAreRefusedNotCut(ElementType type, float value) throws OrtException {
        try (TensorNumbers numbers = new TensorNumbers(type, 1)) {
            assertThatThrownBy(() -> numbers.put(0, new float[] {value}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is " + value);
        }
    }
}
