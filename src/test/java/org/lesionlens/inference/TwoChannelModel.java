package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A segmenter that sees two channels together, of 0 and 1: t1 alone is liver (2, context), flair alone oedema (7), both are
 * core (4), neither is nothing.
 */
public final class TwoChannelModel {
    private static final int FLOAT = 1;

    private TwoChannelModel() {}

    /** Writes it into a folder of models. */
    public static Path write(Path models, String name) throws IOException {
        return described(models, name, 2, 0, 0, 40, -40, -40, 40, 40, 40)
                .write()
                .identity()
                .folder();
    }

    /** Writes one of frames, which is given each with the one before it, of which it makes nothing. */
    public static Path writeOfFrames(Path models, String name) throws IOException {
        return described(models, name, 4, 0, 0, 0, 0, 0, 0, 40, -40, 0, 0, -40, 40, 0, 0, 40, 40)
                .own("context: {axis: time, before: 1}")
                .write()
                .identity()
                .folder();
    }

    private static DescribedModel described(Path models, String name, int seen, float... kernel) {
        TinyNetwork network = new TinyNetwork()
                .input("input", FLOAT, "n", Integer.toString(seen), "y", "x")
                .output("logits", FLOAT, "n", "4", "h", "w")
                .floats("kernel", new long[] {4, seen, 1, 1}, kernel)
                .floats("bias", new long[] {4}, 0, -20, -20, -60)
                .operator("Conv", "input kernel bias", "logits");
        return new DescribedModel(models, name)
                .threshold(0.5)
                .weights(network.file())
                .network("input: {name: input, axes: bcyx, type: float32}")
                .network("window: {kind: whole, sides: [{least: 16, step: 16}, {least: 16, step: 16}]}")
                .own("preparation: [{step: reorient, to: shown}]")
                .own("channels: [{name: t1}, {name: flair, modality: MR}]")
                .own("labels: [{name: core, value: 4, color: '#FF0000', code: {scheme: SCT, value: '6574001', meaning:"
                        + " Necrosis}}, {name: oedema, value: 7, color: '#0000FF'}, {name: liver, value: 2, color:"
                        + " '#00FF00', lesion: false}]")
                .own("output: {name: logits, axes: bcyx, type: float32, activation: softmax, answer: exclusive,"
                        + " labels: [0, 2, 7, 4]}");
    }
}
