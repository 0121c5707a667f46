package org.lesionlens.model.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.model.Channel;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Purpose;
import org.lesionlens.model.Role;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Blend;
import org.lesionlens.model.foreign.OnnxFile.OnnxValue;

/**
 * Reads what nnU-Net v2 leaves ({@code plans.json}, {@code dataset.json}; https://github.com/MIC-DKFZ/nnUNet) with the
 * networks of one or several folds in ONNX, whose answers are logits.
 */
final class NnunetReader implements ForeignReader {
    private static final String CITATION =
            "Isensee et al. 2021: nnU-Net: a self-configuring method for deep learning-based"
                    + " biomedical image segmentation. Nature Methods 18, 203-211";
    private static final String EXPORT =
            "export the network to ONNX with the patch size of its plans (models/export/export.py does it)";

    private final Originals files;
    private final Answers answers;
    private final String plansFile;
    private final String datasetFile;
    private final Part plans;
    private final Part dataset;

    /** @param folder of the two descriptions in the model's own, empty or ending in {@code /} */
    NnunetReader(Originals files, String folder, Answers answers) throws IOException {
        this.files = files;
        this.answers = answers;
        this.plansFile = folder + "plans.json";
        this.datasetFile = folder + "dataset.json";
        this.plans = files.description(plansFile);
        this.dataset = files.description(datasetFile);
    }

    @Override
    public Draft read() throws IOException {
        Map<String, OnnxFile> networks = networks();
        NnunetConfiguration configuration = NnunetConfiguration.chosen(plans, answers, rank(networks) - 2);
        List<String> folds = folds(networks, configuration);
        OnnxFile onnx = networks.get(folds.get(0));
        NnunetLabels labels = NnunetLabels.of(dataset);
        TensorSpec input = input(onnx, configuration);
        OnnxValue answer = answer(onnx, configuration, labels.channels());
        for (String fold : folds) {
            requireAlike(onnx, networks.get(fold));
        }
        List<String> channels = channels();
        Purpose purpose = OpenQuestions.purpose(
                answers,
                channels.stream()
                        .map(OpenQuestions::modalityOf)
                        .flatMap(Optional::stream)
                        .findFirst(),
                words());
        Set<Character> mirrorAxes = OpenQuestions.mirrorAxes(answers, input.axes());
        return new Draft(
                card(configuration),
                purpose,
                channels.stream()
                        .map(name ->
                                new Channel(name, OpenQuestions.modalityOf(name).or(purpose::modality)))
                        .toList(),
                steps(configuration, channels.size()),
                new Draft.Files(folds, data(folds, networks), input, window(configuration), mirrorAxes),
                output(new TensorSpec(answer.name(), input.axes(), answer.type()), labels),
                new Role.Segments(
                        labels.withWhatLiesIn(OpenQuestions.labels(answers, labels.names())),
                        OpenQuestions.settings(answers, 0, !mirrorAxes.isEmpty())),
                List.of(),
                List.of());
    }

    private static List<String> data(List<String> folds, Map<String, OnnxFile> networks) {
        return folds.stream()
                .flatMap(fold -> ForeignReader.besides(fold, networks.get(fold).data()).stream())
                .toList();
    }

    private static Output output(TensorSpec answer, NnunetLabels labels) {
        return new Output(
                answer,
                labels.regions() ? Activation.SIGMOID : Activation.SOFTMAX,
                List.of(),
                labels.regions() ? Answer.REGIONS : Answer.EXCLUSIVE,
                labels.values(),
                Collections.nCopies(3, 1.0));
    }

    private Map<String, OnnxFile> networks() throws IOException {
        Map<String, OnnxFile> networks = new LinkedHashMap<>();
        for (String name : files.endingWith(".onnx")) {
            networks.put(name, OnnxFile.read(files.file(name)));
        }
        if (networks.isEmpty()) {
            throw Refusal.of(files.folder(), "holds no .onnx file beside plans.json", EXPORT);
        }
        return networks;
    }

    private static int rank(Map<String, OnnxFile> networks) {
        return networks.values().iterator().next().inputs().get(0).shape().size();
    }

    private List<String> folds(Map<String, OnnxFile> networks, NnunetConfiguration configuration) {
        List<String> fitting = networks.entrySet().stream()
                .filter(network -> network.getValue().inputs().get(0).shape().size() - 2 == configuration.dimensions())
                .map(Map.Entry::getKey)
                .toList();
        if (fitting.isEmpty()) {
            throw Refusal.of(
                    files.folder(),
                    "holds no network with " + configuration.dimensions() + " axes of an image for the configuration "
                            + configuration.name(),
                    EXPORT);
        }
        List<String> folds = fitting.size() == 1
                ? fitting
                : answers.someOf("folds", "the networks whose answers are averaged", fitting, fitting);
        return folds.isEmpty() ? fitting : folds;
    }

    private static void requireAlike(OnnxFile first, OnnxFile other) {
        if (!first.inputs().equals(other.inputs()) || !first.outputs().containsAll(other.outputs())) {
            throw Refusal.of(
                    other.path(),
                    "has other tensors than " + first.path().getFileName() + ", so the two are no folds of one model",
                    "export both alike");
        }
    }

    /** The axes of the image in the order in which nnU-Net puts them: its own are z, y, x, then transposed. */
    private TensorSpec input(OnnxFile onnx, NnunetConfiguration configuration) {
        OnnxValue input = onnx.inputs().get(0);
        List<Integer> shape = input.shape();
        List<Integer> patch = configuration.patch();
        boolean fits = onnx.inputs().size() == 1
                && (shape.get(1) == 0 || shape.get(1) == channels().size());
        for (int i = 0; i < patch.size(); i++) {
            fits &= shape.get(i + 2) == 0 || shape.get(i + 2).equals(patch.get(i));
        }
        if (!fits) {
            throw Refusal.of(
                    onnx.path(),
                    "takes " + onnx.inputs() + " but its plans say "
                            + channels().size() + " channels and the patch size " + patch,
                    EXPORT);
        }
        return new TensorSpec(input.name(), "bc" + configuration.axes(), input.type());
    }

    /** Of several (deep supervision) the one of full size. */
    private OnnxValue answer(OnnxFile onnx, NnunetConfiguration configuration, int channels) {
        List<OnnxValue> outputs = onnx.outputs().stream()
                .filter(output -> output.shape().size() == configuration.patch().size() + 2)
                .filter(output -> output.shape().get(1) == 0 || output.shape().get(1) == channels)
                .toList();
        OnnxValue largest = outputs.stream()
                .filter(output -> fullSize(output, configuration.patch()))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        onnx.path(),
                        "answers " + onnx.outputs() + " but dataset.json has labels for " + channels
                                + " channels of full size",
                        EXPORT));
        if (!largest.type().toString().startsWith("float") || largest.type() == ElementType.BOOL) {
            throw Refusal.of(onnx.path(), "answers " + largest + " but nnU-Net's answers are logits", EXPORT);
        }
        if (Meaning.isProbability(onnx.operator(largest.name()))) {
            throw Refusal.of(
                    onnx.path(),
                    "ends in " + onnx.operator(largest.name()) + " but nnU-Net's networks answer logits, which are"
                            + " averaged before",
                    EXPORT);
        }
        return largest;
    }

    private static boolean fullSize(OnnxValue output, List<Integer> patch) {
        List<Integer> sides = output.shape().subList(2, output.shape().size());
        for (int i = 0; i < patch.size(); i++) {
            if (sides.get(i) != 0 && !sides.get(i).equals(patch.get(i))) {
                return false;
            }
        }
        return true;
    }

    private List<String> channels() {
        Map<String, Part> names =
                dataset.has("/channel_names") ? dataset.entries("/channel_names") : dataset.entries("/modality");
        if (names.isEmpty()) {
            throw dataset.refused("no channel_names", "correct dataset.json");
        }
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String number = String.valueOf(i);
            if (!names.containsKey(number)) {
                throw dataset.refused("channel_names without number " + i, "correct dataset.json");
            }
            String name = names.get(number).text("");
            channels.add(channels.contains(name) ? name + " " + (i + 1) : name);
        }
        return channels;
    }

    /** In which a part of the body may be named, as in {@code Dataset003_Liver}. */
    private List<String> words() {
        Stream<String> names = Stream.of("/name", "/description").flatMap(at -> dataset.string(at).stream());
        return Stream.concat(names, plans.string("/dataset_name").stream())
                .flatMap(text -> Stream.of(text.split("[^A-Za-z]+")))
                .toList();
    }

    private List<Preparation> steps(NnunetConfiguration configuration, int channels) {
        List<Preparation> steps = new ArrayList<>(List.of(lie(), new Preparation.CropToNonzero()));
        steps.addAll(new NnunetNormalization(plans, configuration).steps(channels));
        configuration.resampling().filter(step -> !isOfPictures(step)).ifPresent(steps::add);
        return steps;
    }

    private String reader() {
        return dataset.string("/overwrite_image_reader_writer")
                .or(() -> plans.string("/image_reader_writer"))
                .orElse("SimpleITKIO");
    }

    /** Whatever a picture says of its pixels, to nnU-Net they are 1 apart: nothing is resampled that was trained so. */
    private boolean isOfPictures(Preparation step) {
        return reader().equals("NaturalImage2DIO")
                && ((Preparation.Resample) step).spacingMm().stream().allMatch(spacing -> spacing == 1 || spacing == 0);
    }

    /** Its readers take voxels as they are stored, but for one. */
    private Preparation lie() {
        return new Preparation.Reorient(reader().equals("NibabelIOWithReorient") ? "RAS" : Preparation.AS_STORED);
    }

    private static Window window(NnunetConfiguration configuration) {
        List<Integer> sides = configuration
                .axes()
                .chars()
                .sorted()
                .mapToObj(axis -> configuration.patch().get(configuration.axes().indexOf(axis)))
                .toList();
        return new Window.Tiles(
                sides, 0.5, new Blend.Gaussian(1.0 / 8, Blend.Peak.HALF, 0), new Fill(Fill.Mode.CONSTANT, 0));
    }

    private Draft.Card card(NnunetConfiguration configuration) {
        List<String> described = new ArrayList<>(files.cards());
        described.addAll(List.of(plansFile, datasetFile));
        List<String> citations = new ArrayList<>();
        dataset.string("/reference").filter(text -> !text.isBlank()).ifPresent(citations::add);
        citations.add(CITATION);
        return new Draft.Card(
                "nnU-Net v2, " + configuration.name(),
                plans.string("/dataset_name").or(() -> dataset.string("/name")).orElse("nnunet"),
                dataset.string("/release").orElse("not said"),
                dataset.string("/licence").or(() -> dataset.string("/license")).filter(text -> !text.isBlank()),
                citations,
                described);
    }
}
