package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a network can be run over the tiles of an image so that it answers what it would for the whole image.
 *
 * <p>Operations over all places (global pooling, instance and group norm, reductions, keys and values of attention) need
 * what is known only after all tiles were looked at. If the longest chain of them has P operations, P + 1 passes over the
 * tiles are exact: each tells what the next one needs.
 */
public sealed interface ExactTiles {
    /** Input of passes: first cell of the core within the tile, in strides, along each axis. */
    String CORE_FROM = "core/from";

    /** Input of passes: the cell after the core's last within the tile, in strides. */
    String CORE_TO = "core/to";

    /** The longest chain for which passes are made: each costs a look at the whole image. */
    int LONGEST_CHAIN = 3;

    /**
     * The passes.
     *
     * @param stride multiples of which tiles begin at and images have as sides, along each axis of the tensor
     * @param sides the only sides that an image may have, 0 where any is good
     */
    record Plan(Input input, List<Long> stride, List<Long> sides, List<Pass> passes) implements ExactTiles {
        /** Ties the passes to the input. */
        public Plan {
            stride = List.copyOf(stride);
            sides = List.copyOf(sides);
            passes = List.copyOf(passes);
        }

        /** P: how many operations over all places the longest chain has. */
        public int chain() {
            return passes.size() - 1;
        }
    }

    /** The input of the network: its name, and how many channels an image has. */
    record Input(String name, long channels) {}

    /** Why there are no passes, a part of a sentence; the image then has to be in one window. */
    record Refusal(String reason) implements ExactTiles {
        /** Which window the network needs for an image of these sides, along the axes of the tensor, and why. */
        public String neededWindow(List<Long> sides) {
            String window = sides.stream().map(String::valueOf).collect(Collectors.joining(" x "));
            return "the network must see the image whole, in one window of " + window + ": " + reason;
        }
    }

    /**
     * Looks into a network.
     *
     * @param onnx an ONNX file with its weights
     * @param outputs names of the tensors that are wanted: outputs, or what operators make
     */
    static ExactTiles of(byte[] onnx, Collection<String> outputs) {
        return of(onnx, outputs, LONGEST_CHAIN);
    }

    /** The same for another longest chain. */
    static ExactTiles of(byte[] onnx, Collection<String> outputs, int longestChain) {
        try {
            return plan(new Rewriting(OnnxFile.read(onnx).upTo(outputs)), outputs, longestChain);
        } catch (NotTileableException e) {
            return new Refusal(e.getMessage());
        } catch (ArithmeticException e) {
            return new Refusal("it has sizes that are too large to be calculated with");
        }
    }

    /**
     * Whether a network that is not looked into has operators that may run over all places of an image.
     *
     * @param onnx an ONNX file
     */
    static boolean mayLookEverywhere(byte[] onnx) {
        try {
            return OnnxFile.operators(onnx).stream()
                    .anyMatch(name -> name.matches("Global.*|Reduce.*|(Instance|Group|Layer|MeanVariance)Normalization"
                            + "|MatMul|Gemm|Einsum|.*Attention.*|NonZero|TopK|LSTM|GRU|RNN"));
        } catch (NotTileableException e) {
            return true;
        }
    }

    private static ExactTiles plan(Rewriting network, Collection<String> outputs, int longestChain) {
        requireFloats(network, outputs);
        PassWriter writer = new PassWriter(network);
        Map<Integer, List<Statistic>> statistics = writer.statistics(outputs);
        int chain = statistics.keySet().stream().mapToInt(depth -> depth).max().orElse(0);
        if (chain > longestChain) {
            return new Refusal(tooLong(chain, longestChain, statistics));
        }
        List<Pass> passes = new ArrayList<>();
        for (int depth = 1; depth <= chain; depth++) {
            passes.add(writer.telling(statistics.get(depth)));
        }
        passes.add(writer.answering(outputs));
        WireMessage input = network.file().input();
        List<Long> sizes = OnnxFile.sizes(input);
        return new Plan(
                new Input(input.text(1), sizes.get(1)), network.stride(), sizes.subList(2, sizes.size()), passes);
    }

    private static void requireFloats(Rewriting network, Collection<String> outputs) {
        boolean floats = OnnxFile.type(network.file().input()) == OnnxTensor.FLOAT;
        for (String output : outputs) {
            Fact fact = network.fact(output);
            floats &= fact.type() == OnnxTensor.FLOAT;
            if (!fact.isSeparable()) {
                throw new NotTileableException("its output " + OnnxNode.shown(output) + " is not one cell a place");
            }
        }
        if (!floats) {
            throw new NotTileableException("its input or output is not of numbers of 32 bits");
        }
    }

    private static String tooLong(int chain, int longest, Map<Integer, List<Statistic>> statistics) {
        return "it has a chain of " + chain + " operations over all places of the image ("
                + statistics.values().stream()
                        .limit(longest + 1L)
                        .map(level -> OnnxNode.shown(level.get(0).given().get(0)))
                        .collect(Collectors.joining(", "))
                + (chain > longest + 1 ? ", ..." : "") + "), and passes over tiles are made for at most " + longest;
    }
}
