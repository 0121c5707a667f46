package org.lesionlens.inference;

/** A {@link TinyNetwork} for tests of other packages. */
public final class DrawnNetwork {
    private final TinyNetwork network = new TinyNetwork();

    /** @param type by its number in onnx.proto */
    public DrawnNetwork input(String name, int type, String... shape) {
        network.input(name, type, shape);
        return this;
    }

    public DrawnNetwork output(String name, int type, String... shape) {
        network.output(name, type, shape);
        return this;
    }

    public DrawnNetwork floats(String name, long[] shape, float... values) {
        network.floats(name, shape, values);
        return this;
    }

    public DrawnNetwork operator(String type, String inputs, String output) {
        network.operator(type, inputs, output);
        return this;
    }

    public DrawnNetwork longs(String name, long... values) {
        network.longs(name, new long[] {values.length}, values);
        return this;
    }

    /** With one attribute that is a whole number. */
    public DrawnNetwork operator(String type, String inputs, String output, String attribute, long value) {
        network.operator(type, inputs, output, TinyNetwork.Attribute.number(attribute, value));
        return this;
    }

    public byte[] file() {
        return network.file();
    }
}
