package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network while its global operations are replaced by inputs, operator by operator in the order in which they run.
 *
 * <p>What is left are local operators, statistics of the whole image, and a fact for every tensor.
 */
final class Rewriting {
    private static final int MOST_AXES = 3;

    private final OnnxFile file;
    private final int axes;
    private final Map<String, Fact> facts = new HashMap<>();
    private final Map<String, OnnxTensor> constants;
    private final Map<String, Local> producers = new HashMap<>();
    private final List<Local> locals = new ArrayList<>();
    private final List<Statistic> statistics = new ArrayList<>();
    private final List<Integer> begun = new ArrayList<>();
    private final Map<String, String> wholes = new HashMap<>();
    private final long[] stride;
    private final Set<String> names = new HashSet<>();

    Rewriting(OnnxFile file) {
        this.file = file;
        this.constants = new LinkedHashMap<>(file.constants());
        WireMessage input = file.input();
        List<Long> sizes = OnnxFile.sizes(input);
        this.axes = sizes.size() - 2;
        if (axes < 1 || axes > MOST_AXES || sizes.get(0) > 1 || sizes.get(1) < 1) {
            throw new NotTileableException("its input has the sizes " + sizes
                    + " (0 is open), not one image with a number of channels and 1 to 3 axes");
        }
        this.stride = new long[axes];
        Arrays.fill(stride, 1);
        file.nodes().forEach(node -> names.addAll(node.outputs()));
        names.addAll(constants.keySet());
        names.add(input.text(1));
        facts.put(input.text(1), Fact.of(imageDims(sizes.get(1)), OnnxFile.type(input), 0));
        constants.values().forEach(this::defineConstant);
        file.nodes().forEach(this::rewrite);
    }

    private List<Dim> imageDims(long channels) {
        List<Dim> dims = new ArrayList<>(List.of(Dim.of(1), Dim.of(channels)));
        for (int axis = 0; axis < axes; axis++) {
            dims.add(Dim.of(new Extent(axis, Ratio.ONE, 0, false)));
        }
        return dims;
    }

    private void defineConstant(OnnxTensor tensor) {
        facts.put(tensor.name(), Sizes.constant(tensor));
    }

    /** Takes in the next operator of the network, or one that stands for a part of it. */
    void rewrite(OnnxNode node) {
        if (!node.domain().isEmpty() && !node.domain().equals("ai.onnx")) {
            throw refused(node, "is of the domain " + OnnxNode.shown(node.domain()) + ", which is not known");
        }
        if (node.operator().equals("Constant")) {
            Sizes.constantOf(node).ifPresent(tensor -> constants.put(node.output(), tensor));
            keep(node, Sizes.constant(node), Reads.OWN_PLACE);
        } else if (!Sizes.evaluate(node, this)) {
            Rules.of(node, this).apply(node, this);
        }
    }

    OnnxFile file() {
        return file;
    }

    int axes() {
        return axes;
    }

    List<Local> locals() {
        return locals;
    }

    List<Statistic> statistics() {
        return statistics;
    }

    /** The statistics that some tensors need, those that are known last first. */
    List<Statistic> statistics(Collection<String> wanted) {
        Set<String> needed = new HashSet<>(wanted);
        List<Statistic> found = new ArrayList<>();
        int next = statistics.size() - 1;
        for (int i = locals.size(); i >= 0; i--) {
            if (i < locals.size() && locals.get(i).node().outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(locals.get(i).node().inputs());
            }
            for (; next >= 0 && begun.get(next) == i; next--) {
                Statistic statistic = statistics.get(next);
                if (statistic.given().stream().anyMatch(needed::contains)) {
                    found.add(statistic);
                    needed.addAll(statistic.source().wanted());
                }
            }
        }
        return found;
    }

    Map<String, OnnxTensor> constants() {
        return constants;
    }

    /** Multiples at which tiles may begin, along each axis. */
    List<Long> stride() {
        return Arrays.stream(stride).boxed().toList();
    }

    Optional<Local> producer(String name) {
        return Optional.ofNullable(producers.get(name));
    }

    Fact fact(String name) {
        Fact fact = facts.get(name);
        if (fact == null) {
            throw new NotTileableException("the tensor " + OnnxNode.shown(name) + " is used before it is made");
        }
        return fact;
    }

    boolean has(OnnxNode node, int input) {
        return !node.input(input).isEmpty();
    }

    Fact fact(OnnxNode node, int input) {
        if (!has(node, input)) {
            throw refused(node, "lacks its input " + input);
        }
        return fact(node.input(input));
    }

    /** Whole numbers of an input that do not depend on the image. */
    Optional<List<Long>> longs(OnnxNode node, int input) {
        return has(node, input) ? Sizes.longs(fact(node, input)) : Optional.empty();
    }

    /** From an input, or in files of older opsets from an attribute. */
    Optional<List<Long>> longs(OnnxNode node, int input, String attribute) {
        if (node.attribute(attribute).isPresent()) {
            return Optional.of(node.numbers(attribute, List.of()));
        }
        if (has(node, input) && longs(node, input).isEmpty()) {
            throw refused(node, "takes " + attribute + " from other operators");
        }
        return longs(node, input);
    }

    /** The largest depth of all inputs. */
    int depth(OnnxNode node) {
        return node.inputs().stream()
                .filter(name -> !name.isEmpty())
                .mapToInt(name -> fact(name).depth())
                .max()
                .orElse(0);
    }

    /** An operator whose output has the first input's type and cells that are read at their own place. */
    void keep(OnnxNode node, List<Dim> dims) {
        keep(node, dims, Reads.OWN_PLACE);
    }

    void keep(OnnxNode node, List<Dim> dims, Reads reads) {
        keep(node, Fact.of(dims, fact(node, 0).type(), depth(node)), reads);
    }

    /** The first output is described, the others may not be used. */
    void keep(OnnxNode node, Fact fact, Reads reads) {
        define(node.output(), fact);
        Local local = new Local(node, reads);
        node.outputs().forEach(output -> producers.put(output, local));
        locals.add(local);
    }

    void define(String name, Fact fact) {
        List<Extent> local = fact.local();
        if (local.stream().mapToInt(Extent::axis).distinct().count() != local.size()) {
            throw new NotTileableException("the tensor " + OnnxNode.shown(name)
                    + " compares all places along an axis of the image with each other");
        }
        fact.dims().forEach(dim -> dim.extents().forEach(extent -> align(extent.axis(), extent.scale())));
        facts.put(name, fact);
    }

    /** Tiles begin where this many cells are a whole number. */
    void align(int axis, Ratio scale) {
        long parts = scale.denominator();
        stride[axis] = Math.multiplyExact(stride[axis] / Ratio.gcd(stride[axis], parts), parts);
    }

    /** The input that holds a tensor of the whole image, whose cells the tiles tell. */
    String whole(String root) {
        return wholes.computeIfAbsent(root, name -> {
            Fact fact = fact(name);
            String core = newName(name + "/core");
            String whole = newName(name + "/whole");
            List<Dim> dims = fact.dims().stream()
                    .map(dim -> dim.only()
                            .map(extent -> Dim.of(extent.ofWholeImage()))
                            .orElse(dim))
                    .toList();
            define(whole, new Fact(dims, fact.type(), fact.depth() + 1, Optional.empty(), false));
            Statistic.Source source = new Statistic.Source(name, fact, core, List.of());
            add(new Statistic(Statistic.Kind.CELLS, source, fact.depth() + 1, List.of(core), List.of(whole)));
            return whole;
        });
    }

    void add(Statistic statistic) {
        begun.add(locals.size());
        statistics.add(statistic);
    }

    String newName(String like) {
        String name = like;
        for (int i = 1; !names.add(name); i++) {
            name = like + "/" + i;
        }
        return name;
    }

    /** A new constant of whole numbers, and its name. */
    String constant(String like, List<Long> values) {
        OnnxTensor tensor = OnnxTensor.longs(newName(like), values);
        constants.put(tensor.name(), tensor);
        defineConstant(tensor);
        return tensor.name();
    }

    NotTileableException refused(OnnxNode node, String why) {
        return new NotTileableException("the operator " + node.shown() + " " + why);
    }
}
