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

    public byte[] file() {
        return network.file();
    }
}
