package org.lesionlens.inference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.ForeignText;

/** Reads NumPy's array files (format 1.0 to 3.0) of numbers, as test tensors are. */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER = Pattern.compile(
            "'descr': '([<>|])([fiub][1248])', 'fortran_order': (False|True), 'shape': \\(((?:[0-9]{1,9}, ?)*(?:[0-9]{1,9})?)\\)");
    private static final Map<String, ElementType> TYPES = Map.of(
            "f2", ElementType.FLOAT16,
            "f4", ElementType.FLOAT32,
            "f8", ElementType.FLOAT64,
            "u1", ElementType.UINT8,
            "i1", ElementType.INT8,
            "u2", ElementType.UINT16,
            "i2", ElementType.INT16,
            "i4", ElementType.INT32,
            "i8", ElementType.INT64,
            "b1", ElementType.BOOL);

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
        Matcher header = HEADER.matcher(new String(bytes.array(), start, length, StandardCharsets.ISO_8859_1));
        if (!header.find() || !TYPES.containsKey(header.group(2))) {
            throw unsuitable(
                    file,
                    "has the header "
                            + ForeignText.shown(new String(bytes.array(), start, length, StandardCharsets.ISO_8859_1)));
        }
        long[] shape = shape(header.group(4));
        ByteBuffer data = bytes.position(start + length)
                .slice()
                .order(header.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        float[] values = values(file, data, TYPES.get(header.group(2)), shape);
        return new Tensor(header.group(3).equals("True") ? lastAxisFastest(values, shape) : values, shape);
    }

    private static long[] shape(String sizes) {
        return Pattern.compile(",")
                .splitAsStream(sizes)
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static float[] values(Path file, ByteBuffer data, ElementType type, long[] shape) {
        double count = Arrays.stream(shape).mapToDouble(size -> size).reduce(1, (a, b) -> a * b);
        if (data.remaining() != count * TensorNumbers.width(type)) {
            throw unsuitable(file, "holds " + data.remaining() + " bytes for the shape " + Arrays.toString(shape));
        }
        return TensorNumbers.floats(type, data, (int) count);
    }

    /** From Fortran's order, in which the first axis is the fastest. */
    private static float[] lastAxisFastest(float[] values, long[] shape) {
        float[] ordered = new float[values.length];
        long[] place = new long[shape.length];
        for (float value : values) {
            int at = 0;
            for (int axis = 0; axis < shape.length; axis++) {
                at = Math.toIntExact(at * shape[axis] + place[axis]);
            }
            ordered[at] = value;
            for (int axis = 0; axis < shape.length && ++place[axis] == shape[axis]; axis++) {
                place[axis] = 0;
            }
        }
        return ordered;
    }

    private static UnsuitableModelException unsuitable(Path file, String found) {
        return new UnsuitableModelException(file + " " + found
                + " but must be an array of numbers: save it with numpy.save, or install the model again");
    }
}
