package org.lesionlens.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.model.Precision;
import org.lesionlens.model.Task;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The models of a run, found but not opened.
 *
 * @param segmenter finds lesions; of a run for boxes its detector
 * @param classifier tells their kind; empty if the user wants none, or none is made for these images
 * @param rivals segmenters that might have been taken, where nobody named one; empty if the user named it
 * @param doubts why others may be meant, whatever the image, a sentence each; told with each result
 */
public record ChosenModels(
        Model segmenter, Optional<Model> classifier, Optional<List<Model>> rivals, List<String> doubts) {
    /** What stands for no classifier. */
    public static final String NONE = "none";

    public ChosenModels {
        doubts = List.copyOf(doubts);
    }

    /**
     * Looks models up that are named, the same for every door.
     *
     * @param segmenter its name or folder; empty for {@link DefaultModel#segmenter()}, whatever the image
     * @param classifier its name or folder, or {@value #NONE}; empty for the one made for the same images as the segmenter
     *     ({@link ModelPairing}), if there is one
     * @throws UsageException if a name is unknown, a model is for another task, or nobody knows which one is meant
     */
    public static ChosenModels find(Optional<String> segmenter, Optional<String> classifier) throws IOException {
        String name = segmenter.isPresent() ? segmenter.get() : DefaultModel.segmenter();
        return of(find(name, Task.SEGMENTATION), classifier);
    }

    /**
     * The segmenter that is meant for an image, where nobody names one.
     *
     * @param segmenter that was found by {@link ModelSearch}
     * @param classifier as in {@link #find(Optional, Optional)}
     * @param looks by what the model was found, see {@link ModelSearch#looks}
     */
    public static ChosenModels byImage(
            Model segmenter, Optional<String> classifier, Optional<TrainingLikeness.Looks> looks) throws IOException {
        ModelStanding.requireNotFailed(segmenter);
        ChosenModels found = of(segmenter, classifier).byImage();
        if (looks.isEmpty()) {
            return found;
        }
        List<Model> rivals = new ArrayList<>(found.rivals.orElseThrow());
        rivals.removeAll(looks.get().unlike());
        List<String> doubts = new ArrayList<>(found.doubts);
        doubts.add("no model was named: " + ModelSearch.described(segmenter) + " was taken"
                + (looks.get().example().isPresent() ? " for all cases" : "") + ", since "
                + looks.get().why() + ". If another one is meant, name it.");
        return new ChosenModels(found.segmenter, found.classifier, Optional.of(rivals), doubts);
    }

    /** The same, of which nobody has named the segmenter. */
    public ChosenModels byImage() throws IOException {
        return new ChosenModels(
                segmenter,
                classifier,
                Optional.of(ModelSearch.of(Task.SEGMENTATION).beside(segmenter)),
                doubts);
    }

    /** Those of a run for boxes, in which the detector stands where else the segmenter does. */
    public static ChosenModels of(ChosenDetector detector) {
        return new ChosenModels(detector.model(), Optional.empty(), Optional.empty(), List.of());
    }

    private static ChosenModels of(Model segmenter, Optional<String> classifier) throws IOException {
        if (classifier.isEmpty()) {
            Optional<Model> fitting = ModelPairing.classifierFor(segmenter);
            return new ChosenModels(
                    segmenter,
                    fitting,
                    Optional.empty(),
                    fitting.isPresent()
                            ? List.of()
                            : ModelPairing.unread(segmenter).stream().toList());
        }
        return new ChosenModels(
                segmenter,
                classifier.get().equals(NONE)
                        ? Optional.empty()
                        : Optional.of(find(classifier.get(), Task.CLASSIFICATION)),
                Optional.empty(),
                List.of());
    }

    private static Model find(String name, Task task) throws IOException {
        Model description = ModelFolders.find(name);
        if (description.task() != task) {
            throw new UsageException("the model " + name + " is for " + lower(description.task()) + " but "
                    + (task == Task.SEGMENTATION ? "--model" : "--classifier") + " needs one for " + lower(task)
                    + ": the subcommand models lists them");
        }
        ModelStanding.requireNotFailed(description);
        return description;
    }

    private static String lower(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Checks what a user gives the segmenter besides the image: {@link Model#requirePrompt}.
     *
     * @throws UsageException if it wants boxes and there is none, or the other way round
     */
    public void requirePrompt(List<Box> boxes) {
        segmenter.requirePrompt(boxes);
    }

    /**
     * The same in a precision.
     *
     * @throws UsageException if one of them has no such weights
     */
    public ChosenModels in(Precision precision) {
        return new ChosenModels(
                segmenter.in(precision), classifier.map(chosen -> chosen.in(precision)), rivals, doubts);
    }

    /**
     * Why the models may be wrong about an image, a sentence each.
     *
     * @param traits of its channels, in the order in which the segmenter takes them
     */
    public List<String> warnings(VolumeGeometry geometry, List<ImageTraits> traits) {
        List<String> warnings = ImageSuitability.warnings(geometry, traits, segmenter);
        rival(geometry, traits).ifPresent(warnings::add);
        classifier.ifPresent(chosen -> warnings.addAll(ModelStanding.warnings(chosen)));
        classifier
                .filter(chosen -> !ModelPairing.fit(segmenter, chosen))
                .ifPresent(chosen -> warnings.add(ModelPairing.warning(segmenter, chosen)));
        new LesionKinds(segmenter, classifier, Map.of()).idle().ifPresent(warnings::add);
        return warnings;
    }

    /** What else the image may be for, where nobody named a model. */
    private Optional<String> rival(VolumeGeometry geometry, List<ImageTraits> traits) {
        ModelFit fit = ModelFit.of(new SeenImage(geometry, traits, segmenter.isPrompted()), segmenter);
        List<String> others = rivals.orElse(List.of()).stream()
                .filter(other -> other.channels().size() == traits.size())
                .filter(other -> ModelFit.of(new SeenImage(geometry, traits, segmenter.isPrompted()), other)
                                .grade()
                        == fit.grade())
                .filter(other -> FieldOfView.warnings(geometry, other).isEmpty())
                .map(ModelSearch::described)
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("no model was named" + (fit.why().isEmpty() ? "" : " and " + fit.why()) + ": "
                        + ModelSearch.described(segmenter) + " was taken, but " + String.join(", ", others)
                        + " may suit as well: name the one that is meant.");
    }

    /**
     * Whether an image is one that the segmenter may be taken for without being named; any is where it was named.
     *
     * @throws UnsuitableImageException if it is not
     */
    public void requireFit(VolumeGeometry geometry, List<ImageTraits> traits) {
        SeenImage image = new SeenImage(geometry, traits, segmenter.isPrompted());
        ModelFit fit = ModelFit.of(image, segmenter);
        if (rivals.isPresent() && fit.grade() == ModelFit.Grade.OTHER) {
            throw new UnsuitableImageException(
                    "no model was named and " + ModelSearch.described(segmenter)
                            + " is not made for the image: " + fit.why() + withABox(image)
                            + ". To use it all the same name it with --model (model in a macro); the subcommand models lists all");
        }
    }

    private String withABox(SeenImage image) {
        List<String> others = rivals.orElse(List.of()).stream()
                .filter(other -> ModelSearch.suitsWithABox(image, other))
                .map(ModelSearch::described)
                .toList();
        return others.isEmpty()
                ? ""
                : ". With a box round the lesion (--box, in Fiji a selection) it may be one for "
                        + String.join(", ", others);
    }

    /**
     * Loads the networks.
     *
     * @param threads of each network; 0 for one a core
     * @param progress asked whether to go on
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public AnalysisModels open(Optional<Device> device, int threads, Progress progress) throws IOException {
        OnnxModel first = OnnxModel.open(segmenter, device, threads, progress);
        try {
            Optional<OnnxModel> second = classifier.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OnnxModel.open(classifier.get(), device, threads, progress));
            return new AnalysisModels(first, second, rivals, doubts);
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }
}
