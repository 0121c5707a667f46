package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the networks of the passes: of all operators only those that a pass needs. */
final class PassWriter {
    private static final List<String> BOUNDS = List.of(ExactTiles.CORE_FROM, ExactTiles.CORE_TO);

    private final Rewriting network;
    private final String image;
    private final List<String> given = new ArrayList<>();

    PassWriter(Rewriting network) {
        this.network = network;
        this.image = network.file().input().text(1);
        for (String name : BOUNDS) {
            if (!network.newName(name).equals(name)) {
                throw new NotTileableException("it has a tensor called " + name + ", a name that passes need");
            }
        }
        network.statistics().forEach(statistic -> given.addAll(statistic.given()));
    }

    /** The statistics that some outputs need, by the pass that they are known after, from 1. */
    Map<Integer, List<Statistic>> statistics(Collection<String> outputs) {
        return network.statistics(outputs).stream()
                .collect(Collectors.groupingBy(Statistic::depth, TreeMap::new, Collectors.toList()));
    }

    private List<Local> operators(Collection<String> wanted) {
        Set<String> needed = new HashSet<>(wanted);
        List<Local> operators = new ArrayList<>();
        List<Local> all = network.locals();
        for (int i = all.size() - 1; i >= 0; i--) {
            OnnxNode node = all.get(i).node();
            if (node.outputs().stream().anyMatch(needed::contains)) {
                operators.add(all.get(i));
                needed.addAll(node.inputs());
            }
        }
        Collections.reverse(operators);
        return operators;
    }

    /** A pass that tells statistics. */
    Pass telling(List<Statistic> statistics) {
        Set<String> wanted = new HashSet<>();
        statistics.forEach(statistic -> wanted.addAll(statistic.source().wanted()));
        List<Local> operators = operators(wanted);
        List<OnnxNode> nodes =
                new ArrayList<>(operators.stream().map(Local::node).toList());
        List<String> told = new ArrayList<>();
        List<String> roots = new ArrayList<>();
        for (Statistic statistic : statistics) {
            nodes.addAll(core(statistic.source()));
            nodes.addAll(statistic.source().operators());
            told.addAll(statistic.told());
            roots.add(statistic.source().name());
        }
        List<WireMessage> outputs = told.stream()
                .map(name -> OnnxFile.described(name, OnnxTensor.FLOAT))
                .toList();
        return new Pass(
                file(nodes, outputs), new Need(network, roots, operators).margins(), List.copyOf(statistics), Map.of());
    }

    /** The last pass. */
    Pass answering(Collection<String> wanted) {
        List<Local> operators = operators(wanted);
        Map<String, Region> regions = new LinkedHashMap<>();
        List<WireMessage> outputs = new ArrayList<>();
        for (String name : wanted) {
            Fact fact = network.fact(name);
            outputs.add(OnnxFile.described(name, fact.type()));
            regions.put(name, new Region(fact.dims()));
        }
        byte[] file = file(new ArrayList<>(operators.stream().map(Local::node).toList()), outputs);
        return new Pass(file, new Need(network, wanted, operators).margins(), List.of(), regions);
    }

    /** Cuts the cells of the core out of a tensor. */
    private List<OnnxNode> core(Statistic.Source source) {
        List<Long> dims = new ArrayList<>();
        List<Long> axes = new ArrayList<>();
        List<Long> cells = new ArrayList<>();
        for (int i = 0; i < source.fact().rank(); i++) {
            for (Extent extent : source.fact().dims().get(i).local()) {
                dims.add((long) i);
                axes.add((long) extent.axis());
                cells.add(extent.scale().floorOf(network.stride().get(extent.axis())));
            }
        }
        String name = source.core();
        String order = network.constant(name + "/order", axes);
        String scale = network.constant(name + "/scale", cells);
        List<OnnxNode> nodes = new ArrayList<>();
        List<String> inputs = new ArrayList<>(List.of(source.name()));
        for (String bound : BOUNDS) {
            String ordered = network.newName(name + "/ordered");
            String scaled = network.newName(name + "/scaled");
            nodes.add(OnnxNode.of("Gather", List.of(bound, order), List.of(ordered)));
            nodes.add(OnnxNode.of("Mul", List.of(ordered, scale), List.of(scaled)));
            inputs.add(scaled);
        }
        inputs.add(network.constant(name + "/axes", dims));
        nodes.add(OnnxNode.of("Slice", inputs, List.of(name)));
        return nodes;
    }

    private byte[] file(List<OnnxNode> nodes, List<WireMessage> outputs) {
        Set<String> used = new LinkedHashSet<>();
        Set<String> made = new HashSet<>();
        nodes.forEach(node -> used.addAll(node.inputs()));
        nodes.forEach(node -> made.addAll(node.outputs()));
        outputs.forEach(output -> used.add(output.text(1)));
        List<OnnxTensor> constants = constants(used, made);
        List<WireMessage> inputs = new ArrayList<>();
        inputs.add(open(network.file().input()));
        for (String bound : BOUNDS) {
            if (used.contains(bound)) {
                inputs.add(OnnxFile.described(bound, OnnxTensor.INT64, List.of((long) network.axes())));
            }
        }
        for (String name : given) {
            if (used.contains(name)) {
                inputs.add(OnnxFile.described(name, OnnxTensor.FLOAT, sizes(network.fact(name))));
            }
        }
        return network.file().with(nodes, constants, inputs, outputs);
    }

    private List<OnnxTensor> constants(Set<String> used, Set<String> made) {
        return network.constants().entrySet().stream()
                .filter(entry -> used.contains(entry.getKey()) && !made.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private WireMessage open(WireMessage input) {
        List<Long> sizes = new ArrayList<>(List.of(1L, OnnxFile.sizes(input).get(1)));
        sizes.addAll(Collections.nCopies(network.axes(), 0L));
        return OnnxFile.described(image, OnnxFile.type(input), sizes);
    }

    private static List<Long> sizes(Fact fact) {
        return fact.dims().stream().map(dim -> dim.isCount() ? dim.count() : 0L).toList();
    }
}
