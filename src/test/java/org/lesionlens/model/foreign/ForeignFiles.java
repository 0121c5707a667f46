package org.lesionlens.model.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.inference.DrawnNetwork;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;

/** Models as other programs leave them, tiny, with answers in closed form: a network gives 3 x - 1 for its input x. */
public final class ForeignFiles {
    private static final int FLOAT = 1;

    private ForeignFiles() {}

    /** Gives 3 x - 1 in each of its channels. */
    public static void network(Path file, String input, String output, String... shape) throws IOException {
        network(file, input, output, shape[1].matches("[0-9]+") ? Integer.parseInt(shape[1]) : 1, shape);
    }

    /** Gives (3 + k) x - 1 - k in channel k, for x in the first channel that goes in. */
    public static void network(Path file, String input, String output, int channels, String... shape)
            throws IOException {
        String[] out = shape.clone();
        out[1] = String.valueOf(channels);
        int inside = shape[1].matches("[0-9]+") ? Integer.parseInt(shape[1]) : 1;
        long[] kernel = new long[shape.length];
        Arrays.fill(kernel, 1);
        kernel[0] = channels;
        kernel[1] = inside;
        float[] weights = new float[channels * inside];
        float[] bias = new float[channels];
        for (int k = 0; k < channels; k++) {
            weights[k * inside] = 3 + k;
            bias[k] = -1 - k;
        }
        byte[] network = new DrawnNetwork()
                .input(input, FLOAT, shape)
                .output(output, FLOAT, out)
                .floats("w", kernel, weights)
                .floats("b", new long[] {channels}, bias)
                .operator("Conv", input + " w b", output)
                .file();
        Files.createDirectories(file.getParent());
        Files.write(file, network);
    }

    /** A NumPy file of little-endian float32. */
    public static void npy(Path file, int[] shape, float... values) throws IOException {
        String sizes = Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sizes + "), }";
        header += " ".repeat(63 - (header.length() + 10) % 64) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + 4 * values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.ISO_8859_1));
        for (float value : values) {
            bytes.putFloat(value);
        }
        Files.write(file, bytes.array());
    }

    /** {@code count} numbers that rise by one tenth. */
    public static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i / 10f;
        }
        return values;
    }

    /** sigmoid(3 z - 1) where z is (x - mean) / (deviation + 1e-6). */
    public static float[] zScoredAnswer(float... values) {
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double variance = IntStream.range(0, values.length)
                .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                .average()
                .orElseThrow();
        float[] answer = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            double z = (values[i] - mean) / (Math.sqrt(variance) + 1e-6);
            answer[i] = (float) (1 / (1 + Math.exp(1 - 3 * z)));
        }
        return answer;
    }

    /**
     * A bioimage.io 0.5 model of one channel, 16 x 16 pixels or n times 8 more, z-scored before, a sigmoid after, with its
     * test tensors.
     */
    public static Path bioimageio(Path folder) throws IOException {
        network(folder.resolve("weights.onnx"), "in.1", "82", "n", "1", "y", "x");
        float[] image = ramp(256);
        npy(folder.resolve("test_in.npy"), new int[] {1, 1, 16, 16}, image);
        npy(folder.resolve("test_out.npy"), new int[] {1, 1, 16, 16}, zScoredAnswer(image));
        Files.writeString(
                folder.resolve("rdf.yaml"),
                String.format(
                        Locale.ROOT,
                        """
                        format_version: 0.5.4
                        type: model
                        name: Tiny Lesions
                        version: 2.1
                        license: MIT
                        cite:
                        - text: Somebody 2020
                          doi: 10.1000/1
                        tags: [brain, mri]
                        inputs:
                        - id: raw
                          axes:
                          - {type: batch}
                          - {type: channel, channel_names: [t1]}
                          - {type: space, id: y, size: {min: 16, step: 8}}
                          - {type: space, id: x, size: {min: 16, step: 8}}
                          data: {type: float32, range: [-.inf, .inf]}
                          test_tensor: {source: test_in.npy, sha256: %s}
                          preprocessing:
                          - id: ensure_dtype
                            kwargs: {dtype: float32}
                          - id: zero_mean_unit_variance
                            kwargs: {axes: [x, y]}
                        outputs:
                        - id: prob
                          axes:
                          - {type: batch}
                          - {type: channel, channel_names: [tumour]}
                          - {type: space, id: y, size: {tensor_id: raw, axis_id: y}}
                          - {type: space, id: x, size: {tensor_id: raw, axis_id: x}}
                          test_tensor: {source: test_out.npy, sha256: %s}
                          postprocessing:
                          - id: sigmoid
                        weights:
                          onnx:
                            source: weights.onnx
                            sha256: %s
                            opset_version: 17
                        """,
                        sum(folder, "test_in.npy"),
                        sum(folder, "test_out.npy"),
                        sum(folder, "weights.onnx")));
        return folder;
    }

    private static String sum(Path folder, String file) throws IOException {
        return CheckedFile.of(folder.resolve(file)).sha256();
    }

    /** Replaces something that must be there in a file. */
    static void change(Path file, String what, String by) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(what)) {
            throw new IllegalStateException(file + " has no " + what);
        }
        Files.writeString(file, text.replace(what, by));
    }

    /** What our description of a model says, as {@link Model#read} gives it; written beside the model. */
    static Model described(Path source, Answers answers) throws IOException {
        ForeignModel foreign = ForeignModel.understand(source, answers);
        Path model = Files.createTempDirectory(foreign.folder().getParent(), "described");
        for (String file : foreign.files()) {
            Path copy = model.resolve("original").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(foreign.folder().resolve(file), copy);
        }
        Files.write(model.resolve(Model.FILE_NAME), foreign.description(model, "original"));
        return Model.read(model);
    }
}
