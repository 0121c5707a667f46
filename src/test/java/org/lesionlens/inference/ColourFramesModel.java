package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.lesionlens.volume.Image;

/** A segmenter of frames in colour, which is given each with the one before it: a pixel is lesion where it is red now and was before. */
public final class ColourFramesModel {
    private static final int FLOAT = 1;

    private ColourFramesModel() {}

    /** Writes it into a folder of models; it takes the modality ES. */
    public static Path write(Path models, String name) throws IOException {
        return write(models, name, Image.COLOURS);
    }

    /** @param channels what its three channels are called */
    public static Path write(Path models, String name, List<String> channels) throws IOException {
        TinyNetwork network = new TinyNetwork()
                .input("input", FLOAT, "n", "6", "y", "x")
                .output("probability", FLOAT, "n", "1", "h", "w")
                .floats("kernel", new long[] {1, 6, 1, 1}, 1, -1, -1, 1, -1, -1)
                .floats("bias", new long[] {1}, -400)
                .operator("Conv", "input kernel bias", "logits")
                .operator("Sigmoid", "logits", "probability");
        return new DescribedModel(models, name)
                .threshold(0.5)
                .weights(network.file())
                .network("input: {name: input, axes: bcyx, type: float32}")
                .network("window: {kind: whole, sides: [{least: 16, step: 16}, {least: 16, step: 16}]}")
                .own("preparation: [{step: reorient, to: shown}]")
                .own("channels: [{name: " + String.join(", modality: ES}, {name: ", channels) + ", modality: ES}]")
                .own("context: {axis: time, before: 1}")
                .own("labels: [{name: polyp, value: 1, color: '#FF0000', code: {scheme: SCT, value: '41329004',"
                        + " meaning: Polyp}}]")
                .own("output: {name: probability, axes: bcyx, type: float32}")
                .write()
                .identity()
                .folder();
    }
}
