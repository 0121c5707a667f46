package org.lesionlens.model.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Purpose;
import org.lesionlens.model.TensorSpec;

/** Reads a bioimage.io model description 0.4 or 0.5 (https://github.com/bioimage-io/spec-bioimage-io). */
final class BioimageioReader implements ForeignReader {
    private static final double TOLERANCE = 1e-3;
    private static final String CORRECT = "correct the description, or name another model";
    private static final String ADDED =
            "Its description does not say what makes probabilities of its answer, so its test"
                    + " tensors cannot be compared.";

    private final Originals files;
    private final String name;
    private final Answers answers;
    private final Part root;
    private final boolean letters;

    /** @param name of the description's file */
    BioimageioReader(Originals files, String name, Answers answers) throws IOException {
        this.files = files;
        this.name = name;
        this.answers = answers;
        this.root = files.description(name);
        String version = root.text("/format_version");
        this.letters = version.matches("0\\.[34]\\..*");
        if (!letters && !version.matches("0\\.5\\..*")) {
            throw root.refused(
                    "the format_version \"" + Refusal.echo(version) + "\", not 0.4 or 0.5", "convert the description");
        }
        if (!root.string("/type").orElse("model").equals("model")) {
            throw root.refused("another type than model: \"" + Refusal.echo(root.text("/type")) + "\"", CORRECT);
        }
    }

    @Override
    public Draft read() throws IOException {
        List<List<BioTensor>> tensors = new BioTensorReader(root, letters).read();
        BioTensor input = onlyInput(tensors.get(0));
        BioTensor output = output(tensors.get(1));
        String weights = weights();
        OnnxFile onnx = OnnxFile.read(files.file(weights));
        BioOnnx network = BioOnnx.of(onnx, input, output, tensors.get(1).indexOf(output));
        BioSteps.After after = new BioSteps(output, letters).after();
        Meaning meaning = meaning(onnx, network, output, after);
        boolean added = meaning.activation() != after.activation();
        Purpose purpose = OpenQuestions.purpose(answers, modality(input), root.texts("/tags"));
        boolean volume = input.space().length() == 3;
        Preparation lie = OpenQuestions.orientation(answers, volume ? Preparation.AS_STORED : Preparation.AS_SHOWN);
        Set<Character> mirrorAxes = OpenQuestions.mirrorAxes(answers, input.letters());
        return new Draft(
                card(),
                purpose,
                Meaning.channels(answers, inputChannels(input, network), input.channelNames(), purpose),
                steps(lie, new BioSteps(input, letters).before()),
                new Draft.Files(
                        List.of(weights),
                        ForeignReader.besides(weights, onnx.data()),
                        spec(network.input(), input),
                        new BioWindow(answers, files).of(input, output, network),
                        mirrorAxes),
                new Output(
                        spec(network.output(), output),
                        meaning.activation(),
                        after.rest(),
                        meaning.answer(),
                        meaning.values(),
                        scale(output)),
                meaning.role(answers, !mirrorAxes.isEmpty()),
                added ? List.of() : tests(input, output),
                notes(added, input));
    }

    private List<String> notes(boolean added, BioTensor input) {
        List<String> notes = new ArrayList<>(added ? List.of(ADDED) : List.of());
        notes.addAll(new BioSteps(input, letters).notes());
        return notes;
    }

    private Meaning meaning(OnnxFile onnx, BioOnnx network, BioTensor output, BioSteps.After after) {
        boolean silent = after.activation() == Activation.NONE && after.rest().isEmpty();
        Meaning.Known known = new Meaning.Known(
                onnx,
                network.output(),
                network.channels(),
                names(output, network.channels()),
                silent ? Optional.empty() : Optional.of(after.activation()),
                Optional.empty());
        return Meaning.ask(answers, known);
    }

    private static TensorSpec spec(OnnxFile.OnnxValue value, BioTensor described) {
        return new TensorSpec(value.name(), described.letters(), value.type());
    }

    private static List<String> names(BioTensor output, int channels) {
        List<String> names = output.channelNames();
        return names.size() == channels && Set.copyOf(names).size() == channels ? names : List.of();
    }

    private static int inputChannels(BioTensor input, BioOnnx network) {
        int place = input.letters().indexOf('c');
        return place < 0
                ? 1
                : Math.max(input.channels(), network.input().shape().get(place));
    }

    private static List<Preparation> steps(Preparation first, List<Preparation> rest) {
        List<Preparation> steps = new ArrayList<>(List.of(first));
        steps.addAll(rest);
        return steps;
    }

    private BioTensor onlyInput(List<BioTensor> inputs) {
        if (inputs.size() != 1) {
            throw root.refused(
                    inputs.size() + " inputs; prompts and further images beside one input are not done here",
                    "name a model with one input");
        }
        if (inputs.get(0).space().length() < 2) {
            throw root.refused("an input that is no image", "name a model of images");
        }
        return inputs.get(0);
    }

    private BioTensor output(List<BioTensor> outputs) {
        Map<String, BioTensor> images = new LinkedHashMap<>();
        outputs.stream()
                .filter(output -> output.space().length() >= 2)
                .sorted(Comparator.comparingDouble(output -> -size(output)))
                .forEach(output -> images.put(output.id(), output));
        if (images.isEmpty()) {
            throw root.refused(
                    "no output that is an image: a classifier of whole images, or a detector, which is not done here",
                    "name a model that segments");
        }
        List<String> ids = List.copyOf(images.keySet());
        return images.get(
                ids.size() == 1 ? ids.get(0) : answers.oneOf("output", "the output that is meant", ids.get(0), ids));
    }

    /** Of an answer, for one of the input's size; deep supervision answers in smaller ones too. */
    private static double size(BioTensor output) {
        return output.axes().stream()
                .filter(BioAxis::isSpace)
                .mapToDouble(BioAxis::scale)
                .reduce(1, (a, b) -> a * b);
    }

    private String weights() throws IOException {
        if (!root.has("/weights/onnx")) {
            throw root.refused(
                    "no weights in ONNX, only "
                            + Refusal.echo(root.entries("/weights").keySet().toString()),
                    "export the network to ONNX (models/export/export.py does it for PyTorch) and name it in the"
                            + " description");
        }
        String source = local(root.text("/weights/onnx/source"));
        requireSum(source, root.at("/weights/onnx"));
        return source;
    }

    /** Of an address the last part, as packages name their files. */
    private String local(String source) {
        String file = source.replaceFirst("^file://", "");
        return file.matches("https?://.*") ? file.replaceFirst("\\?.*$", "").replaceFirst("^.*/", "") : file;
    }

    private void requireSum(String source, Part said) throws IOException {
        Optional<String> wanted = said.string("/sha256");
        if (wanted.isPresent()) {
            String found = CheckedFile.of(files.file(source)).sha256();
            if (!found.equalsIgnoreCase(wanted.get())) {
                throw said.refused(
                        "the sha256 " + Refusal.echo(wanted.get()) + " for " + Refusal.echo(source)
                                + ", whose sha256 is " + found,
                        "get the model's files again");
            }
        }
    }

    private Optional<String> modality(BioTensor input) {
        return Stream.concat(input.channelNames().stream(), root.texts("/tags").stream())
                .map(OpenQuestions::modalityOf)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private List<Double> scale(BioTensor output) {
        List<Double> scale = new ArrayList<>(Collections.nCopies(3, 1.0));
        output.axes().stream().filter(BioAxis::isSpace).forEach(axis -> scale.set(axis.letter() - 'x', axis.scale()));
        return scale;
    }

    private List<Draft.Test> tests(BioTensor input, BioTensor output) throws IOException {
        if (input.test().isEmpty() || output.test().isEmpty()) {
            return List.of();
        }
        String in = local(input.test().get());
        String out = local(output.test().get());
        if (!files.has(in) || !files.has(out) || !in.endsWith(".npy") || !out.endsWith(".npy")) {
            return List.of();
        }
        for (Part tensor : root.each("/inputs")) {
            requireSum(in, tensor.at("/test_tensor"));
        }
        for (Part tensor : root.each("/outputs")) {
            if (tensor.string("/id").equals(Optional.of(output.id()))) {
                requireSum(out, tensor.at("/test_tensor"));
            }
        }
        return List.of(new Draft.Test(in, out, tolerance()));
    }

    private double tolerance() {
        for (Part said : root.each("/config/bioimageio/reproducibility_tolerance")) {
            return said.number("/absolute_tolerance", TOLERANCE) + said.number("/relative_tolerance", 0);
        }
        return TOLERANCE;
    }

    private Draft.Card card() throws IOException {
        List<String> described = new ArrayList<>(files.cards());
        described.add(name);
        List<String> citations = root.each("/cite").stream()
                .map(cited -> cited.string("/text").orElse("")
                        + cited.string("/doi")
                                .or(() -> cited.string("/url"))
                                .map(link -> " " + link)
                                .orElse(""))
                .filter(text -> !text.isBlank())
                .toList();
        return new Draft.Card(
                "bioimage.io " + root.text("/format_version"),
                root.text("/name"),
                root.string("/version").orElse("not said"),
                root.string("/license"),
                citations,
                described);
    }
}
