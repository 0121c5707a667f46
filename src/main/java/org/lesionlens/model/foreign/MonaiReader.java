package org.lesionlens.model.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Purpose;
import org.lesionlens.model.Role;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Blend;
import org.lesionlens.model.Window.Side;
import org.lesionlens.model.foreign.OnnxFile.OnnxValue;

/**
 * Reads a MONAI bundle ({@code metadata.json}, {@code inference.json}; https://docs.monai.io, "MONAI Bundle
 * Specification") whose network lies there as ONNX too. The first axis of MONAI's images is our x.
 */
final class MonaiReader implements ForeignReader {
    private static final double OVERLAP = 0.25;
    /** What {@code compute_importance_map} raises smaller weights to. */
    private static final double LEAST_WEIGHT = 1e-3;

    private static final double SIGMA = 0.125;
    private static final String REMEDY = "name a bundle that segments with one input";

    private final Originals files;
    private final Answers answers;
    private final String folder;
    private final String configFile;
    private final Part metadata;
    private final MonaiConfig config;

    /** @param folder of the bundle in the model's own, empty or ending in {@code /} */
    MonaiReader(Originals files, String folder, Answers answers) throws IOException {
        this.files = files;
        this.answers = answers;
        this.folder = folder;
        String configs = folder + "configs/";
        this.configFile =
                files.firstOf(configs + "inference.json", configs + "inference.yaml", configs + "inference.yml");
        this.metadata = files.description(configs + "metadata.json");
        this.config = new MonaiConfig(files.description(configFile));
    }

    @Override
    public Draft read() throws IOException {
        String weights = weights();
        OnnxFile onnx = OnnxFile.read(files.file(weights));
        OnnxValue in = onnx.inputs().get(0);
        Part image = only(
                "/network_data_format/inputs", in.shape().size(), onnx.inputs().size());
        Part answer = only("/network_data_format/outputs", in.shape().size(), 1);
        OnnxValue out = fullSize(onnx, in);
        int channels = count(in, image);
        MonaiPreprocessing before = new MonaiPreprocessing(
                config.transforms("preprocessing"), channels, in.shape().size() - 2);
        MonaiPostprocessing after = MonaiPostprocessing.of(config.transforms("postprocessing"), before.isResampled());
        Meaning meaning = Meaning.ask(answers, known(onnx, out, count(out, answer), answer, after));
        Purpose purpose =
                OpenQuestions.purpose(answers, image.string("/modality").flatMap(this::modality), words());
        String axes = in.shape().size() == 5 ? "bcxyz" : "bcxy";
        Set<Character> mirrorAxes = OpenQuestions.mirrorAxes(answers, axes);
        return new Draft(
                card(),
                purpose,
                Meaning.channels(answers, channels, names(image, channels), purpose),
                before.steps(),
                new Draft.Files(
                        List.of(weights),
                        ForeignReader.besides(weights, onnx.data()),
                        new TensorSpec(in.name(), axes, in.type()),
                        window(in, before),
                        mirrorAxes),
                new Output(
                        new TensorSpec(out.name(), axes, out.type()),
                        meaning.activation(),
                        List.of(),
                        meaning.answer(),
                        meaning.values(),
                        Collections.nCopies(3, 1.0),
                        before.isResampled() ? after.broughtBack() : Output.Back.NUMBERS),
                role(meaning, after, !mirrorAxes.isEmpty()),
                List.of(),
                List.of());
    }

    private String weights() throws IOException {
        List<String> found = files.endingWith(".onnx").stream()
                .filter(name -> name.startsWith(folder))
                .toList();
        String usual = folder + "models/model.onnx";
        return found.contains(usual) ? usual : OpenQuestions.network(answers, found, files.folder());
    }

    /** The only image of the network's inputs, or of its answers. */
    private Part only(String at, int rank, int tensors) {
        List<Part> images = metadata.entries(at).values().stream().toList();
        boolean image = images.size() == 1
                && images.get(0).string("/type").orElse("image").matches("image|label|segmentation");
        if (!image || tensors != 1 || rank < 4 || rank > 5) {
            throw metadata.refused(
                    "a network that does not take one image and answer one (" + at
                            + "): detectors, classifiers, diffusion" + " and prompts are not done here",
                    REMEDY);
        }
        return images.get(0);
    }

    private static OnnxValue fullSize(OnnxFile onnx, OnnxValue in) {
        return onnx.outputs().stream()
                .filter(out -> out.shape().size() == in.shape().size())
                .filter(out -> IntStream.range(2, in.shape().size())
                        .allMatch(i -> out.shape().get(i) == 0
                                || in.shape().get(i) == 0
                                || out.shape().get(i).equals(in.shape().get(i))))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        onnx.path(), "takes " + in + " but answers no image as large: " + onnx.outputs(), REMEDY));
    }

    /** As the network says, else as the description does. */
    private static int count(OnnxValue tensor, Part said) {
        int channels = tensor.shape().get(1);
        int wanted = said.whole("/num_channels", Math.max(1, channels));
        if (channels > 0 && channels != wanted) {
            throw said.refused(
                    wanted + " channels but its network has " + channels, "put files of one bundle together");
        }
        return wanted;
    }

    private static List<String> names(Part tensor, int channels) {
        List<String> names = tensor.entries("/channel_def").values().stream()
                .map(name -> name.text(""))
                .toList();
        return names.size() == channels && Set.copyOf(names).size() == channels ? names : List.of();
    }

    private static Meaning.Known known(
            OnnxFile onnx, OnnxValue out, int channels, Part answer, MonaiPostprocessing after) {
        boolean inside = Meaning.isProbability(onnx.operator(out.name()));
        Optional<Activation> activation = after.activation()
                .or(() -> after.argmax() && !inside ? Optional.of(Activation.SOFTMAX) : Optional.empty());
        if (after.threshold().isPresent() && activation.isEmpty() && !inside) {
            throw answer.refused(
                    "a threshold after the network but nothing that makes probabilities of its answer",
                    "add Activationsd to its postprocessing");
        }
        Optional<Answer> kind = after.argmax()
                ? Optional.of(Answer.EXCLUSIVE)
                : after.threshold().isPresent() ? Optional.of(Answer.INDEPENDENT) : Optional.empty();
        return new Meaning.Known(onnx, out, channels, names(answer, channels), activation, kind);
    }

    private Role.Segments role(Meaning meaning, MonaiPostprocessing after, boolean mirror) {
        return after.threshold().isPresent() && !after.argmax()
                ? new Role.Segments(
                        OpenQuestions.labels(answers, meaning.names()),
                        OpenQuestions.settings(answers, after.threshold().getAsDouble(), mirror))
                : meaning.role(answers, mirror);
    }

    private Optional<String> modality(String said) {
        return Optional.of(said).filter(text -> text.matches("[A-Z]{2}")).or(() -> OpenQuestions.modalityOf(said));
    }

    private List<String> words() {
        return Stream.of("/name", "/task", "/description", "/intended_use")
                .flatMap(at -> metadata.string(at).stream())
                .flatMap(text -> Stream.of(text.split("[^A-Za-z]+")))
                .toList();
    }

    private Window window(OnnxValue in, MonaiPreprocessing before) {
        Part inferer = config.part("inferer");
        MonaiConfig.requireNoExpression(inferer, inferer.node());
        inferer.node().forEach(value -> MonaiConfig.requireNoExpression(inferer, value));
        List<Integer> fixed = in.shape().subList(2, in.shape().size());
        return switch (MonaiConfig.target(inferer)) {
            case "SlidingWindowInferer" -> sliding(inferer, fixed, before);
            case "SimpleInferer" -> whole(fixed, before);
            default ->
                throw inferer.refused(
                        "the inferer \"" + Refusal.echo(inferer.text("/_target_")) + "\", which is not done here",
                        "name a bundle with SlidingWindowInferer or SimpleInferer");
        };
    }

    private static Window sliding(Part inferer, List<Integer> fixed, MonaiPreprocessing before) {
        List<Integer> sides = inferer.each("/roi_size").stream()
                .map(side -> side.whole("", -1, Window.LARGEST_SIDE))
                .toList();
        if (sides.size() == 1) {
            sides = Collections.nCopies(fixed.size(), sides.get(0));
        }
        boolean fits = sides.size() == fixed.size();
        for (int i = 0; fits && i < sides.size(); i++) {
            fits = sides.get(i) > 0 && (fixed.get(i) == 0 || fixed.get(i).equals(sides.get(i)));
        }
        double overlap = inferer.number("/overlap", OVERLAP);
        if (!fits || !(overlap >= 0 && overlap < 1)) {
            throw inferer.refused(
                    "a roi_size that its network does not take (" + fixed + ", 0 for any), or an overlap out of 0 to 1",
                    "export the network with the bundle's roi_size");
        }
        String mode = inferer.string("/mode").orElse("constant");
        Blend blend = switch (mode) {
            case "constant" -> new Blend.Constant();
            case "gaussian" ->
                new Blend.Gaussian(inferer.number("/sigma_scale", SIGMA), Blend.Peak.MIDDLE, LEAST_WEIGHT);
            default -> throw inferer.refused("the mode \"" + Refusal.echo(mode) + "\"", "name another bundle");
        };
        String padding = inferer.string("/padding_mode").orElse("constant");
        Fill fill = switch (padding) {
            case "constant" -> new Fill(Fill.Mode.CONSTANT, inferer.number("/cval", 0));
            case "reflect" -> new Fill(Fill.Mode.REFLECT, 0);
            case "replicate" -> new Fill(Fill.Mode.EDGE, 0);
            default ->
                throw inferer.refused("the padding_mode \"" + Refusal.echo(padding) + "\"", "name another bundle");
        };
        return new Window.Tiles(
                sides, 1 - overlap, Window.Placing.MOVED_BACK, blend, beyond(inferer, sides, fill, before));
    }

    /**
     * An image that is padded to the size of a tile needs no more; any other padding moves the tiles.
     *
     * @param own filling of the inferer
     */
    private static Fill beyond(Part inferer, List<Integer> sides, Fill own, MonaiPreprocessing before) {
        List<Integer> least = before.least();
        boolean equal = least.isEmpty() || least.equals(sides);
        boolean smaller = own.equals(before.fill())
                && IntStream.range(0, least.size()).allMatch(i -> least.get(i) <= sides.get(i));
        if (!before.divisor().isEmpty() || !equal && !smaller) {
            throw inferer.refused(
                    "tiles of an image that was padded to another size than theirs before, which is not done here",
                    "leave the padding out of its preprocessing");
        }
        return least.isEmpty() ? own : before.fill();
    }

    private Window whole(List<Integer> fixed, MonaiPreprocessing before) {
        List<Side> sides = IntStream.range(0, fixed.size())
                .mapToObj(i -> {
                    int step = before.divisor().isEmpty()
                            ? 1
                            : before.divisor().get(Math.min(i, before.divisor().size() - 1));
                    int least = before.least().isEmpty()
                            ? step
                            : before.least().get(Math.min(i, before.least().size() - 1));
                    int whole = Math.max(1, step) * Math.max(1, -Math.floorDiv(-least, Math.max(1, step)));
                    return fixed.get(i) > 0 ? new Side(fixed.get(i), 0) : new Side(whole, Math.max(1, step));
                })
                .toList();
        return new TileQuestion(sides, Collections.nCopies(fixed.size(), 0), before.fill()).ask(answers, List.of());
    }

    private Draft.Card card() throws IOException {
        List<String> described = new ArrayList<>(files.cards());
        described.add(folder + "configs/metadata.json");
        described.add(configFile);
        Optional<String> licence = metadata.string("/license")
                .or(() -> files.has(folder + "LICENSE") ? Optional.of("see the file LICENSE") : Optional.empty());
        return new Draft.Card(
                "MONAI bundle",
                metadata.string("/name").orElse("monai"),
                metadata.string("/version").orElse("not said"),
                licence,
                metadata.texts("/references"),
                described);
    }
}
