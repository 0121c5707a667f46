package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** A network in several files, of several networks, with several outputs, with numbers of any type. */
class NetworkFilesTest {
    private static final int FLOAT = 1;
    private static final int BYTE = 2;
    private static final int LONG = 7;
    private static final String LESION = "labels: [{name: lesion}]";
    private static final String IN = "input: {name: input, axes: bcyx}";
    private static final String WINDOW = "window: {kind: whole, sides: [{least: 16, step: 1}, {least: 16, step: 1}]}";

    @TempDir
    private Path models;

    private static TinyNetwork image() {
        return new TinyNetwork().input("input", FLOAT, "n", "1", "y", "x").output("logit", FLOAT, "n", "1", "y", "x");
    }

    /** The logit is the image times a number. */
    private static byte[] times(float factor) {
        return image().floats("factor", new long[0], factor)
                .operator("Mul", "input factor", "logit")
                .file();
    }

    private DescribedModel described(String name) {
        return new DescribedModel(models, name)
                .own(LESION)
                .own("preparation: [{step: linear, gain: 1}]")
                .network(IN)
                .network(WINDOW)
                .own("output: {name: logit, activation: sigmoid}");
    }

    private static Volume ramp(int from) {
        float[] values = new float[16 * 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = from + i;
        }
        return new Volume(ArrayImgs.floats(values, 16, 16, 1), VolumeGeometry.uncalibrated(16, 16));
    }

    /** What is said of the voxel of a value. */
    private static double of(Model description, Volume volume, int value) throws IOException {
        try (OnnxModel model = TinyModels.open(description)) {
            var map = new LesionSegmenter(model, 1, false)
                    .segment(Image.of(volume), Progress.NONE)
                    .lesion();
            var found = map.voxels().randomAccess();
            for (var cursor = volume.voxels().localizingCursor(); cursor.hasNext(); ) {
                if (cursor.next().get() == value) {
                    return found.setPositionAndGet(cursor).get();
                }
            }
        }
        throw new IllegalArgumentException("no voxel is " + value);
    }

    @Test
    void answersOfSeveralNetworksAreAveragedBeforeTheActivation() throws IOException {
        Model model = described("ensemble")
                .weights(times(0.5f))
                .weights(times(0.1f))
                .weights(times(0.3f))
                .write();
        assertThat(of(model, ramp(-8), 4)).isCloseTo(TinyModels.sigmoid(0.3 * 4), within(1e-5));
    }

    private static byte[] timesExternal(String location) {
        return image().external("factor", new long[] {1}, location)
                .operator("Mul", "input factor", "logit")
                .file();
    }

    @Test
    void numbersMayLieInAFileBesideTheNetwork() throws IOException {
        Model model = described("external")
                .weights(timesExternal("numbers.data"))
                .data("numbers.data", TinyNetwork.bytes(0.25f))
                .write();
        assertThat(of(model, ramp(-8), 4)).isCloseTo(TinyModels.sigmoid(1), within(1e-5));
    }

    @Test
    void numbersThatWereChangedAreRefused() throws IOException {
        Model model = described("changed")
                .weights(timesExternal("numbers.data"))
                .data("numbers.data", TinyNetwork.bytes(0.25f))
                .write();
        Files.write(models.resolve("changed").resolve("numbers.data"), TinyNetwork.bytes(7));
        assertThatThrownBy(() -> TinyModels.open(model))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("numbers.data has the sha256");
    }

    @Test
    void aFileThatTheDescriptionDoesNotNameIsNotRead() throws IOException {
        Files.write(models.resolve("outside.data"), TinyNetwork.bytes(0.25f));
        for (String location : new String[] {"numbers.data", "../outside.data", "/etc/passwd"}) {
            Model model = described("unnamed").weights(timesExternal(location)).write();
            Files.write(models.resolve("unnamed").resolve("numbers.data"), TinyNetwork.bytes(0.25f));
            assertThatThrownBy(() -> TinyModels.open(model))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining(location)
                    .hasMessageContaining("which its description does not name");
        }
    }

    @Test
    void ofSeveralOutputsTheNamedOneCounts() throws IOException {
        byte[] onnx = image().output("deep", FLOAT, "n", "1", "h", "w")
                .floats("factor", new long[0], 0.25f)
                .operator("Mul", "input factor", "logit")
                .operator("AveragePool", "input", "deep", Attribute.numbers("kernel_shape", 2, 2))
                .file();
        assertThat(of(described("deep").weights(onnx).write(), ramp(-8), 4))
                .isCloseTo(TinyModels.sigmoid(1), within(1e-5));
    }

    @Test
    void bytesGoInAsTheyAreAndWholeNumbersComeOut() throws IOException {
        byte[] onnx = new TinyNetwork()
                .input("input", BYTE, "n", "1", "y", "x")
                .output("labels", LONG, "n", "1", "y", "x")
                .operator("Cast", "input", "floats", Attribute.number("to", FLOAT))
                .floats("part", new long[0], 1 / 100f)
                .operator("Mul", "floats part", "hundreds")
                .operator("Cast", "hundreds", "labels", Attribute.number("to", LONG))
                .file();
        Model model = new DescribedModel(models, "bytes")
                .weights(onnx)
                .own("labels: [{name: one}, {name: two, lesion: false}]")
                .own("preparation: [{step: cast, type: uint8}]")
                .network("input: {name: input, type: uint8}")
                .network(WINDOW)
                .own("output: {name: labels, type: int64, answer: labels}")
                .write();
        assertThat(of(model, ramp(0), 99)).isZero();
        assertThat(of(model, ramp(0), 101)).isOne();
        assertThat(of(model, ramp(0), 250)).isZero(); // an organ
    }

    /** The logit is a hundredth of what goes in. */
    private Model taking(String type, int onnxType, String preparation) throws IOException {
        byte[] onnx = new TinyNetwork()
                .input("input", onnxType, "n", "1", "y", "x")
                .output("logit", FLOAT, "n", "1", "y", "x")
                .operator("Cast", "input", "floats", Attribute.number("to", FLOAT))
                .floats("part", new long[0], 1 / 100f)
                .operator("Mul", "floats part", "logit")
                .file();
        return new DescribedModel(models, type)
                .weights(onnx)
                .own(LESION)
                .own("preparation: [" + preparation + "]")
                .network("input: {name: input, type: " + type + "}")
                .network(WINDOW)
                .own("output: {name: logit, activation: sigmoid}")
                .write();
    }

    @ParameterizedTest
    @CsvSource({
        "uint8, 2, 0, 255, 'uint8 (0 to 255)'",
        "int8, 3, -128, 127, 'int8 (-128 to 127)'",
        "int16, 5, -32768, 32767, 'int16 (-32768 to 32767)'",
        "float16, 10, -65504, 65504, 'float16 (-65504 to 65504)'"
    })
    void whatDoesNotFitTheTypeOfTheInputIsRefusedAndNotCut(String type, int onnx, int least, int most, String words)
            throws IOException {
        String stored = "{step: linear, gain: 1}";
        for (String preparation : new String[] {stored, stored + ", {step: cast, type: " + type + "}"}) {
            Model model = taking(type, onnx, preparation);
            assertThat(of(model, ramp(least), least)).isCloseTo(TinyModels.sigmoid(least / 100.0), within(1e-4));
            assertThat(of(model, ramp(most - 255), most)).isCloseTo(TinyModels.sigmoid(most / 100.0), within(1e-4));
            assertThatThrownBy(() -> of(model, ramp(least - 40), least))
                    .isInstanceOf(UnsuitableImageException.class)
                    .hasMessageContaining("the value " + (least - 40) + ".0")
                    .hasMessageContaining(words)
                    .hasMessageContaining("(linear or clip in the model's rdf.yaml)");
            assertThatThrownBy(() -> of(model, ramp(most - 200), most))
                    .isInstanceOf(UnsuitableImageException.class)
                    .hasMessageContaining(words);
        }
    }

    @Test
    void clippedIntensitiesFit() throws IOException {
        Model model = taking("uint8", BYTE, "{step: clip, minimum: 0, maximum: 255}, {step: cast, type: uint8}");
        assertThat(of(model, ramp(200), 300)).isCloseTo(TinyModels.sigmoid(2.55), within(1e-4));
    }

    /** Indices beyond the table would be refused by the operator: of a byte all values are asked for. */
    @Test
    void aTrialAsksForNumbersOfTheType() throws IOException {
        float[] table = new float[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = i / 100f;
        }
        byte[] onnx = new TinyNetwork()
                .input("input", BYTE, "n", "1", "y", "x")
                .output("logit", FLOAT, "n", "1", "y", "x")
                .floats("table", new long[] {256}, table)
                .operator("Cast", "input", "indices", Attribute.number("to", LONG))
                .operator("Gather", "table indices", "logit")
                .file();
        Model model = new DescribedModel(models, "table")
                .weights(onnx)
                .own(LESION)
                .own("preparation: [{step: cast, type: uint8}]")
                .network("input: {name: input, type: uint8}")
                .network(WINDOW)
                .own("output: {name: logit, activation: sigmoid}")
                .write();
        assertThat(of(model, ramp(0), 99)).isCloseTo(TinyModels.sigmoid(0.99), within(1e-4));
    }

    @Test
    void sixteenBitsWithoutASignAreRefusedWithARemedy() throws IOException {
        int shorts = 4;
        Model model = taking("uint16", shorts, "{step: linear, gain: 1}");
        assertThatThrownBy(() -> TinyModels.open(model))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("16-bit numbers without a sign (uint16)")
                .hasMessageContaining("export the network again so that it takes and gives float32");
    }

    @Test
    void aLabelThatTheDescriptionDoesNotHaveIsRefused() throws IOException {
        byte[] onnx = image().operator("Identity", "input", "logit").file();
        Model model = new DescribedModel(models, "unknown-label")
                .weights(onnx)
                .own(LESION)
                .own("preparation: [{step: linear, gain: 1}]")
                .network(IN)
                .network(WINDOW)
                .own("output: {name: logit, answer: labels}")
                .write();
        assertThatThrownBy(() -> of(model, ramp(0), 3))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("says the label 2.0");
    }

    @Test
    void whatTheNetworkTakesIsHeldToTheDescription() throws IOException {
        DescribedModel other = new DescribedModel(models, "other")
                .weights(times(1))
                .own(LESION)
                .own("preparation: [{step: linear, gain: 1}]")
                .network("input: {name: picture, axes: bczyx, type: float16}")
                .network("window: {kind: tiles, sides: [8, 8, 8]}")
                .own("output: {name: logit, axes: bczyx, activation: sigmoid}");
        assertThatThrownBy(() -> TinyModels.open(other.write()))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("takes \"input\" of float32 [-1, 1, -1, -1]")
                .hasMessageContaining("\"picture\" of float16 with the axes bczyx, as [1, 1, 8, 8, 8]");
    }

    @Test
    void whatTheNetworkGivesIsHeldToTheDescription() throws IOException {
        DescribedModel two = described("two").weights(times(1)).own("");
        DescribedModel classes = new DescribedModel(models, "classes")
                .weights(times(1))
                .own("labels: [{name: one}, {name: two}]")
                .own("preparation: [{step: linear, gain: 1}]")
                .network(IN)
                .network(WINDOW)
                .own("output: {name: logit, activation: softmax, answer: exclusive, labels: [0, 1, 2]}");
        assertThat(two.write().labels()).hasSize(1);
        assertThatThrownBy(() -> TinyModels.open(classes.write()))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("has the shape [1, 1, 4, 4] but must have [1, 3, 4, 4]");
    }

    @Test
    void probabilitiesBeyondOneAreNotTakenForSuch() throws IOException {
        Model model = new DescribedModel(models, "logits")
                .weights(times(1))
                .own(LESION)
                .own("preparation: [{step: linear, gain: 1}]")
                .network(IN)
                .network(WINDOW)
                .own("output: {name: logit}")
                .write();
        assertThatThrownBy(() -> of(model, ramp(0), 3))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("must be 0 to 1");
    }

    /** A raw image and its answer: all that bioimage.io's zero_mean_unit_variance and sigmoid do in between is ours to do. */
    @Test
    void aTestOfTheWholeGoesThroughPreparationNetworkAndActivation() throws IOException {
        short[] raw = new short[16 * 20];
        double sum = 0;
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (short) (i * i % 251);
            sum += raw[i];
        }
        double mean = sum / raw.length;
        double squares = 0;
        for (short value : raw) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / raw.length);
        float[] answer = new float[raw.length];
        for (int i = 0; i < raw.length; i++) {
            answer[i] = (float) TinyModels.sigmoid(0.5 * (raw[i] - mean) / (deviation + 1e-6));
        }
        try (OnnxModel model = TinyModels.open(whole(raw, answer))) {
            assertThat(TestTensorCheck.agreement(model, Progress.NONE).passed()).isTrue();
            assertThat(TestTensorCheck.largestDifference(model, Progress.NONE)).isLessThan(1e-6);
        }
        answer[7] += 0.01f;
        try (OnnxModel model = TinyModels.open(whole(raw, answer))) {
            assertThat(TestTensorCheck.agreement(model, Progress.NONE).passed()).isFalse();
        }
    }

    private Model whole(short[] raw, float[] answer) throws IOException {
        return new DescribedModel(models, "whole")
                .weights(times(0.5f))
                .file("raw.npy", npy("<u2", raw))
                .file("answer.npy", npy("<f4", answer))
                .own(LESION)
                .own("preparation: [{step: z-score, over: slice, epsilon: 1.0e-6, epsilon_added: true}]")
                .network(IN)
                .network("window: {kind: tiles, sides: [18, 18], blend: halo, halo: [2, 2], fill: {mode: reflect}}")
                .own("output: {name: logit, activation: sigmoid}")
                .own("tests: [{kind: whole, tolerance: 1.0e-3, input: {source: raw.npy, sha256: SHA:raw.npy},"
                        + " outputs: [{name: logit, source: answer.npy, sha256: SHA:answer.npy}]}]")
                .write();
    }

    private static byte[] npy(String type, Object values) {
        String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (1, 1, 16, 20), }";
        String header = text + " ".repeat(117 - text.length()) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * 16 * 20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) 118)
                .put(header.getBytes(StandardCharsets.ISO_8859_1));
        if (values instanceof short[] shorts) {
            for (short value : shorts) {
                bytes.putShort(value);
            }
        } else {
            bytes.put(TinyNetwork.bytes((float[]) values));
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
