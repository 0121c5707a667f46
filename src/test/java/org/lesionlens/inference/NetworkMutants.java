package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.lesionlens.inference.TinyNetwork.Attribute;

/**
 * Networks that nobody would train: one operator with odd inputs and attributes, or a sound network of which a few fields
 * were changed. The same seed makes the same network.
 */
final class NetworkMutants {
    private static final long[] ODD = {
        0,
        -1,
        1,
        2,
        3,
        7,
        64,
        65536,
        (1L << 31) - 1,
        1L << 31,
        1L << 32,
        1L << 62,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        -2,
        1_000_000
    };
    private static final int[] OPERATOR_SETS = {9, 11, 13, 17, 19};

    /** Operator, its inputs (d: numbers, w: weights, i: indices, -: none) and its attributes; those with a star are lists. */
    private static final String[] OPERATORS = {
        "Gather di axis",
        "TopK di axis largest",
        "Slice diii",
        "Pad di",
        "Tile di",
        "Expand di",
        "Reshape di allowzero",
        "Transpose d perm*",
        "Squeeze di",
        "Unsqueeze di",
        "CumSum di",
        "OneHot iid axis",
        "ScatterND did",
        "GatherND di batch_dims",
        "GridSample dd",
        "RoiAlign ddi output_height output_width sampling_ratio",
        "DepthToSpace d blocksize",
        "SpaceToDepth d blocksize",
        "LRN d size",
        "MaxUnpool di kernel_shape*",
        "Col2Im dii",
        "EyeLike d k",
        "Trilu di",
        "ArgMax d axis",
        "ReverseSequence di batch_axis time_axis",
        "Split di axis",
        "ConstantOfShape i",
        "Softmax d axis",
        "Range iii",
        "Compress di axis",
        "DFT di axis",
        "MaxRoiPool dd pooled_shape*",
        "BitShift ii",
        "LayerNormalization ddd axis",
        "NonMaxSuppression ddi",
        "GatherElements di axis",
        "ScatterElements did axis",
        "Unique d axis",
        "AveragePool d kernel_shape* strides* pads*",
        "MaxPool d kernel_shape* strides* pads* dilations*",
        "ConvTranspose dw strides* pads* output_padding* dilations* group",
        "Conv dw strides* pads* dilations* group",
        "InstanceNormalization ddd",
        "BatchNormalization ddddd",
        "LSTM ddd hidden_size",
        "DequantizeLinear id axis",
        "QuantizeLinear dd axis",
        "ReduceSum di",
        "LpPool d kernel_shape* p",
        "Multinomial d sample_size",
        "Where idd",
        "Resize d-d"
    };

    private final Random random;
    private final List<byte[]> sound;

    NetworkMutants(long seed, List<byte[]> sound) {
        this.random = new Random(seed);
        this.sound = sound;
    }

    /** A small U-Net with what such networks have: normalisation, pooling, both kinds of growing, a joint. */
    static byte[] unet() {
        TinyNetwork network =
                new TinyNetwork().input("input", 1, "n", "1", "y", "x").output("probability", 1, "n", "1", "y", "x");
        weights(network, "first", 4, 1, 3);
        weights(network, "down", 4, 4, 3);
        weights(network, "up", 4, 4, 2);
        weights(network, "last", 1, 8, 1);
        return network.floats("ones", new long[] {4}, 1, 1, 1, 1)
                .floats("zeros", new long[] {4}, 0, 0, 0, 0)
                .floats("scales", new long[] {4}, 1, 1, 2, 2)
                .operator("Conv", "input first", "a", Attribute.numbers("pads", 1, 1, 1, 1))
                .operator("InstanceNormalization", "a ones zeros", "b")
                .operator("Relu", "b", "c")
                .operator(
                        "Conv",
                        "c down",
                        "d",
                        Attribute.numbers("strides", 2, 2),
                        Attribute.numbers("pads", 1, 1, 1, 1))
                .operator(
                        "MaxPool",
                        "d",
                        "e",
                        Attribute.numbers("kernel_shape", 2, 2),
                        Attribute.numbers("strides", 2, 2))
                .operator("Resize", "e  scales", "f")
                .operator("ConvTranspose", "f up", "g", Attribute.numbers("strides", 2, 2))
                .operator("Concat", "g c", "h", Attribute.number("axis", 1))
                .operator("Conv", "h last", "i")
                .operator("Sigmoid", "i", "probability")
                .file();
    }

    private static void weights(TinyNetwork network, String name, int out, int in, int side) {
        float[] values = new float[out * in * side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i + 1) / 4;
        }
        network.floats(name, new long[] {out, in, side, side}, values);
    }

    byte[] next() {
        return random.nextInt(10) < 6 ? operator() : changed(sound.get(random.nextInt(sound.size())));
    }

    private byte[] changed(byte[] network) {
        OnnxFields fields = new OnnxFields(network);
        for (int change = random.nextInt(3); change >= 0; change--) {
            fields.change(random, odd());
        }
        return fields.file();
    }

    private long odd() {
        return ODD[random.nextInt(ODD.length)];
    }

    private byte[] operator() {
        String[] words = OPERATORS[random.nextInt(OPERATORS.length)].split(" ");
        TinyNetwork network =
                new TinyNetwork().input("input", 1, "n", "1", "y", "x").output("probability", 1, "n", "c", "h", "w");
        List<String> names = new ArrayList<>();
        for (int input = 0; input < words[1].length(); input++) {
            names.add(input(network, words[1].charAt(input), input));
        }
        List<Attribute> attributes = new ArrayList<>();
        for (int word = 2; word < words.length; word++) {
            if (random.nextInt(5) > 0) {
                attributes.add(attribute(words[word]));
            }
        }
        network.operator(words[0], String.join(" ", names), "probability", attributes.toArray(Attribute[]::new));
        return network.file(OPERATOR_SETS[random.nextInt(OPERATOR_SETS.length)]);
    }

    private String input(TinyNetwork network, char kind, int number) {
        String name = "" + kind + number;
        if (kind == '-') {
            return "";
        }
        if (kind == 'd' && number == 0) {
            return "input";
        }
        long[] shape = kind == 'w'
                ? new long[] {1 + random.nextInt(3), 1 + random.nextInt(2), 3, 1 + 2 * random.nextInt(2)}
                : shape(kind == 'd' ? 5 : 3);
        int count = (int) LongStream.of(shape).reduce(1, (a, b) -> a * b);
        if (kind == 'i') {
            network.longs(
                    name, shape, LongStream.range(0, count).map(i -> odd()).toArray());
        } else {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) random.nextGaussian() * (random.nextBoolean() ? 1 : 1e9f);
            }
            network.floats(name, shape, values);
        }
        return name;
    }

    private long[] shape(int most) {
        return random.ints(random.nextInt(most), 0, 4)
                .asLongStream()
                .map(i -> i == 3 ? 4 : i)
                .toArray();
    }

    private Attribute attribute(String word) {
        if (word.endsWith("*")) {
            long[] values = random.ints(1 + random.nextInt(4), 0, 2)
                    .mapToLong(coin -> coin == 0 ? odd() : 1 + random.nextInt(3))
                    .toArray();
            return Attribute.numbers(word.substring(0, word.length() - 1), values);
        }
        return Attribute.number(word, odd());
    }
}
