package org.lesionlens.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.UsageException;

/**
 * What a model folder says: a bioimage.io description ({@code rdf.yaml}, 0.5.x) with {@code config.lesionlens}.
 *
 * @param identity which model it is
 * @param purpose the images that it was trained on
 * @param channels of the image that it sees together, in the order of its input; at least one. The last channel of the input of a
 *     classifier is the lesion's mask, of a segmenter with a prompt the user's box: they are not among these
 * @param preparation from an image to what the network sees, in order
 * @param network its files, its input, its window
 * @param output what the answer means, of a model that segments; empty of others
 * @param role what it is for
 * @param explanations names of the outputs that explain
 * @param tests test tensors
 */
public record Model(
        Identity identity,
        Purpose purpose,
        List<Channel> channels,
        List<Preparation> preparation,
        Network network,
        Optional<Output> output,
        Role role,
        Explanations explanations,
        List<TestTensors> tests) {
    /** The name of the file that holds the description. */
    public static final String FILE_NAME = "rdf.yaml";

    /** The name of the file that holds the network. */
    public static final String WEIGHTS = "weights.onnx";

    /** The output with the probability of lesion, or of each class, of models that say nothing else. */
    public static final String PROBABILITY = "probability";

    /** The output of a classifier before its softmax. */
    public static final String LOGITS = "logits";

    /** The channels of a picture in colour, in their order. */
    public static final List<String> COLOURS = List.of("red", "green", "blue");

    /** As many as lesions have numbers. */
    private static final int MOST_BOXES = 65535;

    /** The model's name. */
    public String name() {
        return identity.name();
    }

    /** For messages: its name, and that of its folder where it is another one. */
    public String shownName() {
        return identity.shownName();
    }

    /** What it does. */
    public Task task() {
        return role.task();
    }

    /** What its answers mean. */
    public List<Label> labels() {
        return role.labels();
    }

    /** What counts as a lesion unless the user says otherwise; empty unless it segments. */
    public Optional<AnalysisSettings> settings() {
        return role instanceof Role.Segments segments ? Optional.of(segments.settings()) : Optional.empty();
    }

    /** Whether it outlines what lies in boxes that a user draws, and nothing without one. */
    public boolean isPrompted() {
        return role instanceof Role.Segments segments && segments.prompt() == Prompt.BOX;
    }

    /**
     * Checks what a user gives it besides the image.
     *
     * @throws UsageException if it wants boxes and there is none, or the other way round
     */
    public void requirePrompt(List<Box> boxes) {
        if (isPrompted() && boxes.isEmpty()) {
            throw new UsageException("the model " + shownName() + " outlines the finding in a box, and no box is given:"
                    + " give one for each finding (--box " + Box.FORM + ", in a table the column box, in Fiji a"
                    + " rectangle or a point on the image), or choose a model that finds lesions by itself");
        }
        if (boxes.size() > MOST_BOXES) {
            throw new UsageException(boxes.size() + " boxes are given but the most for one image are " + MOST_BOXES
                    + ": give some of them first");
        }
        if (!isPrompted() && !boxes.isEmpty()) {
            throw new UsageException("the box " + boxes.get(0) + " is given but the model " + shownName()
                    + " finds lesions by itself and takes none: leave the box out, or choose a model with a prompt (see"
                    + " the subcommand models)");
        }
    }

    /** Whether it sees the red, green and blue of one picture in colour. */
    public boolean seesColour() {
        return channels.stream().map(Channel::name).toList().equals(COLOURS);
    }

    /** How many channels go into the network: the image's, of each frame that is seen, and the lesion's mask or the user's box. */
    public int inputChannels() {
        int frames = network.context().map(Context::timesChannels).orElse(1);
        return task() == Task.CLASSIFICATION ? 2 : frames * channels.size() + (isPrompted() ? 1 : 0);
    }

    /** The spacing along x of what the network sees, in mm; 0 if it takes an image's own. */
    public double spacingMm() {
        return preparation.stream()
                .filter(Preparation.Resample.class::isInstance)
                .mapToDouble(step -> ((Preparation.Resample) step).spacingMm().get(0))
                .findFirst()
                .orElse(0);
    }

    /**
     * With weights of a precision; with those of 8 bits it explains nothing, and is held to test tensors of its own.
     *
     * @throws UsageException if it has none
     */
    public Model in(Precision precision) {
        if (precision == network.precision()) {
            return this;
        }
        ReducedWeights reduced = network.int8()
                .filter(found -> precision == Precision.INT8)
                .orElseThrow(() -> new UsageException("the model " + shownName() + " has no weights of the precision "
                        + precision + ": choose the precision full, or another model"));
        return new Model(
                identity,
                purpose,
                channels,
                preparation,
                network.with(reduced),
                output,
                role,
                Explanations.NONE,
                reduced.tests());
    }

    /** How its answers become boxes; empty unless it detects. */
    public Optional<Detection> detection() {
        return role instanceof Role.Detects detects ? Optional.of(detects.detection()) : Optional.empty();
    }

    /** The names of the outputs that say what it is for. */
    public Set<String> answers() {
        return output.map(answer -> Set.of(answer.tensor().name()))
                .or(() -> detection().map(found -> Set.of(found.boxes(), found.scores())))
                .orElse(Set.of(PROBABILITY, LOGITS));
    }

    /**
     * Reads a model folder; the weights are checked when they are loaded.
     *
     * @throws UnsuitableModelException if the description is missing or broken, or names files outside the folder
     * @throws IOException if the folder cannot be read
     */
    public static Model read(Path folder) throws IOException {
        return new ModelReader(folder).read();
    }
}
