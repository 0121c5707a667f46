package org.lesionlens.explain;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.inference.DetectorInput;
import org.lesionlens.inference.Tensor;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.ExcitationMeans;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Volume;

/**
 * What spoke for a box of a detector, and where: the logit of each kind's score at each place of the window in which the detector saw
 * it, and how much its excitations let each channel through. Immutable.
 */
public final class BoxExplanation {
    private final Model model;
    private final DetectorInput window;
    private final Map<String, Tensor> outputs;
    private final RealBox box;
    private final String kind;

    /** See {@link BoxExplainer#of}. */
    BoxExplanation(Model model, DetectorInput window, Map<String, Tensor> outputs, RealBox box, String kind) {
        this.model = model;
        this.window = window;
        this.outputs = outputs;
        this.box = box;
        this.kind = kind;
    }

    /** What the detector calls the box. */
    public String kind() {
        return kind;
    }

    /** The box, in voxels of the image. */
    public RealBox box() {
        return box;
    }

    /** What the detector tells apart, in its order. */
    public List<String> kinds() {
        return kinds(model);
    }

    /** The maps of a detector's boxes, one a kind. */
    public static List<MapKind> maps(Model detector) {
        return kinds(detector).stream().<MapKind>map(MapKind.OfClass::new).toList();
    }

    private static List<String> kinds(Model detector) {
        return detector.labels().stream().map(Label::name).toList();
    }

    /**
     * What speaks for a kind, on the slice's grid: logits, NaN outside the window. Colours begin where a box would be nothing, and end
     * at the highest of all kinds.
     *
     * @throws IllegalArgumentException if the detector knows no such kind
     */
    public Explanation map(String ofKind) {
        Tensor activation = outputs.get(model.explanations().classActivation().orElseThrow());
        int rows = (int) activation.shape()[2];
        int columns = (int) activation.shape()[3];
        float[] cells = new float[rows * columns];
        System.arraycopy(activation.values(), index(ofKind) * cells.length, cells, 0, cells.length);
        Volume map = window.onSlice(cells, columns, rows);
        double least = leastLogit();
        return new Explanation(new MapKind.OfClass(ofKind), map, least, Math.max(least + 1, largest(activation)));
    }

    private int index(String ofKind) {
        int index = kinds().indexOf(ofKind);
        if (index < 0) {
            throw new IllegalArgumentException("the kind is " + ofKind + " but must be one of " + kinds());
        }
        return index;
    }

    private double leastLogit() {
        double least = model.detection().orElseThrow().leastScore();
        return Math.log(least / (1 - least));
    }

    private static double largest(Tensor activation) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : activation.values()) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** The largest logit of a kind inside the box; NaN if it covers the middle of no voxel. */
    public double logitInBox(String ofKind) {
        Volume map = map(ofKind).map();
        double largest = Double.NaN;
        Cursor<FloatType> cursor = Views.flatIterable(map.voxels()).localizingCursor();
        while (cursor.hasNext()) {
            double value = cursor.next().get();
            boolean isLarger = Double.isNaN(largest) || value > largest;
            largest = isLarger && isInBox(cursor, map.geometry().sliceAxis()) ? value : largest;
        }
        return largest;
    }

    /** A map has one slice, which the box is known to lie in. */
    private boolean isInBox(Cursor<FloatType> cursor, int sliceAxis) {
        double[] min = {box.min().x(), box.min().y(), box.min().z()};
        double[] max = {box.max().x(), box.max().y(), box.max().z()};
        boolean inside = true;
        for (int axis = 0; axis < min.length; axis++) {
            double middle = cursor.getDoublePosition(axis) + 0.5;
            inside &= axis == sliceAxis || middle >= min[axis] && middle < max[axis];
        }
        return inside;
    }

    /**
     * The channel weights of each excitation, beside those that are usual for the box's kind.
     *
     * @throws IOException if the model's means cannot be read
     */
    public List<ChannelExcitation> excitations() throws IOException {
        return ChannelExcitation.of(model, outputs, ExcitationMeans.of(model), kind);
    }
}
