package org.lesionlens.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network says of one of its tensors.
 *
 * @param type of its numbers; undefined if it is no tensor
 * @param shape -1 where any size will do; empty if it is no tensor
 */
record TensorForm(OnnxTensorType type, List<Long> shape) {
    private static TensorForm of(NodeInfo node) {
        return node.getInfo() instanceof TensorInfo tensor
                ? new TensorForm(
                        tensor.onnxType,
                        Arrays.stream(tensor.getShape()).boxed().toList())
                : new TensorForm(OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED, List.of());
    }

    /** In the order of the network. */
    static Map<String, TensorForm> of(Map<String, NodeInfo> nodes) {
        Map<String, TensorForm> forms = new LinkedHashMap<>();
        nodes.forEach((name, node) -> forms.put(name, of(node)));
        return forms;
    }

    static TensorForm of(OnnxTensor tensor) {
        return new TensorForm(
                tensor.getInfo().onnxType,
                Arrays.stream(tensor.getInfo().getShape()).boxed().toList());
    }

    /** A tensor of this form in direct memory, which it uses as it is. */
    OnnxTensor over(ByteBuffer bytes, OrtEnvironment environment) throws OrtException {
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        return OnnxTensor.createTensor(environment, bytes, sizes, OnnxJavaType.mapFromOnnxTensorType(type));
    }

    /** Bytes of all its numbers. */
    int bytes() {
        long width = OnnxJavaType.mapFromOnnxTensorType(type).size;
        return Math.toIntExact(shape.stream().reduce(width, Math::multiplyExact));
    }

    boolean isTensor() {
        return type != OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    }
}
