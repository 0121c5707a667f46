package org.lesionlens.model.foreign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Output;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Purpose;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Side;
import org.lesionlens.model.foreign.OnnxFile.OnnxValue;

/** Reads an ONNX file that comes alone: only tensors, types and sizes are known, all else is asked. */
final class PlainOnnxReader implements ForeignReader {
    private static final int STRIDE = 16;
    private static final int TILE = 96;
    private static final int LARGEST_STRIDE = 1024;
    private static final int MOST_CHANNELS = 64;
    private static final int MOST_COLOURS = 4;
    private static final String REMEDY = "name a network that takes one image and segments it";

    private final Originals files;
    private final String name;
    private final Answers answers;

    PlainOnnxReader(Originals files, String name, Answers answers) {
        this.files = files;
        this.name = name;
        this.answers = answers;
    }

    @Override
    public Draft read() throws IOException {
        OnnxFile onnx = OnnxFile.read(files.file(name));
        OnnxValue in = input(onnx);
        String axes = axes("axes", in, likelyAxes(in));
        OnnxValue out = output(onnx, in);
        String outAxes =
                out.shape().size() == in.shape().size() ? axes : axes("output_axes", out, likelyAnswer(out, axes));
        requireImage(onnx, axes);
        requireImage(onnx, outAxes);
        int channels = count("channel_count", "the number of channels that go in", in, axes);
        boolean volume = axes.contains("z");
        Purpose purpose = OpenQuestions.purpose(answers, Optional.empty(), List.of(name.split("[^A-Za-z0-9]+")));
        List<Preparation> steps = steps(in, channels, volume);
        Meaning meaning = meaning(onnx, out, outAxes);
        Set<Character> mirrorAxes = OpenQuestions.mirrorAxes(answers, axes);
        return new Draft(
                card(),
                purpose,
                Meaning.channels(answers, channels, List.of(), purpose),
                steps,
                new Draft.Files(
                        List.of(name),
                        ForeignReader.besides(name, onnx.data()),
                        new TensorSpec(in.name(), axes, in.type()),
                        window(in, axes),
                        mirrorAxes),
                new Output(
                        new TensorSpec(out.name(), outAxes, out.type()),
                        meaning.activation(),
                        List.of(),
                        meaning.answer(),
                        meaning.values(),
                        scale(in, axes, out, outAxes),
                        back(steps, meaning)),
                meaning.role(answers, !mirrorAxes.isEmpty()),
                List.of(),
                List.of());
    }

    /** Asked only where it matters: the network sees another grid, and does not answer labels. */
    private Output.Back back(List<Preparation> steps, Meaning meaning) {
        boolean other = steps.stream().anyMatch(Preparation.Resample.class::isInstance);
        if (!other || meaning.answer() == Output.Answer.LABELS) {
            return Output.Back.NUMBERS;
        }
        return Output.Back.valueOf(answers.oneOf(
                        "brought_back",
                        "what is brought back onto the image's grid: the network's numbers, probabilities, or those of the"
                                + " nearest voxel",
                        "numbers",
                        List.of("numbers", "probabilities", "nearest"))
                .toUpperCase(Locale.ROOT));
    }

    private Meaning meaning(OnnxFile onnx, OnnxValue out, String axes) {
        int channels = count("answer_channels", "the number of channels that the network answers", out, axes);
        return Meaning.ask(
                answers, new Meaning.Known(onnx, out, channels, List.of(), Optional.empty(), Optional.empty()));
    }

    private List<Preparation> steps(OnnxValue in, int channels, boolean volume) {
        List<Preparation> steps = new ArrayList<>(
                List.of(OpenQuestions.orientation(answers, volume ? Preparation.AS_STORED : Preparation.AS_SHOWN)));
        steps.addAll(new PlainIntensities(answers, volume).steps(in.type(), channels));
        return steps;
    }

    private static OnnxValue input(OnnxFile onnx) {
        if (onnx.inputs().size() == 1) {
            return onnx.inputs().get(0);
        }
        String names = onnx.inputs().toString().toLowerCase(Locale.ROOT);
        String kind = names.matches(".*(timestep|sigma|noise).*")
                ? "a diffusion model"
                : names.matches(".*(point|box|prompt|text|token|embed).*") ? "a model with prompts" : "a model";
        throw Refusal.of(
                onnx.path(), "is " + kind + " with the inputs " + onnx.inputs() + ", which is not done here", REMEDY);
    }

    private static String likelyAxes(OnnxValue value) {
        List<Integer> shape = value.shape();
        return switch (shape.size()) {
            case 2 -> "yx";
            case 3 -> last(shape) ? "yxc" : "cyx";
            case 4 -> last(shape) ? "byxc" : "bcyx";
            default -> last(shape) ? "bzyxc" : "bczyx";
        };
    }

    /** Whether the channels stand last. */
    private static boolean last(List<Integer> shape) {
        int end = shape.get(shape.size() - 1);
        int first = shape.get(Math.max(0, shape.size() == 3 ? 0 : 1));
        return end >= 1 && end <= MOST_COLOURS && (first == 0 || first > MOST_COLOURS);
    }

    /** An answer without channels, or without batch. */
    private static String likelyAnswer(OnnxValue value, String axes) {
        String fewer = axes.replace("c", "");
        return value.shape().size() == fewer.length() ? fewer : likelyAxes(value);
    }

    private String axes(String key, OnnxValue value, String likely) {
        int rank = value.shape().size();
        if (rank < 2 || rank > 5) {
            throw Refusal.of(files.folder().resolve(name), "has the tensor " + value + ", which is no image", REMEDY);
        }
        return answers.text(new Question(
                key,
                "the axes of the tensor " + value + ": b batch, c channel, x, y, z along the image",
                likely,
                new Question.Allowed.Text(
                        "(?!.*(.).*\\1)[bcxyz]{" + rank + "}", rank + " of the letters b, c, x, y, z, each once")));
    }

    private static void requireImage(OnnxFile onnx, String axes) {
        if (!axes.contains("x") || !axes.contains("y")) {
            throw Refusal.of(onnx.path(), "has a tensor of the axes " + axes + ", which is no image", REMEDY);
        }
    }

    /** The answer that is an image; of several the largest is likely. */
    private OnnxValue output(OnnxFile onnx, OnnxValue in) {
        Map<String, OnnxValue> images = new LinkedHashMap<>();
        onnx.outputs().stream()
                .filter(out -> out.shape().size() == in.shape().size() || isPlain(out, in))
                .sorted((a, b) -> Long.compare(size(b), size(a)))
                .forEach(out -> images.put(out.name(), out));
        boolean detector = onnx.makers().values().stream()
                .anyMatch(maker -> maker.operator().equals("NonMaxSuppression"));
        if (images.isEmpty() || detector) {
            throw Refusal.of(
                    onnx.path(),
                    "answers no image for " + in + " but " + onnx.outputs()
                            + ": a classifier of whole images, or a detector, which is not done here",
                    REMEDY);
        }
        List<String> names = List.copyOf(images.keySet());
        return images.get(
                names.size() == 1
                        ? names.get(0)
                        : answers.oneOf("output", "the output that is meant", names.get(0), names));
    }

    private static boolean isPlain(OnnxValue out, OnnxValue in) {
        return out.shape().size() == in.shape().size() - 1 && out.shape().size() >= 3;
    }

    private static long size(OnnxValue value) {
        return value.shape().stream().mapToLong(size -> Math.max(1, size)).reduce(1, (a, b) -> a * b);
    }

    private int count(String key, String text, OnnxValue value, String axes) {
        int place = axes.indexOf('c');
        if (place < 0) {
            return 1;
        }
        int known = value.shape().get(place);
        return known > 0 ? known : (int) answers.number(key, text, 1, 1, MOST_CHANNELS);
    }

    private Window window(OnnxValue in, String axes) {
        List<Integer> sizes = space(axes).stream()
                .map(letter -> in.shape().get(axes.indexOf(letter)))
                .toList();
        boolean open = sizes.contains(0);
        int stride = open
                ? (int) answers.number(
                        "stride", "sides of what goes in are multiples of (in voxels)", STRIDE, 1, LARGEST_STRIDE)
                : 1;
        List<Side> sides = sizes.stream()
                .map(size -> size > 0 ? new Side(size, 0) : new Side(stride, stride))
                .toList();
        List<Integer> likely = sizes.size() == 2
                ? List.of()
                : sides.stream().map(side -> (int) side.holding(TILE)).toList();
        return new TileQuestion(sides, Collections.nCopies(sides.size(), 0), Fill.LOWEST).ask(answers, likely);
    }

    private static List<Character> space(String axes) {
        return axes.chars()
                .filter(letter -> letter >= 'x' && letter <= 'z')
                .sorted()
                .mapToObj(letter -> (char) letter)
                .toList();
    }

    /** One where a size is open. */
    private static List<Double> scale(OnnxValue in, String axes, OnnxValue out, String outAxes) {
        return IntStream.rangeClosed('x', 'z')
                .mapToObj(letter -> {
                    int before = axes.indexOf(letter);
                    int after = outAxes.indexOf(letter);
                    boolean known = before >= 0
                            && after >= 0
                            && in.shape().get(before) > 0
                            && out.shape().get(after) > 0;
                    return known ? (double) out.shape().get(after) / in.shape().get(before) : 1.0;
                })
                .toList();
    }

    private Draft.Card card() {
        String last = Path.of(name).getFileName().toString().replaceFirst("(?i)\\.onnx$", "");
        if (last.matches("(?i)(best_?)?(weights|model|network|net)")
                && files.folder().getFileName() != null) {
            last = files.folder().getFileName().toString();
        }
        String licence = answers.text(new Question(
                "licence", "the licence of the network", "not said", new Question.Allowed.Text(".{1,100}", "a text")));
        String citation = answers.text(new Question(
                "cite",
                "how its authors want to be cited",
                "not said",
                new Question.Allowed.Text(".{1,300}", "a text")));
        return new Draft.Card(
                "plain ONNX",
                last,
                "not said",
                Optional.of(licence),
                Stream.of(citation).filter(text -> !text.equals("not said")).toList(),
                files.cards());
    }
}
