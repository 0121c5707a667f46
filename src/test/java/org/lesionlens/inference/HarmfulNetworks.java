package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Path;
import org.lesionlens.inference.TinyNetwork.Attribute;

/** Model folders whose networks do harm to the process that opens or asks them, or cannot be relied on. */
public final class HarmfulNetworks {
    /** Sides of windows for which {@link #crashingFor} crashes. */
    static final int FATAL_SIDE = 96;

    private static final int DOUBLE = 11;

    private HarmfulNetworks() {}

    /** A segmenter that divides by zero in native code as soon as it is opened. */
    public static Path crashing(Path models, String name) throws IOException {
        return TinyModel.segmenter(
                models,
                name,
                TinyNetwork.segmenter()
                        .operator("DepthToSpace", "good", "probability", Attribute.number("blocksize", 1L << 32)));
    }

    /** A segmenter that answers right, but for images of {@value #FATAL_SIDE} columns, for which it divides by zero. */
    static Path crashingFor(Path models, String name) throws IOException {
        return TinyModel.segmenter(
                models,
                name,
                TinyNetwork.segmenter()
                        .longs("columns_at", new long[0], 3)
                        .longs("fatal", new long[0], FATAL_SIDE)
                        .operator("Shape", "input", "shape")
                        .operator("Gather", "shape columns_at", "columns")
                        .operator("Equal", "columns fatal", "is_fatal")
                        .operator("Cast", "shape", "float_shape", Attribute.number("to", 1))
                        .operator("Abs", "float_shape", "same_shape")
                        .operator("Cast", "same_shape", "opaque_shape", Attribute.number("to", 7))
                        .operator("Reshape", "good opaque_shape", "unknown") // its channels, before it runs
                        .operator(
                                "If",
                                "is_fatal",
                                "probability",
                                Attribute.graph("then_branch", byZero()),
                                Attribute.graph("else_branch", right())));
    }

    private static TinyNetwork byZero() {
        return new TinyNetwork()
                .output("divided", 1, "n", "c", "h", "w")
                .operator("DepthToSpace", "unknown", "divided", Attribute.number("blocksize", 1L << 32));
    }

    private static TinyNetwork right() {
        return new TinyNetwork().output("same", 1, "n", "c", "h", "w").operator("Identity", "good", "same");
    }

    /** A segmenter that answers right and takes so many bytes for it. */
    static Path greedy(Path models, String name, long bytes) throws IOException {
        return TinyModel.segmenter(
                models,
                name,
                TinyNetwork.segmenter()
                        .longs("size", new long[] {1}, bytes / Float.BYTES)
                        .operator("Shape", "input", "image_size")
                        .operator("ReduceMin", "image_size", "least", Attribute.number("keepdims", 1))
                        .operator("Mul", "size least", "now")
                        .operator("ConstantOfShape", "now", "many")
                        .operator("ReduceSum", "many", "nothing", Attribute.number("keepdims", 0))
                        .operator("Add", "good nothing", "probability"));
    }

    /** A segmenter that draws lots and tells them as double-precision numbers. */
    static Path randomInDouble(Path models, String name) throws IOException {
        return TinyModel.segmenter(
                models,
                name,
                new TinyNetwork()
                        .input("input", 1, "n", "1", "y", "x")
                        .output("probability", DOUBLE, "n", "c", "h", "w")
                        .operator("RandomUniformLike", "input", "lots")
                        .operator("Cast", "lots", "probability", Attribute.number("to", DOUBLE)));
    }

    /** A segmenter that draws lots. */
    public static Path random(Path models, String name) throws IOException {
        return TinyModel.segmenter(
                models, name, TinyNetwork.segmenter().operator("RandomUniformLike", "good", "probability"));
    }
}
