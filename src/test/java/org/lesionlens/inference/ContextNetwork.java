package org.lesionlens.inference;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.lesionlens.inference.TinyNetwork.Attribute;

/**
 * Networks of a few operators that look at the whole image, with random weights; input "input" of one channel, output
 * "answer". Operators are added in the order in which they run; each takes what the one before has made.
 */
final class ContextNetwork {
    private static final int FLOAT = 1;

    private final TinyNetwork network = new TinyNetwork();
    private final Random random = new Random(7);
    private final int axes;
    private final int width;
    private String last = "input";
    private int channels = 1;
    private int made;

    ContextNetwork(int axes) {
        this(axes, 4);
    }

    /** @param width channels of all convolutions but the last */
    ContextNetwork(int axes, int width) {
        this.axes = axes;
        this.width = width;
        network.input("input", FLOAT, shape("1")).output("answer", FLOAT, shape("c"));
    }

    private String[] shape(String second) {
        String[] shape = new String[axes + 2];
        for (int i = 2; i < shape.length; i++) {
            shape[i] = "side" + i;
        }
        shape[0] = "n";
        shape[1] = second;
        return shape;
    }

    private long[] all(int count, long value) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return values;
    }

    private String floats(float scale, float shift, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * scale + shift;
        }
        String name = "w" + made++;
        network.floats(name, shape, values);
        return name;
    }

    private String longs(long... values) {
        String name = "s" + made++;
        network.longs(name, new long[] {values.length}, values);
        return name;
    }

    private String add(String operator, String inputs, Attribute... attributes) {
        String name = "t" + made++;
        network.operator(operator, inputs, name, attributes);
        return name;
    }

    private long[] kernel(long out, long in, long side) {
        long[] shape = all(axes + 2, side);
        shape[0] = out;
        shape[1] = in;
        return shape;
    }

    ContextNetwork then(String operator, Attribute... attributes) {
        last = add(operator, last, attributes);
        return this;
    }

    /** A convolution of 3, with zeros beyond the image, and a rectifier. */
    ContextNetwork conv(int stride) {
        String weights = floats(1.2f / (float) Math.sqrt(channels * Math.pow(3, axes)), 0, kernel(width, channels, 3));
        String bias = floats(0.3f, 0.2f, width);
        channels = width;
        last = add(
                "Conv",
                last + " " + weights + " " + bias,
                Attribute.numbers("pads", all(2 * axes, 1)),
                Attribute.numbers("strides", all(axes, stride)));
        return then("Relu");
    }

    private String project(String input, int out) {
        return add("Conv", input + " " + floats(0.7f, 0, kernel(out, width, 1)));
    }

    /** Squeeze and excitation by the mean of all places. */
    ContextNetwork excitation() {
        String mean = add("GlobalAveragePool", last);
        last = add("Mul", last + " " + add("Sigmoid", project(mean, width)));
        return this;
    }

    /** Excitation by the largest value and the length of all places. */
    ContextNetwork excitationByExtremes() {
        long[] space = IntStream.range(2, axes + 2).asLongStream().toArray();
        String largest = add("ReduceMax", last, Attribute.numbers("axes", space));
        String length = add("ReduceL2", last, Attribute.numbers("axes", space));
        String both = add("Div", largest + " " + length);
        last = add("Mul", last + " " + add("Sigmoid", project(add("Mul", both + " " + floats(0, 10)), width)));
        return this;
    }

    ContextNetwork instanceNorm() {
        String inputs = last + " " + floats(0.3f, 1, width) + " " + floats(0.3f, 0, width);
        last = add("InstanceNormalization", inputs);
        return this;
    }

    /** As PyTorch writes it down: groups of channels become channels of an instance norm. */
    ContextNetwork groupNorm(int groups) {
        String grouped = add("Reshape", last + " " + longs(0, groups, -1));
        String inputs = grouped + " " + floats(0, 1, groups) + " " + floats(0, 0, groups);
        String normalized = add("InstanceNormalization", inputs);
        String back = add("Reshape", normalized + " " + add("Shape", last));
        long[] ones = all(axes, 1);
        long[] shape = new long[axes + 1];
        shape[0] = width;
        System.arraycopy(ones, 0, shape, 1, axes);
        last = add("Add", add("Mul", back + " " + floats(0.3f, 1, shape)) + " " + floats(0.3f, 0, shape));
        return this;
    }

    /** Twice as large, by interpolation. */
    ContextNetwork enlarge() {
        float[] scales = new float[axes + 2];
        Arrays.fill(scales, 2);
        scales[0] = 1;
        scales[1] = 1;
        String name = "f" + made++;
        network.floats(name, new long[] {axes + 2}, scales);
        String from = last;
        last = "t" + made++;
        network.operator("Resize", from + "  " + name, last, text("mode", "linear"));
        return this;
    }

    private static Attribute text(String name, String value) {
        return new Attribute(name, new TinyNetwork.Message().text(4, value).number(20, 3));
    }

    ContextNetwork transposedConv() {
        String weights = floats(0.5f, 0, kernel(width, width, 2));
        last = add("ConvTranspose", last + " " + weights, Attribute.numbers("strides", all(axes, 2)));
        return this;
    }

    /** Every place looks at the keys and values of all places. */
    ContextNetwork attention() {
        String flat = longs(0, width, -1);
        Attribute turned = Attribute.numbers("perm", 0, 2, 1);
        String query = add("Transpose", add("Reshape", project(last, width) + " " + flat), turned);
        String key = add("Reshape", project(last, width) + " " + flat);
        String value = add("Transpose", add("Reshape", project(last, width) + " " + flat), turned);
        String weights = add("Softmax", add("MatMul", query + " " + key));
        String looked = add("Transpose", add("MatMul", weights + " " + value), turned);
        last = add("Add", last + " " + add("Reshape", looked + " " + add("Shape", last)));
        return this;
    }

    byte[] file() {
        network.operator("Conv", last + " " + floats(0.6f, 0, kernel(1, width, 1)), "logits");
        network.operator("Sigmoid", "logits", "answer");
        return network.file();
    }
}
