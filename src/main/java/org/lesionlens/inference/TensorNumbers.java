package org.lesionlens.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.UnsuitableModelException;

/**
 * The numbers of a tensor in memory that ONNX Runtime reads and writes in place: floats here, whatever type there. Where whole
 * numbers go in, floats are rounded to the nearest.
 */
final class TensorNumbers implements AutoCloseable {
    private final ElementType type;
    private final ByteBuffer bytes;
    private final OnnxTensor tensor;

    /** A tensor of zeros. */
    TensorNumbers(ElementType type, long... shape) throws OrtException {
        this.type = type;
        long size = Arrays.stream(shape).reduce(width(type), Math::multiplyExact);
        if (size > Integer.MAX_VALUE - 8) {
            throw new UnsuitableModelException("a tensor of shape " + Arrays.toString(shape) + " has " + size
                    + " bytes but may have at most 2^31: choose a model with a smaller window");
        }
        this.bytes = ByteBuffer.allocateDirect((int) size).order(ByteOrder.nativeOrder());
        this.tensor = OnnxTensor.createTensor(OnnxModel.ENVIRONMENT, bytes, shape, javaType(type));
    }

    private static OnnxJavaType javaType(ElementType type) {
        return switch (type) {
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case UINT16 ->
                throw new UnsuitableModelException(
                        "ONNX Runtime offers no uint16 tensors to Java: export the network with float32");
        };
    }

    /** Bytes of a number. */
    static long width(ElementType type) {
        return switch (type) {
            case UINT8, INT8, BOOL -> 1;
            case FLOAT16, INT16, UINT16 -> 2;
            case FLOAT32, INT32 -> 4;
            case FLOAT64, INT64 -> 8;
        };
    }

    /** The type of a tensor's numbers as a word, whether it is supported or not. */
    static String typeWord(OnnxTensorType type) {
        try {
            return typeOf(type).toString();
        } catch (UnsuitableModelException e) {
            return OnnxJavaType.mapFromOnnxTensorType(type).toString().toLowerCase(Locale.ROOT);
        }
    }

    /** The type of a tensor's numbers. */
    static ElementType typeOf(OnnxTensorType type) {
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> ElementType.FLOAT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> ElementType.FLOAT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> ElementType.FLOAT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> ElementType.UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> ElementType.INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> ElementType.INT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> ElementType.INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> ElementType.INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> ElementType.BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> ElementType.UINT16;
            default ->
                throw new UnsuitableModelException("the network has a tensor of the type "
                        + OnnxJavaType.mapFromOnnxTensorType(type)
                        + ", which is not supported: convert it to float32");
        };
    }

    /** The tensor itself; closed with this. */
    OnnxTensor tensor() {
        return tensor;
    }

    /**
     * Puts numbers in.
     *
     * @param at number of the first value
     * @param values that fit whole numbers, where these go in ({@link #fits})
     */
    void put(int at, float[] values) {
        switch (type) {
            case FLOAT32 -> bytes.asFloatBuffer().put(at, values);
            case FLOAT64 -> {
                for (int i = 0; i < values.length; i++) {
                    bytes.putDouble((at + i) * Double.BYTES, values[i]);
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < values.length; i++) {
                    bytes.putShort((at + i) * Short.BYTES, Fp16Conversions.floatToFp16(values[i]));
                }
            }
            default -> {
                for (int i = 0; i < values.length; i++) {
                    putWhole(at + i, values[i]);
                }
            }
        }
    }

    private void putWhole(int at, float value) {
        if (!fits(type, value)) {
            throw new IllegalArgumentException("a value is " + value + " but must fit " + NumberRange.words(type));
        }
        long whole = (long) Math.rint(value);
        switch (type) {
            case UINT8, INT8, BOOL -> bytes.put(at, (byte) whole);
            case INT16, UINT16 -> bytes.putShort(at * Short.BYTES, (short) whole);
            case INT32 -> bytes.putInt(at * Integer.BYTES, (int) whole);
            default -> bytes.putLong(at * Long.BYTES, whole);
        }
    }

    /** Whether a tensor of a type can hold a value; whole numbers the nearest one, but of what is 0 or 1 only these. */
    static boolean fits(ElementType type, float value) {
        return switch (type) {
            case FLOAT32, FLOAT64 -> true;
            case FLOAT16 -> Float.isNaN(value) || NumberRange.of(type).holds(value);
            case BOOL -> value == 0 || value == 1;
            default -> NumberRange.of(type).holds(Math.rint(value));
        };
    }

    /** @param at number of the first value */
    void get(int at, float[] values) {
        if (type == ElementType.FLOAT32) {
            bytes.asFloatBuffer().get(at, values);
            return;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = get(type, bytes, at + i);
        }
    }

    private static float get(ElementType type, ByteBuffer bytes, int at) {
        return switch (type) {
            case FLOAT16 -> Fp16Conversions.fp16ToFloat(bytes.getShort(at * Short.BYTES));
            case FLOAT32 -> bytes.getFloat(at * Float.BYTES);
            case FLOAT64 -> (float) bytes.getDouble(at * Double.BYTES);
            case UINT8, BOOL -> bytes.get(at) & 0xff;
            case INT8 -> bytes.get(at);
            case INT16 -> bytes.getShort(at * Short.BYTES);
            case UINT16 -> bytes.getShort(at * Short.BYTES) & 0xffff;
            case INT32 -> bytes.getInt(at * Integer.BYTES);
            case INT64 -> bytes.getLong(at * Long.BYTES);
        };
    }

    /** All numbers of what a network answered, or of a file. */
    static float[] floats(ElementType type, ByteBuffer bytes, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = get(type, bytes, i);
        }
        return values;
    }

    /** Whether a tensor is of a supported type. */
    static boolean areNumbers(OnnxTensor tensor) {
        try {
            typeOf(tensor.getInfo().onnxType);
            return true;
        } catch (UnsuitableModelException e) {
            return false;
        }
    }

    /** All numbers of a tensor. */
    static float[] floats(OnnxTensor tensor) {
        ElementType type = typeOf(tensor.getInfo().onnxType);
        if (type == ElementType.FLOAT32) {
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        }
        ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        return floats(type, bytes, (int) (bytes.remaining() / width(type)));
    }

    @Override
    public void close() {
        tensor.close();
    }
}
