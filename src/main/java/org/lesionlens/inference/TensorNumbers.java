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
import org.lesionlens.volume.UnsuitableImageException;

/**
 * The numbers of a tensor in memory that ONNX Runtime reads and writes in place: floats here, whatever type there. Whole numbers
 * are rounded to the nearest.
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
        this.tensor = type == ElementType.FLOAT32
                ? OnnxTensor.createTensor(OnnxModel.ENVIRONMENT, bytes.asFloatBuffer(), shape)
                : OnnxTensor.createTensor(OnnxModel.ENVIRONMENT, bytes, shape, javaType(type));
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
                        "the network takes or gives 16-bit numbers without a sign, which ONNX"
                                + " Runtime does not offer to Java: convert it to float32");
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
     * @throws UnsuitableImageException if one is beyond the range of the tensor's whole numbers
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
        if (type == ElementType.BOOL) {
            bytes.put(at, (byte) (value == 0 ? 0 : 1));
            return;
        }
        long whole = whole(value);
        switch (type) {
            case UINT8, INT8 -> bytes.put(at, (byte) whole);
            case INT16, UINT16 -> bytes.putShort(at * Short.BYTES, (short) whole);
            case INT32 -> bytes.putInt(at * Integer.BYTES, (int) whole);
            default -> bytes.putLong(at * Long.BYTES, whole);
        }
    }

    private long whole(float value) {
        int bits = Byte.SIZE * (int) width(type);
        boolean signed = type != ElementType.UINT8 && type != ElementType.UINT16;
        double least = signed ? -Math.scalb(1.0, bits - 1) : 0;
        double most = Math.scalb(1.0, signed ? bits - 1 : bits);
        double whole = Math.rint(value);
        if (!(whole >= least && whole < most)) {
            throw new UnsuitableImageException("a voxel is " + value + " after the steps that the model's description"
                    + " names, but its network takes whole numbers of the type " + type + ", of " + (long) least
                    + " to " + (long) (most - 1) + ": choose another image, or add a step that brings its voxels there"
                    + " (linear, percentile-range or clip)");
        }
        return (long) whole;
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
