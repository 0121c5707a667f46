package org.lesionlens.model.foreign;

import java.util.List;
import org.lesionlens.model.foreign.OnnxFile.OnnxValue;

/**
 * The tensors of a network, held against what bioimage.io says of them.
 *
 * @param channels of the output
 */
record BioOnnx(OnnxValue input, OnnxValue output, int channels) {
    private static final String CORRECT = "correct the description, or export the network again";

    /** @param place of the output in the description, from 0 */
    static BioOnnx of(OnnxFile onnx, BioTensor input, BioTensor output, int place) {
        OnnxValue in = fitting(onnx, onnx.inputs(), input, 0);
        OnnxValue out = fitting(onnx, onnx.outputs(), output, place);
        for (int i = 0; i < in.shape().size(); i++) {
            BioAxis axis = input.axes().get(i);
            requireSize(
                    onnx, in, axis, in.shape().get(i), axis.allows(in.shape().get(i)));
        }
        int channel = output.letters().indexOf('c');
        int said = output.axis('c').map(BioAxis::least).orElse(1);
        int channels = channel < 0 ? 1 : out.shape().get(channel);
        requireSize(onnx, out, output.axis('c').orElse(output.axes().get(0)), channels, said == channels);
        return new BioOnnx(in, out, channels > 0 ? channels : Math.max(1, said));
    }

    private static void requireSize(OnnxFile onnx, OnnxValue value, BioAxis axis, int size, boolean fits) {
        if (size > 0 && axis.least() > 0 && axis.letter() != 'b' && !fits) {
            throw Refusal.of(
                    onnx.path(),
                    "has the tensor " + value + ", whose axis " + axis.letter() + " has " + size
                            + " places, which its description does not allow",
                    CORRECT);
        }
    }

    /** By name, else by place. */
    private static OnnxValue fitting(OnnxFile onnx, List<OnnxValue> values, BioTensor tensor, int place) {
        OnnxValue value = values.stream()
                .filter(one -> one.name().equals(tensor.id()))
                .findFirst()
                .orElseGet(() -> values.get(Math.min(place, values.size() - 1)));
        if (value.shape().size() != tensor.axes().size()) {
            throw Refusal.of(
                    onnx.path(),
                    "has the tensor " + value + " but its description the axes " + tensor.letters(),
                    CORRECT);
        }
        return value;
    }
}
