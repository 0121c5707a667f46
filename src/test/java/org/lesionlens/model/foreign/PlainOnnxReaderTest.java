package org.lesionlens.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.DrawnNetwork;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.model.Preparation.Over;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.volume.UsageException;

class PlainOnnxReaderTest {
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT64 = 7;
    private static final int FLOAT16 = 10;

    @TempDir
    private Path place;

    private Model described(DrawnNetwork network, String... answers) throws IOException {
        Path folder = Files.createDirectories(place.resolve("plain"));
        Files.write(folder.resolve("net.onnx"), network.file());
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < answers.length; i += 2) {
            given.put(answers[i], answers[i + 1]);
        }
        return ForeignFiles.described(folder.resolve("net.onnx"), new Answers(given, Question::byDefault));
    }

    private static DrawnNetwork network(int type, String operator, String... shape) {
        String[] out = shape.clone();
        out[1] = "2";
        return new DrawnNetwork()
                .input("data", type, shape)
                .output("seg", type, out)
                .operator(operator, "data", "seg");
    }

    @Test
    void typesSizesAndTheActivationInsideAreReadFromTheFile() throws IOException {
        Model model = described(network(FLOAT16, "Softmax", "N", "1", "H", "W"), "intensities", "divide-255");
        assertThat(model.network().input()).isEqualTo(new TensorSpec("data", "bcyx", ElementType.FLOAT16));
        assertThat(model.preparation())
                .containsExactly(new Preparation.Reorient(Preparation.AS_SHOWN), new Preparation.Linear(1 / 255.0, 0));
        assertThat(model.output().orElseThrow().activation()).isEqualTo(Activation.NONE);
        assertThat(model.output().orElseThrow().answer()).isEqualTo(Answer.EXCLUSIVE);
        assertThat(model.output().orElseThrow().labels()).containsExactly(0, 1);
        assertThat(model.labels()).extracting(Label::name).containsExactly("lesion");
        assertThat(model.network().window()).isInstanceOf(Window.Whole.class);
    }

    @Test
    void logitsGetTheActivationThatIsLikely() throws IOException {
        Model model = described(network(FLOAT, "Conv", "1", "1", "32", "32"));
        assertThat(model.output().orElseThrow().activation()).isEqualTo(Activation.SOFTMAX);
        assertThat(((Window.Whole) model.network().window()).sides()).containsOnly(new Window.Side(32, 0));
    }

    @Test
    void channelsMayStandLastAndBytesStayBytes() throws IOException {
        Model model = described(new DrawnNetwork()
                .input("image", UINT8, "n", "64", "64", "3")
                .output("label", INT64, "n", "64", "64")
                .operator("ArgMax", "image", "label"));
        assertThat(model.network().input()).isEqualTo(new TensorSpec("image", "byxc", ElementType.UINT8));
        assertThat(model.preparation()).last().isEqualTo(new Preparation.Cast(ElementType.UINT8));
        assertThat(model.channels()).hasSize(3);
        assertThat(model.output().orElseThrow().answer()).isEqualTo(Answer.LABELS);
        assertThat(model.output().orElseThrow().tensor().axes()).isEqualTo("byx");
    }

    @Test
    void aNetworkThatChoosesHasALabelForEachKernelButTheFirst() throws IOException {
        Model model = described(new DrawnNetwork()
                .input("image", FLOAT, "n", "1", "64", "64")
                .output("label", INT64, "n", "1", "64", "64")
                .floats("kernels", new long[] {4, 1, 1, 1}, 1, 2, 3, 4)
                .operator("Conv", "image kernels", "logits")
                .operator("Softmax", "logits", "shares", "axis", 1)
                .operator("ArgMax", "shares", "label", "axis", 1));
        assertThat(model.labels()).extracting(Label::name).containsExactly("label 1", "label 2", "label 3");
    }

    @ParameterizedTest
    @CsvSource({"Slice, none", "Clip, none", "Gather, none", "MaxPool, none", "Sub, sigmoid", "Conv, sigmoid"})
    void anActivationIsSeenThroughWhatLeavesItBetweenZeroAndOne(String operator, String activation) throws IOException {
        Model model = described(new DrawnNetwork()
                .input("x", FLOAT, "n", "1", "64", "64")
                .output("y", FLOAT, "n", "1", "64", "64")
                .operator("Sigmoid", "x", "p")
                .operator(operator, "p", "y"));
        assertThat(model.output().orElseThrow().activation()).hasToString(activation.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource({"p p, NONE", "p data, SOFTMAX"})
    void whatIsJoinedIsBetweenZeroAndOneIfAllOfItIs(String parts, Activation activation) throws IOException {
        Model model = described(new DrawnNetwork()
                .input("data", FLOAT, "n", "1", "64", "64")
                .output("seg", FLOAT, "n", "2", "64", "64")
                .operator("Sigmoid", "data", "p")
                .operator("Concat", parts, "seg", "axis", 1));
        assertThat(model.output().orElseThrow().activation()).isEqualTo(activation);
    }

    @Test
    void intensitiesThatWouldLoseTheirFractionsAreNotOffered() {
        DrawnNetwork network = new DrawnNetwork()
                .input("image", UINT8, "n", "1", "64", "64")
                .output("label", INT64, "n", "64", "64")
                .operator("ArgMax", "image", "label");
        for (String kind : List.of("min-max", "divide-255", "z-score")) {
            assertThatThrownBy(() -> described(network, "intensities", kind))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("which are whole ones (uint8)")
                    .hasMessageContaining("must be one of as-stored");
        }
    }

    @Test
    void aVolumeOfAFixedSizeIsConformedAsTheUserSays() throws IOException {
        Model model = described(
                network(FLOAT, "Conv", "n", "1", "64", "64", "48"),
                "spacing_mm",
                "1",
                "orientation",
                "LIA",
                "labels",
                "background,tumour",
                "brought_back",
                "probabilities");
        assertThat(model.output().orElseThrow().back()).isEqualTo(Output.Back.PROBABILITIES);
        assertThat(model.preparation())
                .containsExactly(
                        new Preparation.Reorient("LIA"),
                        new Preparation.Resample(
                                List.of(1.0, 1.0, 1.0),
                                Interpolation.LINEAR,
                                Interpolation.NEAREST,
                                Double.POSITIVE_INFINITY),
                        new Preparation.PercentileRange(0, 100, Over.VOLUME, 0));
        assertThat(((Window.Whole) model.network().window()).sides())
                .containsExactly(new Window.Side(48, 0), new Window.Side(64, 0), new Window.Side(64, 0));
    }

    @Test
    void ofSeveralAnswersTheLargestIsLikely() throws IOException {
        Model model = described(new DrawnNetwork()
                .input("x", FLOAT, "1", "1", "64", "64")
                .output("small", FLOAT, "1", "1", "32", "32")
                .output("full", FLOAT, "1", "1", "64", "64")
                .operator("Sigmoid", "x", "full")
                .operator("Sigmoid", "x", "small"));
        assertThat(model.output().orElseThrow().tensor().name()).isEqualTo("full");
    }

    @Test
    void anAnswerOfHalfSizeSaysSo() throws IOException {
        Model model = described(new DrawnNetwork()
                .input("x", FLOAT, "1", "1", "64", "64")
                .output("half", FLOAT, "1", "1", "32", "32")
                .operator("Sigmoid", "x", "half"));
        assertThat(model.output().orElseThrow().scale()).containsExactly(0.5, 0.5, 1.0);
    }

    @ParameterizedTest
    @CsvSource({
        "z-score, 'ZScore[foreground=ALL, over=SLICE, epsilon=1.0E-8, added=false]'",
        "z-score-nonzero, 'ZScore[foreground=NONZERO, over=SLICE, epsilon=1.0E-8, added=false]'",
        "percentiles, 'Clip[minimum=0.0, maximum=1.0]'",
        "min-max, 'PercentileRange[lower=0.0, upper=100.0, over=SLICE, epsilon=0.0]'",
        "window, 'Linear[gain=0.0025, offset=0.4]'",
    })
    void intensitiesAreScaledAsTheUserSays(String answer, String expected) throws IOException {
        assertThat(described(network(FLOAT, "Conv", "1", "1", "32", "32"), "intensities", answer)
                        .preparation())
                .last()
                .hasToString(expected);
    }

    @Test
    void aClassifierOfWholeImagesIsRefused() {
        assertThatThrownBy(() -> described(new DrawnNetwork()
                        .input("x", FLOAT, "1", "1", "28", "28")
                        .output("y", FLOAT, "1", "10")
                        .operator("Gemm", "x", "y")))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("classifier of whole images");
    }

    @Test
    void aDetectorIsRefused() {
        assertThatThrownBy(() -> described(
                        network(FLOAT, "Conv", "1", "1", "32", "32").operator("NonMaxSuppression", "data", "boxes")))
                .hasMessageContaining("detector");
    }

    @ParameterizedTest
    @CsvSource({"timestep, diffusion", "point_coords, prompts", "other, inputs"})
    void networksWithFurtherInputsAreRefusedByTheirKind(String input, String kind) {
        assertThatThrownBy(() ->
                        described(network(FLOAT, "Conv", "1", "1", "32", "32").input(input, FLOAT, "1")))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(kind);
    }

    @Test
    void whatIsNoNetworkIsRefused() throws IOException {
        Path file = place.resolve("x.onnx");
        Files.writeString(file, "this is no network but a text");
        assertThatThrownBy(() -> ForeignModel.understand(file, Answers.defaults()))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("no ONNX network");
    }

    @Test
    void answersThatAreNotAllowedOrNotAskedForAreRefused() {
        DrawnNetwork network = network(FLOAT, "Conv", "1", "1", "32", "32");
        assertThatThrownBy(() -> described(network, "threshold", "2"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("from 0.0 to 1.0");
        for (String spacing : List.of("0", "0.0", "1x0x1", "1x1x0.00", "-1", "")) {
            assertThatThrownBy(() -> described(network, "spacing_mm", spacing)).isInstanceOf(UsageException.class);
        }
        assertThatThrownBy(() -> described(network, "tile", "48x48")).hasMessageContaining("sides of 32");
        assertThatThrownBy(() -> described(network, "labels", "a,b,c")).hasMessageContaining("2 names");
        assertThatThrownBy(() -> described(network, "lesions", "kidney")).hasMessageContaining("lesion");
        assertThatThrownBy(() -> described(network, "treshold", "0.4"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("treshold")
                .hasMessageContaining("threshold");
    }
}
