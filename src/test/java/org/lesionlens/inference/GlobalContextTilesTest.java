package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lesionlens.inference.graph.ExactTiles;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;

class GlobalContextTilesTest {
    private static final double EXACT = 1e-5;
    private static final double OFF = 1e-3;

    /** An image whose parts differ, so that what is known of one part is wrong for the whole. */
    private static Tensor image(long... sides) {
        long[] shape =
                LongStream.concat(LongStream.of(1, 1), LongStream.of(sides)).toArray();
        Random random = new Random(3);
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() + 3.0 * i / count + 2 * Math.sin(i * 0.7));
        }
        return new Tensor(values, shape);
    }

    private static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(
                        "no chain",
                        0,
                        2,
                        new ContextNetwork(2).conv(1).conv(2).enlarge().conv(1)),
                Arguments.of(
                        "excitation",
                        1,
                        2,
                        new ContextNetwork(2).conv(1).excitation().conv(1)),
                Arguments.of(
                        "excitation",
                        1,
                        3,
                        new ContextNetwork(3).conv(1).excitation().conv(1)),
                Arguments.of(
                        "extremes",
                        1,
                        2,
                        new ContextNetwork(2).conv(1).excitationByExtremes().conv(1)),
                Arguments.of(
                        "instance norm",
                        1,
                        2,
                        new ContextNetwork(2).conv(2).instanceNorm().conv(1).enlarge()),
                Arguments.of(
                        "norm and excitation",
                        2,
                        3,
                        new ContextNetwork(3)
                                .conv(1)
                                .instanceNorm()
                                .conv(2)
                                .excitation()
                                .transposedConv()),
                Arguments.of(
                        "two norms of groups",
                        2,
                        2,
                        new ContextNetwork(2)
                                .conv(1)
                                .groupNorm(2)
                                .conv(2)
                                .groupNorm(1)
                                .enlarge()
                                .conv(1)),
                Arguments.of(
                        "chain of three",
                        3,
                        2,
                        new ContextNetwork(2)
                                .conv(1)
                                .excitation()
                                .conv(2)
                                .instanceNorm()
                                .conv(1)
                                .groupNorm(2)
                                .enlarge()),
                Arguments.of(
                        "chain of three",
                        3,
                        3,
                        new ContextNetwork(3)
                                .conv(2)
                                .groupNorm(2)
                                .conv(1)
                                .excitation()
                                .conv(1)
                                .instanceNorm()
                                .enlarge()),
                Arguments.of(
                        "attention",
                        1,
                        2,
                        new ContextNetwork(2)
                                .conv(2)
                                .conv(1)
                                .attention()
                                .enlarge()
                                .conv(1)),
                Arguments.of(
                        "attention",
                        1,
                        3,
                        new ContextNetwork(3).conv(2).attention().conv(1).enlarge()),
                Arguments.of(
                        "attention in a chain",
                        3,
                        2,
                        new ContextNetwork(2)
                                .conv(2)
                                .instanceNorm()
                                .attention()
                                .conv(1)
                                .excitation()
                                .transposedConv()));
    }

    @ParameterizedTest(name = "{0}, P = {1}, {2} axes")
    @MethodSource("networks")
    void tiledEqualsWhole(String name, int chain, int axes, ContextNetwork network) throws OrtException {
        byte[] onnx = network.file();
        Tensor image = axes == 2 ? image(44, 64) : image(20, 24, 28);
        List<Long> window = Collections.nCopies(axes, axes == 2 ? 24L : 16L);

        ExactTiles.Plan plan = plan(onnx);
        Tensor whole = whole(onnx, image);
        Tensor tiled = tiled(plan, image, window);

        assertThat(plan.chain()).isEqualTo(chain);
        assertThat(tiled.shape()).isEqualTo(whole.shape());
        assertThat(difference(tiled, whole)).isLessThan(EXACT);
        if (chain > 0) {
            assertThat(difference(naive(onnx, plan, image, window), whole)).isGreaterThan(OFF);
        }
    }

    @Test
    void aLongerChainIsRefusedWithItsLengthAndTheWindowThatItNeeds() {
        byte[] onnx = new ContextNetwork(2)
                .conv(1)
                .excitation()
                .conv(1)
                .excitation()
                .conv(1)
                .excitation()
                .conv(1)
                .excitation()
                .file();

        ExactTiles tiles = ExactTiles.of(onnx, List.of("answer"));

        assertThat(tiles)
                .isInstanceOfSatisfying(
                        ExactTiles.Refusal.class,
                        refusal -> assertThat(refusal.reason())
                                .contains("a chain of 4 operations over all places")
                                .contains("at most 3"));
    }

    @Test
    void tooSmallAWindowIsRefusedWithTheLeastOne() {
        byte[] onnx = new ContextNetwork(2).conv(1).excitation().conv(1).conv(1).file();

        assertThatThrownBy(() -> tiled(plan(onnx), image(16, 16), List.of(4L, 4L)))
                .isInstanceOf(UserMessageException.class)
                .hasMessageContaining("tiles must be at least 7");
    }

    @Test
    void sidesThatAreNoMultiplesOfTheStrideAreRefused() {
        byte[] onnx = new ContextNetwork(2).conv(2).excitation().enlarge().file();

        assertThatThrownBy(() -> tiled(plan(onnx), image(15, 16), List.of(8L, 8L)))
                .isInstanceOf(UserMessageException.class)
                .hasMessageContaining("[15, 16]")
                .hasMessageContaining("multiples of [2, 2]");
    }

    static ExactTiles.Plan plan(byte[] onnx) {
        ExactTiles tiles = ExactTiles.of(onnx, List.of("answer"));
        assertThat(tiles).isInstanceOf(ExactTiles.Plan.class);
        return (ExactTiles.Plan) tiles;
    }

    private static Tensor whole(byte[] onnx, Tensor image) throws OrtException {
        try (OrtSession session = OnnxModel.ENVIRONMENT.createSession(onnx)) {
            return whole(session, image);
        }
    }

    /** What the network itself answers for an image. */
    static Tensor whole(OrtSession session, Tensor image) {
        try (OnnxTensor input = OnnxTensor.createTensor(
                        OnnxModel.ENVIRONMENT, FloatBuffer.wrap(image.values()), image.shape());
                OrtSession.Result result = session.run(Map.of("input", input), session.getOutputNames())) {
            OnnxTensor answer = (OnnxTensor) result.get(0);
            FloatBuffer buffer = answer.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return new Tensor(values, answer.getInfo().getShape());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tensor tiled(ExactTiles.Plan plan, Tensor image, List<Long> window) {
        Tensor[] answer = {new Tensor(new float[image.values().length], image.shape())};
        try (GlobalContextTiles tiles = new GlobalContextTiles(plan, Path.of("network.onnx"), Device.CPU, 1)) {
            tiles.run(
                    pixels(image),
                    window,
                    (output, from, part) -> new CellBlock(from, part.shape()).put(part, answer[0]),
                    Progress.NONE);
        }
        return answer[0];
    }

    /** The network itself on the same tiles, each taken for an image. */
    private static Tensor naive(byte[] onnx, ExactTiles.Plan plan, Tensor image, List<Long> window)
            throws OrtException {
        List<Long> sides = pixels(image).sides();
        var margins = plan.passes().get(plan.chain()).margins();
        Tensor answer = new Tensor(new float[image.values().length], image.shape());
        for (CoreGrid.Tile tile : new CoreGrid(sides, window, plan.stride(), margins).tiles()) {
            Tensor part = whole(onnx, block(tile.from(), tile.to()).cut(image));
            CellBlock core = block(tile.core().from(), tile.core().to());
            core.put(core.within(block(tile.from(), tile.to()).from()).cut(part), answer);
        }
        return answer;
    }

    /** A box of pixels of all channels. */
    private static CellBlock block(List<Long> from, List<Long> to) {
        return CellBlock.between(full(from, 0), full(to, 1));
    }

    private static long[] full(List<Long> places, long batchAndChannel) {
        return LongStream.concat(
                        LongStream.of(batchAndChannel, batchAndChannel),
                        places.stream().mapToLong(place -> place))
                .toArray();
    }

    static GlobalContextTiles.Pixels pixels(Tensor image) {
        List<Long> sides = Arrays.stream(image.shape()).skip(2).boxed().toList();
        return new GlobalContextTiles.Pixels() {
            @Override
            public List<Long> sides() {
                return sides;
            }

            @Override
            public void read(long[] from, long[] size, float[] target) {
                long[] first = LongStream.concat(LongStream.of(0, 0), LongStream.of(from))
                        .toArray();
                long[] count = LongStream.concat(LongStream.of(1, 1), LongStream.of(size))
                        .toArray();
                float[] values = new CellBlock(first, count).cut(image).values();
                System.arraycopy(values, 0, target, 0, values.length);
            }
        };
    }

    static double difference(Tensor a, Tensor b) {
        double largest = 0;
        for (int i = 0; i < a.values().length; i++) {
            largest = Math.max(largest, Math.abs(a.values()[i] - b.values()[i]));
        }
        return largest;
    }
}
