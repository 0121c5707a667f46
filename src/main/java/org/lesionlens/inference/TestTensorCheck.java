package org.lesionlens.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.TestTensors;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;

/** Whether a model gives here what its authors got: the network alone, or all from the image to its answer. */
public final class TestTensorCheck {
    /** The largest difference that is still agreement, where a model says no other. */
    public static final double TOLERANCE = TestTensors.TOLERANCE;

    private TestTensorCheck() {}

    /**
     * How far a model is off.
     *
     * @param difference the largest one, absolute, of those test tensors that are furthest off for their tolerance; may be NaN
     * @param tolerance of these
     */
    public record Agreement(double difference, double tolerance) {
        /** Whether they agree. */
        public boolean passed() {
            return difference <= tolerance;
        }

        private Agreement worse(Agreement other) {
            return difference / tolerance >= other.difference / other.tolerance ? this : other; // NaN gives way to none
        }
    }

    /**
     * The largest absolute difference over all test tensors of a model.
     *
     * @param progress cancels it while the network is at work
     * @throws UnsuitableModelException if the model has no test tensors, or an output of another shape
     * @throws IOException if a test tensor cannot be read
     */
    public static double largestDifference(OnnxModel model, Progress progress) throws IOException {
        return agreement(model, progress).difference();
    }

    /** The same with the tolerance that the model names. */
    public static Agreement agreement(OnnxModel model, Progress progress) throws IOException {
        if (model.description().tests().isEmpty()) {
            throw new UnsuitableModelException("the model "
                    + model.description().shownName() + " has no test tensors: nothing shows that it works here");
        }
        Agreement worst = new Agreement(0, TOLERANCE);
        for (TestTensors test : model.description().tests()) {
            double difference = test.kind() == TestTensors.Kind.WHOLE
                    ? ofWhole(model, test, progress)
                    : ofNetwork(model, test, progress);
            Agreement found = new Agreement(difference, test.tolerance());
            worst = Double.isNaN(difference) ? found : found.worse(worst);
            if (Double.isNaN(difference)) {
                return found;
            }
        }
        return worst;
    }

    /**
     * Whether a model that says nothing anywhere, as a broken one may, would be seen: some test expects answers that differ from
     * one another by more than its tolerance.
     *
     * @throws IOException if a test tensor cannot be read
     */
    public static boolean showsSomething(Model model) throws IOException {
        for (TestTensors test : model.tests()) {
            for (Map.Entry<String, CheckedFile> expected : test.outputs().entrySet()) {
                boolean answer =
                        test.kind() == TestTensors.Kind.WHOLE || model.answers().contains(expected.getKey());
                if (answer && range(NpyFile.read(expected.getValue()).values()) > test.tolerance()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double range(float[] values) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
        }
        return highest - lowest;
    }

    private static double ofNetwork(OnnxModel model, TestTensors test, Progress progress) throws IOException {
        Map<String, Tensor> found =
                model.run(NpyFile.read(test.input()), test.outputs().keySet(), progress);
        double largest = 0;
        for (Map.Entry<String, CheckedFile> expected : test.outputs().entrySet()) {
            String name = expected.getKey();
            largest = Math.max(largest, difference(name, found.get(name), NpyFile.read(expected.getValue())));
        }
        return largest;
    }

    /** The input is an image without a pixel size, for each of a batch; all that the model says is done with it. */
    private static double ofWhole(OnnxModel model, TestTensors test, Progress progress) throws IOException {
        Model description = model.description();
        if (description.output().isEmpty() || test.outputs().size() != 1) {
            throw new UnsuitableModelException("the model " + description.shownName()
                    + " has a test of the kind whole with " + test.outputs().size()
                    + " outputs but it must segment and have one: correct its description");
        }
        TensorLayout layout = new TensorLayout(description.network().input(), NetworkAxes.AS_NAMED);
        List<Image> images = TestImages.of(NpyFile.read(test.input()), layout);
        TensorLayout answered =
                new TensorLayout(description.output().orElseThrow().tensor(), NetworkAxes.AS_NAMED);
        List<List<ProbabilityMap>> answers = new ArrayList<>();
        Map.Entry<String, CheckedFile> expected =
                test.outputs().entrySet().iterator().next();
        if (description.output().orElseThrow().scale().stream().anyMatch(scale -> scale != 1)) {
            return difference(
                    expected.getKey(), atItsOwnSize(model, images, progress), NpyFile.read(expected.getValue()));
        }
        for (Image image : images) {
            answers.add(new LesionSegmenter(model, 1, false).channels(image, progress));
        }
        return difference(expected.getKey(), TestImages.tensor(answers, answered), NpyFile.read(expected.getValue()));
    }

    /** What a network says, after its activation, that answers with more or fewer voxels than it sees: as it says it. */
    private static Tensor atItsOwnSize(OnnxModel model, List<Image> images, Progress progress) {
        Output output = model.description().output().orElseThrow();
        TensorLayout layout = new TensorLayout(
                output.tensor(), NetworkAxes.of(model.description().network()));
        LesionSegmenter segmenter = new LesionSegmenter(model, 1, false);
        List<float[]> answers = new ArrayList<>();
        long[] sizes = new long[5];
        for (Image image : images) {
            Tensor found = model.run(
                            input(model, segmenter.prepared(image)),
                            Set.of(output.tensor().name()),
                            progress)
                    .get(output.tensor().name());
            Arrays.setAll(sizes, place -> layout.size(place, found.shape()));
            float[] answer = layout.fromTensor(found.values(), sizes);
            Answers.activate(output, answer);
            answers.add(answer);
        }
        sizes[0] = answers.size();
        float[] all = joined(answers);
        return new Tensor(layout.toTensor(all, sizes), layout.shape(sizes));
    }

    private static Tensor input(OnnxModel model, PreparedImage image) {
        Block whole = new Block(0, 0, 0, image.size(0), image.size(1), image.size(2));
        float[] values = joined(
                image.channels().stream().map(channel -> channel.read(whole)).toList());
        long[] sizes = {1, image.channels().size(), whole.depth(), whole.height(), whole.width()};
        return new Tensor(model.layout().toTensor(values, sizes), model.layout().shape(sizes));
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).reduce(0, Math::addExact)];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static double difference(String name, Tensor found, Tensor expected) {
        if (!Arrays.equals(found.shape(), expected.shape())) {
            throw new UnsuitableModelException("output " + name + " has shape " + Arrays.toString(found.shape())
                    + " but the test tensor has " + Arrays.toString(expected.shape()) + ": export the model again");
        }
        double largest = 0;
        for (int i = 0; i < found.values().length; i++) {
            largest = Math.max(largest, Math.abs(found.values()[i] - expected.values()[i])); // NaN stays NaN
        }
        return largest;
    }
}
