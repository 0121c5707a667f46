package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.UnsuitableModelException;

class NpyFileTest {
    private static final Path FILE = Path.of("tensor.npy");

    private static byte[] file(String fortran, String shape, int... values) {
        return file(ByteOrder.LITTLE_ENDIAN, fortran, shape, values);
    }

    private static byte[] file(ByteOrder order, String fortran, String shape, int... values) {
        String descr = order == ByteOrder.BIG_ENDIAN ? ">i4" : "<i4";
        String dictionary = "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
        byte[] header = (dictionary + " ".repeat(117 - dictionary.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(10 + header.length + 4 * values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length)
                .put(header)
                .order(order);
        for (int value : values) {
            file.putInt(value);
        }
        return file.array();
    }

    /** As NumPy saves a transposed array: numpy.arange(6).reshape(2, 3) is the same in both. */
    @Test
    void bothOrdersOfAnArrayAreTheSame() {
        float[] expected = {0, 1, 2, 3, 4, 5};
        Tensor rows = NpyFile.parse(FILE, file("False", "(1, 2, 3)", 0, 1, 2, 3, 4, 5));
        Tensor columns = NpyFile.parse(FILE, file("True", "(1, 2, 3)", 0, 3, 1, 4, 2, 5));
        assertThat(rows.values()).containsExactly(expected);
        assertThat(columns.values()).containsExactly(expected);
        assertThat(columns.shape()).containsExactly(1, 2, 3);
        assertThat(NpyFile.parse(FILE, file("True", "(4,)", 7, 8, 9, 6)).values())
                .containsExactly(7, 8, 9, 6);
        byte[] big = file(ByteOrder.BIG_ENDIAN, "False", "(2,)", 70000, -5);
        assertThat(NpyFile.parse(FILE, big).values()).containsExactly(70000, -5);
    }

    @Test
    void anotherOrderOrSizeIsRefused() {
        assertThatThrownBy(() -> NpyFile.parse(FILE, file("Maybe", "(1,)", 1)))
                .isInstanceOf(UnsuitableModelException.class);
        assertThatThrownBy(() -> NpyFile.parse(FILE, file("True", "(2, 2)", 1, 2, 3)))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("[2, 2]");
    }
}
