package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.inference.TinyNetwork.Message;
import org.lesionlens.inference.graph.ExactTiles;
import org.lesionlens.volume.Progress;

/** Which networks run in passes, and why others do not. */
class ExactTilesTest {
    private static final Path SHIPPED = Path.of("models", "brain-t1ce-segmenter", "weights.onnx");

    private static TinyNetwork network() {
        return new TinyNetwork().input("input", 1, "n", "1", "y", "x").output("answer", 1, "n", "c", "h", "w");
    }

    private static Attribute text(String name, String value) {
        return new Attribute(name, new Message().text(4, value).number(20, 3));
    }

    private static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("a row's mean", "along one axis", reduced("ReduceMean", 3)),
                Arguments.of("a product over all places", "passes do not follow", reduced("ReduceProd", 2, 3)),
                Arguments.of(
                        "corners laid on corners",
                        "align_corners",
                        network()
                                .floats("scale", new long[] {4}, 1, 1, 2, 2)
                                .operator(
                                        "Resize",
                                        "input  scale",
                                        "answer",
                                        text("coordinate_transformation_mode", "align_corners"))),
                Arguments.of(
                        "softmax over places",
                        "compares places",
                        network().operator("Softmax", "input", "answer", Attribute.number("axis", 3))),
                Arguments.of(
                        "the number of rows as a number",
                        "calculates with the size",
                        network()
                                .operator("Shape", "input", "shape")
                                .operator("Cast", "shape", "sizes", Attribute.number("to", 1))
                                .longs("third", new long[0], 2)
                                .operator("Gather", "sizes third", "rows")
                                .operator("Div", "input rows", "answer")),
                Arguments.of(
                        "one size only",
                        "one size of the image only",
                        network()
                                .longs("flat", new long[] {3}, 1, 1, 4096)
                                .longs("square", new long[] {4}, 1, 1, 64, 64)
                                .operator("Reshape", "input flat", "line")
                                .operator("Reshape", "line square", "answer")),
                Arguments.of(
                        "weights by place",
                        "equal for one image only",
                        network()
                                .floats("places", new long[] {8, 8}, new float[64])
                                .operator("Add", "input places", "answer")),
                Arguments.of(
                        "halves that change places",
                        "puts together places",
                        network().operator("Concat", "input input", "answer", Attribute.number("axis", 3))),
                Arguments.of(
                        "places that are found",
                        "NonZero (answer) is not known",
                        network().operator("NonZero", "input", "answer")),
                Arguments.of(
                        "a second input",
                        "2 inputs, not 1",
                        network().input("mask", 1, "n", "1", "y", "x").operator("Mul", "input mask", "answer")),
                Arguments.of(
                        "nothing of that name",
                        "used before it is made",
                        network().operator("Relu", "input", "other")));
    }

    private static TinyNetwork reduced(String operator, long... axes) {
        return network()
                .operator(operator, "input", "mean", Attribute.numbers("axes", axes))
                .operator("Sub", "input mean", "answer");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedByNameWithTheReason(String name, String reason, TinyNetwork network) {
        ExactTiles tiles = ExactTiles.of(network.file(), List.of("answer"));

        assertThat(tiles)
                .isInstanceOfSatisfying(
                        ExactTiles.Refusal.class,
                        refusal -> assertThat(refusal.reason()).contains(reason));
    }

    @Test
    void aBrokenFileIsRefusedWhateverIsBroken() {
        byte[] file = new ContextNetwork(2)
                .conv(2)
                .groupNorm(2)
                .attention()
                .excitation()
                .enlarge()
                .file();
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            byte[] broken = broken(file, random);
            if (ExactTiles.of(broken, List.of("answer")) instanceof ExactTiles.Refusal) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    private static byte[] broken(byte[] file, Random random) {
        byte[] broken = random.nextInt(8) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file.clone();
        for (int i = 0; i < 1 + random.nextInt(4) && broken.length > 0; i++) {
            broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        }
        return broken;
    }

    @Test
    void theShippedSegmenterHasAChainOfEight() throws IOException {
        assertThat(ExactTiles.of(Files.readAllBytes(SHIPPED), List.of("probability")))
                .isInstanceOfSatisfying(
                        ExactTiles.Refusal.class,
                        refusal -> assertThat(refusal.reason()).contains("a chain of 8 operations"));
    }

    @Test
    void theShippedSegmentersEncoderHasAChainOfThreeAndIsExact() throws IOException, OrtException {
        Tensor image = image(96, 112);

        assertThat(difference("nonlocal_input", 3, image, List.of(80L, 80L))).isLessThan(1e-5);
    }

    /** Nine passes, more than are made unless they are asked for. */
    @Test
    void theShippedSegmenterIsExactInNinePasses() throws IOException, OrtException {
        Tensor image = image(256, 16);

        assertThat(difference("probability", 8, image, List.of(240L, 16L))).isLessThan(1e-5);
    }

    private static Tensor image(int rows, int columns) {
        Random random = new Random(5);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() + 3.0 * i / values.length);
        }
        return new Tensor(values, new long[] {1, 1, rows, columns});
    }

    private static double difference(String output, int chain, Tensor image, List<Long> window)
            throws IOException, OrtException {
        byte[] onnx = Files.readAllBytes(SHIPPED);
        Tensor whole = whole(onnx, output, image);
        Tensor tiled = new Tensor(new float[whole.values().length], whole.shape());
        ExactTiles.Plan plan = (ExactTiles.Plan) ExactTiles.of(onnx, List.of(output), chain);
        int[] parts = {0};
        try (GlobalContextTiles tiles = new GlobalContextTiles(plan, Path.of("network.onnx"), Device.CPU, 1)) {
            tiles.run(
                    GlobalContextTilesTest.pixels(image),
                    window,
                    (name, from, part) -> {
                        parts[0]++;
                        new CellBlock(from, part.shape()).put(part, tiled);
                    },
                    Progress.NONE);
        }
        assertThat(plan.chain()).isEqualTo(chain);
        assertThat(parts[0]).isGreaterThan(1);
        return GlobalContextTilesTest.difference(tiled, whole);
    }

    /** What ONNX Runtime makes of the file itself. */
    private static Tensor whole(byte[] onnx, String output, Tensor image) throws OrtException {
        try (OrtSession session = OnnxModel.ENVIRONMENT.createSession(onnx);
                OnnxTensor input = OnnxTensor.createTensor(
                        OnnxModel.ENVIRONMENT, FloatBuffer.wrap(image.values()), image.shape());
                OrtSession.Result result = session.run(Map.of("input", input), Set.of(output))) {
            OnnxTensor answer = (OnnxTensor) result.get(0);
            FloatBuffer buffer = answer.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return new Tensor(values, answer.getInfo().getShape());
        }
    }
}
