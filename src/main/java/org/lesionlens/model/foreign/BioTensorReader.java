package org.lesionlens.model.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Window;

/** Reads the tensors of a bioimage.io description, which say their axes in letters (0.4) or one by one (0.5). */
final class BioTensorReader {
    private static final int LARGEST_STEP = Window.LARGEST_SIDE / 4;
    private static final String CORRECT = "correct the description, or name another model";

    private final Part root;
    private final boolean letters;
    private final List<BioTensor> inputs = new ArrayList<>();

    /** @param letters whether it is a description 0.4 or older */
    BioTensorReader(Part root, boolean letters) {
        this.root = root;
        this.letters = letters;
    }

    /** The tensors, inputs first. */
    List<List<BioTensor>> read() throws IOException {
        List<BioTensor> outputs = new ArrayList<>();
        for (Part input : root.each("/inputs")) {
            inputs.add(tensor(input, "/preprocessing", test(input, "/test_inputs/" + inputs.size())));
        }
        for (Part output : root.each("/outputs")) {
            outputs.add(tensor(output, "/postprocessing", test(output, "/test_outputs/" + outputs.size())));
        }
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw root.refused("no inputs or no outputs", CORRECT);
        }
        return List.of(List.copyOf(inputs), outputs);
    }

    private Optional<String> test(Part tensor, String old) {
        if (letters) {
            return root.string(old + "/source").or(() -> root.string(old));
        }
        return tensor.string("/test_tensor/source");
    }

    private BioTensor tensor(Part tensor, String steps, Optional<String> test) {
        String id = tensor.string("/id").or(() -> tensor.string("/name")).orElse("");
        List<BioAxis> axes = letters ? ofLetters(tensor) : oneByOne(tensor);
        if (axes.stream().map(BioAxis::letter).distinct().count() != axes.size()) {
            throw tensor.refused("axes that are there twice", CORRECT);
        }
        Optional<ElementType> type =
                tensor.string(letters ? "/data_type" : "/data/type").flatMap(BioSteps::typeOf);
        return new BioTensor(id, axes, tensor.each(steps), test, type);
    }

    private List<BioAxis> oneByOne(Part tensor) {
        List<BioAxis> axes = new ArrayList<>();
        for (Part axis : tensor.each("/axes")) {
            axes.add(axis(axis, tensor));
        }
        return axes;
    }

    private BioAxis axis(Part axis, Part tensor) {
        String type = axis.text("/type");
        return switch (type) {
            case "batch" -> new BioAxis("batch", 'b', axis.whole("/size", 0), 0, 0, 1, List.of());
            case "channel" -> channel(axis);
            case "space" -> space(axis, tensor);
            default ->
                throw axis.refused(
                        "an axis of the type \"" + Refusal.echo(type) + "\", which images here do not have", CORRECT);
        };
    }

    private static BioAxis channel(Part axis) {
        List<String> names = axis.texts("/channel_names");
        int count = names.isEmpty() && axis.node().at("/size").isNumber() ? axis.whole("/size") : names.size();
        return new BioAxis(axis.string("/id").orElse("channel"), 'c', count, 0, 0, 1, names);
    }

    private BioAxis space(Part axis, Part tensor) {
        String id = axis.string("/id").orElse("x");
        if (!id.matches("[xyz]")) {
            throw axis.refused("an axis of space called \"" + Refusal.echo(id) + "\", not x, y or z", CORRECT);
        }
        double scale = axis.number("/scale", 1);
        Part size = axis.at("/size");
        int halo = axis.whole("/halo", 0);
        if (size.node().isNumber()) {
            return new BioAxis(id, id.charAt(0), size.whole("", 1, Window.LARGEST_SIDE), 0, halo, scale, List.of());
        }
        if (size.has("/min") && size.has("/step")) {
            int least = size.whole("/min", 1, Window.LARGEST_SIDE);
            int step = size.whole("/step", 0, LARGEST_STEP);
            return new BioAxis(id, id.charAt(0), least, step, halo, scale, List.of());
        }
        return referring(id, size, new Referrer(tensor, halo, scale));
    }

    /** An axis whose size is that of another one. */
    private record Referrer(Part tensor, int halo, double scale) {}

    private BioAxis referring(String id, Part size, Referrer own) {
        String tensorId = size.text("/tensor_id");
        String axisId = size.text("/axis_id");
        if (own.tensor().string("/id").equals(Optional.of(tensorId))) {
            Part other = own.tensor().each("/axes").stream()
                    .filter(axis -> axis.string("/id").equals(Optional.of(axisId)))
                    .findFirst()
                    .orElseThrow(() -> size.refused("a reference to an axis that is not there", CORRECT));
            if (other.has("/size/tensor_id")) {
                throw size.refused("a reference to an axis whose size is a reference itself", CORRECT);
            }
            BioAxis axis = space(other, own.tensor());
            return new BioAxis(id, id.charAt(0), axis.least(), axis.step(), own.halo(), own.scale(), List.of());
        }
        BioAxis input = inputs.stream()
                .filter(tensor -> tensor.id().equals(tensorId))
                .flatMap(tensor -> tensor.axes().stream())
                .filter(axis -> axis.id().equals(axisId))
                .findFirst()
                .orElseThrow(() -> size.refused("a reference to an axis that is not there", CORRECT));
        requireNoOffset(size, size.number("/offset", 0));
        double scale = input.scale() / own.scale();
        return new BioAxis(id, id.charAt(0), (int) Math.round(input.least() * scale), 0, own.halo(), scale, List.of());
    }

    private static void requireNoOffset(Part size, double offset) {
        if (offset != 0) {
            throw size.refused(
                    "an output that is cut off at its border (an offset of " + offset + "), which is not done here",
                    "export the network with an output as large as its input");
        }
    }

    private List<BioAxis> ofLetters(Part tensor) {
        List<String> axes = tensor.node().at("/axes").isArray()
                ? tensor.texts("/axes")
                : List.of(tensor.text("/axes").split(""));
        String all = String.join("", axes);
        if (!all.matches("[bcxyz]{1,5}")) {
            throw tensor.refused("axes that are not some of b, c, x, y, z: \"" + Refusal.echo(all) + "\"", CORRECT);
        }
        Part shape = tensor.at("/shape");
        return IntStream.range(0, all.length())
                .mapToObj(i -> ofLetter(tensor, shape, all.charAt(i), i))
                .toList();
    }

    private BioAxis ofLetter(Part tensor, Part shape, char letter, int place) {
        String at = "/" + place;
        int halo = tensor.whole("/halo" + at, 0);
        String id = String.valueOf(letter);
        if (shape.has("/reference_tensor")) {
            double scale = shape.number("/scale" + at, 0);
            double offset = shape.number("/offset" + at, 0);
            int least = inputs.isEmpty()
                    ? 0
                    : inputs.get(0).axis(letter).map(BioAxis::least).orElse(0);
            if (scale == 0 || letter == 'c' || letter == 'b') {
                return new BioAxis(id, letter, (int) Math.round(least * scale + 2 * offset), 0, 0, 1, List.of());
            }
            requireNoOffset(shape, offset);
            return new BioAxis(id, letter, (int) Math.round(least * scale), 0, halo, scale, List.of());
        }
        boolean grows = shape.has("/min");
        int least = shape.whole(grows ? "/min" + at : at, 0, Window.LARGEST_SIDE);
        int step = grows && letter != 'c' && letter != 'b' ? shape.whole("/step" + at, 0, LARGEST_STEP) : 0;
        return new BioAxis(id, letter, least, step, halo, 1, List.of());
    }
}
