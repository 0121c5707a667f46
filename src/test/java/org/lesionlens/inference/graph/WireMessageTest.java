package org.lesionlens.inference.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireMessageTest {
    /** Written by two other writers of protobuf: with every field taken apart and put together again down to the constants. */
    @ParameterizedTest
    @ValueSource(strings = {"models/brain-t1ce-segmenter", "models/tiny/brain-t1ce-classifier"})
    void whatIsReadIsWrittenByteForByte(String model) throws IOException {
        byte[] file = Files.readAllBytes(Path.of(model, "weights.onnx"));

        WireMessage read = WireMessage.read(file, 0, file.length);

        assertThat(again(read, 3).toBytes()).isEqualTo(file);
    }

    /** Only fields that are messages in onnx.proto: graph, its operators and constants, their attributes. */
    private static WireMessage again(WireMessage message, int depth) {
        List<WireField> fields = message.fields().stream()
                .map(field -> switch (depth * 100 + field.number()) {
                    case 307 -> WireField.message(field.number(), again(field.message(), 2));
                    case 201 -> WireField.message(field.number(), again(field.message(), 1));
                    case 205 -> WireField.message(field.number(), again(field.message(), 0));
                    case 105 -> WireField.message(field.number(), again(field.message(), 0));
                    default -> field;
                })
                .toList();
        return new WireMessage(fields);
    }

    @Test
    void numbersOfAllKindsComeBack() {
        WireMessage written = WireMessage.of(
                WireField.number(1, -1),
                WireField.number(2, WireField.FIXED32, Float.floatToIntBits(0.5f)),
                WireField.number(3, WireField.FIXED64, Double.doubleToLongBits(-2.25)),
                WireField.text(4, "abc"),
                WireField.bytes(5, new byte[] {1, (byte) 0x96, 1}));
        byte[] bytes = written.toBytes();

        WireMessage read = WireMessage.read(bytes, 0, bytes.length);

        assertThat(read.number(1, 0)).isEqualTo(-1);
        assertThat(read.decimals(2, Float.BYTES)).containsExactly(0.5);
        assertThat(read.decimals(3, Double.BYTES)).containsExactly(-2.25);
        assertThat(read.text(4)).isEqualTo("abc");
        assertThat(read.numbers(5)).containsExactly(1L, 150L);
    }

    @Test
    void aFieldThatIsLongerThanTheFileIsRefused() {
        byte[] bytes = {0x0a, 0x7f, 1};

        assertThatThrownBy(() -> WireMessage.read(bytes, 0, bytes.length))
                .isInstanceOf(NotTileableException.class)
                .hasMessageContaining("at byte 2")
                .hasMessageContaining("longer than the message");
    }
}
