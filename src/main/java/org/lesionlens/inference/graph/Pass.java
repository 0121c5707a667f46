package org.lesionlens.inference.graph;

import java.util.List;
import java.util.Map;

/** One look at all tiles of an image: a network that takes a tile and what is known so far of the whole image. */
public final class Pass {
    private final byte[] onnx;
    private final Margins margins;
    private final List<Statistic> statistics;
    private final Map<String, Region> outputs;

    /**
     * Pixels around a core that the network looks at, along each axis of the tensor: multiples of the stride.
     *
     * @param before towards the axis' first pixel
     * @param after towards its last one
     */
    public record Margins(List<Long> before, List<Long> after) {
        /** Ties both sides together. */
        public Margins {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    Pass(byte[] onnx, Margins margins, List<Statistic> statistics, Map<String, Region> outputs) {
        this.onnx = onnx;
        this.margins = margins;
        this.statistics = statistics;
        this.outputs = outputs;
    }

    /** The network as an ONNX file. */
    public byte[] onnx() {
        return onnx.clone();
    }

    /** How far it looks. */
    public Margins margins() {
        return margins;
    }

    /** What its outputs tell; none in the last pass. */
    public List<Statistic> statistics() {
        return statistics;
    }

    /** What is wanted of the network, with its sizes; none but in the last pass. */
    public Map<String, Region> outputs() {
        return outputs;
    }
}
