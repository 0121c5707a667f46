package org.lesionlens.inference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.UnsuitableModelException;

/** Reads NumPy's array files (format 1.0 to 3.0) of little-endian float32 in C order, as test tensors are. */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER =
            Pattern.compile("'descr': '<f4', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\)");

    private NpyFile() {}

    /** @throws UnsuitableModelException if the file is no such array, or another one than the model names */
    static Tensor read(CheckedFile file) throws IOException {
        return parse(file.path(), file.read());
    }

    /** @throws UnsuitableModelException if the content is no such array */
    static Tensor parse(Path file, byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < 12 || !Arrays.equals(Arrays.copyOf(bytes.array(), MAGIC.length), MAGIC)) {
            throw unsuitable(file, "does not start as a NumPy array file");
        }
        int start = bytes.get(6) == 1 ? 10 : 12;
        int length = bytes.get(6) == 1 ? Short.toUnsignedInt(bytes.getShort(8)) : bytes.getInt(8);
        if (length < 0 || length > bytes.limit() - start) {
            throw unsuitable(file, "ends within its header");
        }
        long[] shape = shape(file, new String(bytes.array(), start, length, StandardCharsets.ISO_8859_1));
        return new Tensor(
                values(file, bytes.position(start + length).slice().order(ByteOrder.LITTLE_ENDIAN), shape), shape);
    }

    private static long[] shape(Path file, String header) {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.find()) {
            throw unsuitable(file, "has the header " + header.strip());
        }
        return Pattern.compile(",")
                .splitAsStream(matcher.group(1))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static float[] values(Path file, ByteBuffer data, long[] shape) {
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (data.remaining() != count * Float.BYTES) {
            throw unsuitable(file, "holds " + data.remaining() + " bytes for the shape " + Arrays.toString(shape));
        }
        float[] values = new float[Math.toIntExact(count)];
        data.asFloatBuffer().get(values);
        return values;
    }

    private static UnsuitableModelException unsuitable(Path file, String found) {
        return new UnsuitableModelException(
                file + " " + found + " but must be a float32 array in C order: install the model again");
    }
}
