package org.lesionlens.pipeline;

import java.io.IOException;
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
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The models of a run, found but not opened.
 *
 * @param segmenter finds lesions
 * @param classifier tells their kind; empty if the user wants none, or none is made for these images
 */
public record ChosenModels(Model segmenter, Optional<Model> classifier) {
    /** What stands for no classifier. */
    public static final String NONE = "none";

    /**
     * Looks the models up, the same for every door.
     *
     * @param segmenter its name or folder; empty for {@link DefaultModel#segmenter()}
     * @param classifier its name or folder, or {@value #NONE}; empty for the one made for the same images as the segmenter
     *     ({@link ModelPairing}), if there is one
     * @throws UsageException if a name is unknown, a model is for another task, or nobody knows which one is meant
     */
    public static ChosenModels find(Optional<String> segmenter, Optional<String> classifier) throws IOException {
        String name = segmenter.isPresent() ? segmenter.get() : DefaultModel.segmenter();
        return of(find(name, Task.SEGMENTATION), classifier);
    }

    private static ChosenModels of(Model segmenter, Optional<String> classifier) throws IOException {
        if (classifier.isEmpty()) {
            return new ChosenModels(segmenter, ModelPairing.classifierFor(segmenter));
        }
        return new ChosenModels(
                segmenter,
                classifier.get().equals(NONE)
                        ? Optional.empty()
                        : Optional.of(find(classifier.get(), Task.CLASSIFICATION)));
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
        return new ChosenModels(segmenter.in(precision), classifier.map(chosen -> chosen.in(precision)));
    }

    /**
     * Why the models may be wrong about an image, a sentence each.
     *
     * @param traits of its channels, in the order in which the segmenter takes them
     */
    public List<String> warnings(VolumeGeometry geometry, List<ImageTraits> traits) {
        List<String> warnings = ImageSuitability.warnings(geometry, traits, segmenter);
        classifier.ifPresent(chosen -> warnings.addAll(ModelStanding.warnings(chosen)));
        classifier
                .filter(chosen -> !ModelPairing.fit(segmenter, chosen))
                .ifPresent(chosen -> warnings.add(ModelPairing.warning(segmenter, chosen)));
        new LesionKinds(segmenter, classifier, Map.of()).idle().ifPresent(warnings::add);
        return warnings;
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
            return new AnalysisModels(first, second);
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }
}
