package org.lesionlens.explain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PatchInput;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.inference.Tensor;
import org.lesionlens.model.ExcitationMeans;
import org.lesionlens.model.Explanations;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/**
 * What speaks for each class of a lesion, and where: exact class activation maps (Zhou et al. 2016, arXiv 1512.04150), whose
 * mean plus the class's bias is its logit. Immutable.
 */
public final class ClassActivation {
    private final Model model;
    private final PatchInput patch;
    private final Map<String, Tensor> outputs;
    private final Tensor activation;
    private final RandomAccessibleInterval<UnsignedShortType> labels;
    private final int label;

    private ClassActivation(
            Model model,
            PatchInput patch,
            Map<String, Tensor> outputs,
            RandomAccessibleInterval<UnsignedShortType> labels,
            int label) {
        this.model = model;
        this.patch = patch;
        this.outputs = outputs;
        this.activation = outputs.get(model.explanations().classActivation().orElseThrow());
        this.labels = labels;
        this.label = label;
    }

    /**
     * Runs the network on the patch round a lesion in a slice.
     *
     * @param slices prepared for this network
     * @param labels the lesions, on the volume's grid
     * @param slice a slice that cuts the lesion, in stored order
     * @throws UnsuitableModelException if the model does not classify or has no class activation maps
     * @throws IllegalArgumentException if the slice does not cut the lesion
     */
    static ClassActivation of(OnnxModel classifier, PreparedSlices slices, LabelMap labels, long slice, int label) {
        Model model = classifier.description();
        PatchInput patch = PatchInput.of(slices, labels, slice, label);
        Explanations names = model.explanations();
        Set<String> wanted = new LinkedHashSet<>(names.excitations());
        wanted.add(Model.LOGITS);
        wanted.add(
                names.classActivation()
                        .orElseThrow(
                                () -> new UnsuitableModelException(
                                        "the model " + model.name()
                                                + " names no class_activation among its explanations: choose a model with class activation maps")));
        RandomAccessibleInterval<UnsignedShortType> labelSlice =
                DisplayOrientation.of(labels.geometry()).slice(labels.voxels(), slice);
        return new ClassActivation(model, patch, patch.run(classifier, wanted), labelSlice, label);
    }

    /** The classifier. */
    Model model() {
        return model;
    }

    /** The classes, as the model's label table says. */
    List<String> classes() {
        return model.labels().stream().map(Label::name).toList();
    }

    /** The class with the largest logit in this slice. */
    public String likeliest() {
        return classes().stream().reduce((a, b) -> logit(b) > logit(a) ? b : a).orElseThrow();
    }

    /** The logit of a class. */
    double logit(String className) {
        return outputs.get(Model.LOGITS).values()[index(className)];
    }

    /**
     * What speaks for a class, on the slice's grid; NaN outside the patch.
     *
     * @throws IllegalArgumentException if there is no such class
     */
    Explanation map(String className) {
        Volume map = patch.onSlice(
                cells(className), (int) activation.shape()[3], (int) activation.shape()[2]);
        return Explanation.upwards(new MapKind.OfClass(className), map);
    }

    private float[] cells(String className) {
        int cells = (int) (activation.shape()[2] * activation.shape()[3]);
        float[] map = new float[cells];
        System.arraycopy(activation.values(), index(className) * cells, map, 0, cells);
        return map;
    }

    private int index(String className) {
        int index = classes().indexOf(className);
        if (index < 0) {
            throw new IllegalArgumentException("the class is " + className + " but must be one of " + classes());
        }
        return index;
    }

    /** The share of what speaks for a class that lies inside the lesion, 0 to 1; NaN if nothing speaks for it. */
    double shareInLesion(String className) {
        double inside = 0;
        double all = 0;
        Cursor<UnsignedShortType> labelled = Views.flatIterable(labels).cursor();
        for (FloatType voxel : shown(map(className).map())) {
            double positive = voxel.get() > 0 ? voxel.get() : 0;
            inside += labelled.next().get() == label ? positive : 0;
            all += positive;
        }
        return inside / all;
    }

    /** The lesion's share of the patch's part in the slice: what {@link #shareInLesion} is for an even map. */
    double areaShare() {
        double inside = 0;
        double all = 0;
        Cursor<UnsignedShortType> labelled = Views.flatIterable(labels).cursor();
        for (FloatType voxel : shown(map(classes().get(0)).map())) {
            boolean isLesion = labelled.next().get() == label;
            boolean isPatch = !Float.isNaN(voxel.get());
            inside += isPatch && isLesion ? 1 : 0;
            all += isPatch ? 1 : 0;
        }
        return inside / all;
    }

    private static Iterable<FloatType> shown(Volume map) {
        return Views.flatIterable(DisplayOrientation.of(map.geometry()).slice(map.voxels(), 0));
    }

    /**
     * The channel weights of each excitation, beside what is usual for a class.
     *
     * @param means of this model; empty if it has none
     */
    List<ChannelExcitation> excitations(Optional<ExcitationMeans> means, String className) {
        return ChannelExcitation.of(model, outputs, means, className);
    }
}
