package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.LesionSegmenter;
import org.lesionlens.inference.ModelTrust;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TestTensorCheck;
import org.lesionlens.inference.TestTensorCheck.Agreement;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.AddedModel;
import org.lesionlens.model.AddedModel.Check;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.Precision;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;

/** Whether a model gives here, through the whole pipeline, what its authors got. */
final class ModelProof {
    /** The least agreement with a known result. */
    static final double DICE = 0.999;

    private final Model model;
    private final OnnxModel network;
    private final Progress progress;

    private ModelProof(Model model, OnnxModel network, Progress progress) {
        this.model = model;
        this.network = network;
        this.progress = progress;
    }

    /**
     * Opens a model and holds it to its test tensors and to a known case.
     *
     * @param kind of the model, as {@code bioimage.io 0.5.4}
     * @throws org.lesionlens.model.UnsuitableModelException if it cannot run at all
     */
    static AddedModel of(Model model, String kind, Optional<KnownCase> known, Progress progress) throws IOException {
        ModelTrust.tryAgain(model);
        try (OnnxModel network = OnnxModel.open(model, Optional.of(Device.CPU), 0, progress)) {
            return new ModelProof(model, network, progress).prove(kind, known, ofReduced(model, progress));
        }
    }

    /** How far its weights in 8 bits are off; empty if there are none, or no test tensors of them. */
    private static Optional<Agreement> ofReduced(Model model, Progress progress) throws IOException {
        if (model.network().int8().filter(found -> !found.tests().isEmpty()).isEmpty()) {
            return Optional.empty();
        }
        try (OnnxModel network = OnnxModel.open(model.in(Precision.INT8), Optional.of(Device.CPU), 0, progress)) {
            return Optional.of(TestTensorCheck.agreement(network, progress));
        }
    }

    private static String words(String what, Agreement found) {
        return String.format(
                Locale.ROOT,
                "%s: largest difference %.1e, tolerance %.1e",
                what,
                found.difference(),
                found.tolerance());
    }

    private AddedModel prove(String kind, Optional<KnownCase> known, Optional<Agreement> reduced) throws IOException {
        List<String> words = new ArrayList<>();
        boolean passed = true;
        if (!model.tests().isEmpty()) {
            Agreement found = TestTensorCheck.agreement(network, progress);
            words.add(words("test tensors", found));
            passed = found.passed();
        }
        if (reduced.isPresent()) {
            words.add(words("test tensors of its weights in 8 bits", reduced.get()));
            passed &= reduced.get().passed();
        }
        if (known.isPresent()) {
            double dice = dice(known.get());
            words.add(String.format(Locale.ROOT, "known case: Dice %.4f, at least %.3f", dice, DICE));
            passed &= dice >= DICE;
        }
        if (model.tests().isEmpty() && known.isEmpty()) {
            return new AddedModel(kind, Check.NOT_CHECKED, "it has no test tensors, and no known case was named");
        }
        if (passed && known.isEmpty() && !TestTensorCheck.showsSomething(model)) {
            return new AddedModel(
                    kind,
                    Check.NOT_CHECKED,
                    "a network that says nothing would pass its test tensors too, and no known case was named");
        }
        return new AddedModel(kind, passed ? Check.PASSED : Check.FAILED, String.join("; ", words));
    }

    /** That of the lesions; where the result has the values of labels, the lowest of a label. */
    private double dice(KnownCase known) throws IOException {
        if (model.output().isEmpty()) {
            throw new UsageException(
                    "the model " + (model.task() == Task.DETECTION ? "draws boxes round" : "classifies")
                            + " lesions, of which --test-image and --test-result say nothing:" + " leave them out");
        }
        if (model.isPrompted()) {
            throw new UsageException(
                    "the model outlines what lies in a box, of which --test-image and --test-result say"
                            + " nothing: leave them out");
        }
        Image image = image(known.images());
        LabelMap expected = VolumeFiles.readLabels(known.result());
        if (!Arrays.equals(expected.geometry().size(), image.geometry().size())) {
            throw new UsageException("--test-result " + known.result() + " has another size than the image: name a mask"
                    + " on the image's own grid");
        }
        Set<Integer> values = values(expected);
        Set<Integer> labels = model.labels().stream().map(Label::value).collect(Collectors.toSet());
        boolean ofLabels = labels.size() > 1 && labels.containsAll(values);
        double best = ofLabels ? ofLabels(image, expected) : 0;
        return ofLabels && !values.equals(Set.of(1)) ? best : Math.max(best, ofLesions(image, expected));
    }

    /** One file for each channel, or one that holds them all, as {@code analyze} takes them. */
    private Image image(List<Path> files) throws IOException {
        List<String> names = model.channels().stream().map(Channel::name).toList();
        ReadOptions options = new ReadOptions(Optional.empty(), false);
        if (files.size() == 1) {
            return ImageFiles.read(List.of(ChannelInput.whole(files.get(0), options)), names)
                    .image();
        }
        if (files.size() != names.size()) {
            throw new UsageException("--test-image is given " + files.size() + " times but the model sees "
                    + names.size() + " images together: give it once for each, in their order");
        }
        List<ChannelInput> inputs = IntStream.range(0, names.size())
                .mapToObj(i -> new ChannelInput(names.get(i), files.get(i), options))
                .toList();
        return ImageFiles.read(inputs, names).image();
    }

    private static Set<Integer> values(LabelMap map) {
        Set<Integer> values = new TreeSet<>();
        for (UnsignedShortType voxel : Views.flatIterable(map.voxels())) {
            values.add(voxel.get());
        }
        values.remove(0);
        return values;
    }

    private double ofLabels(Image image, LabelMap expected) {
        boolean mirror = model.settings().orElseThrow().mirror();
        LabelMap found = new LesionSegmenter(network, 1, mirror)
                .segment(image, progress)
                .labels()
                .orElseThrow();
        return model.labels().stream()
                .mapToInt(Label::value)
                .mapToDouble(label -> dice(found, expected, value -> value == label))
                .min()
                .orElse(0);
    }

    private double ofLesions(Image image, LabelMap expected) {
        AnalysisSettings own = model.settings().orElseThrow();
        AnalysisSettings all = new AnalysisSettings(own.threshold(), 0, 0, 0, own.mirror());
        LabelMap found = new LesionPipeline(network, Optional.empty())
                .analyze(image, all, progress)
                .labels();
        return dice(found, expected, value -> value > 0);
    }

    /** 1 where both are empty. */
    private static double dice(LabelMap found, LabelMap expected, IntPredicate counts) {
        Cursor<UnsignedShortType> other = Views.flatIterable(expected.voxels()).cursor();
        long both = 0;
        long sum = 0;
        for (UnsignedShortType voxel : Views.flatIterable(found.voxels())) {
            boolean here = counts.test(voxel.get());
            boolean there = counts.test(other.next().get());
            both += here && there ? 1 : 0;
            sum += (here ? 1 : 0) + (there ? 1 : 0);
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }
}
