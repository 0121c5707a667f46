package org.lesionlens.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a model folder says of its network: a bioimage.io description ({@code rdf.yaml}, 0.5.x) with
 * {@code config.lesionlens}.
 *
 * @param folder the model's folder
 * @param name the model's name
 * @param version the model's version
 * @param weights the network
 * @param task what the network does
 * @param modality DICOM modality of the images that it was trained on
 * @param image the kind of image in words
 * @param bodyPart what the images show; empty if the description does not say
 * @param window what a window is
 * @param normalization how intensities are normalised
 * @param settings what counts as a lesion unless the user says otherwise; empty unless it segments
 * @param labels what the output's channels mean
 * @param explanations names of the outputs that explain
 * @param tests test tensors
 * @param sha256 of all that the description says, but for tests, citation and card; in lower-case hex
 */
public record ModelDescription(
        Path folder,
        String name,
        String version,
        CheckedFile weights,
        Task task,
        String modality,
        String image,
        Optional<Code> bodyPart,
        Window window,
        IntensityRange normalization,
        Optional<AnalysisSettings> settings,
        List<Label> labels,
        Explanations explanations,
        List<TestTensors> tests,
        String sha256) {

    /** The name of the file that holds the description. */
    public static final String FILE_NAME = "rdf.yaml";

    /** The name of the file that holds the network. */
    public static final String WEIGHTS = "weights.onnx";

    /** The output with the probability of lesion, or of each class. */
    public static final String PROBABILITY = "probability";

    /** The output of a classifier before its softmax. */
    public static final String LOGITS = "logits";

    /** What a network does. */
    public enum Task {
        SEGMENTATION,
        CLASSIFICATION
    }

    /** How an image goes into the network. */
    public enum WindowKind {
        /** The whole slice in one window: for networks whose result depends on all that they see. */
        WHOLE_SLICE,
        /** Overlapping tiles of a slice, blended: for local predictors. */
        TILES,
        /** A patch round each lesion. */
        PATCH
    }

    /**
     * A window.
     *
     * @param spacingMm pixel spacing in the plane of the slice that the network was trained on, in mm
     * @param fieldOfViewMm side of the smallest window, in mm; an image without a pixel size is taken to be as wide
     * @param stride a window's sides are multiples of it, in pixels
     * @param size side of a tile or patch in pixels; 0 for a whole slice
     * @param step distance of a patch's samples in pixels of {@code spacingMm}; 1 otherwise
     */
    public record Window(WindowKind kind, double spacingMm, double fieldOfViewMm, int stride, int size, double step) {
        /** The most pixels along a side: larger windows would fill the memory. */
        public static final int LARGEST_SIDE = 4096;

        /**
         * What a spacing of 1 means in mm: 1 if the grid is calibrated; else the field of view is taken to be as wide as
         * the image (or as high, if it is higher).
         */
        public double nominalPixelMm(VolumeGeometry geometry) {
            return geometry.calibrated() ? 1 : fieldOfViewMm / Math.max(geometry.size(0), geometry.size(1));
        }
    }

    /**
     * Normalised intensities are clipped to this range, in standard deviations.
     *
     * @param wholeVolume whether the statistics are those of the volume or of each slice
     */
    public record IntensityRange(boolean wholeVolume, float minimum, float maximum) {}

    /**
     * Names of outputs that explain; an empty list or empty where the network has none.
     *
     * @param gates attention coefficients, coarsest first
     * @param query queries of the non-local block
     * @param key its keys
     * @param attended its input features
     * @param excitations channel weights
     * @param features feature maps that an excitation weighed, by the excitation's name
     * @param classActivation class activation maps
     * @param mirror whether a mirrored slice means as much to the network; unless the model says otherwise it does
     * @param excitationMeans what the excitations are like in each class, see {@link ExcitationMeans}
     */
    public record Explanations(
            List<String> gates,
            Optional<String> query,
            Optional<String> key,
            Optional<String> attended,
            List<String> excitations,
            Map<String, String> features,
            Optional<String> classActivation,
            boolean mirror,
            Optional<CheckedFile> excitationMeans) {}

    /**
     * An input and what PyTorch made of it.
     *
     * @param input file of the input tensor
     * @param outputs expected tensors by the name of the output
     */
    public record TestTensors(CheckedFile input, Map<String, CheckedFile> outputs) {}

    /** For messages: its name, and that of its folder where it is another one. */
    public String shownName() {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return last == null || last.toString().equals(name) ? name : name + " in the folder " + last;
    }

    /**
     * Reads a model folder; the weights are checked when they are loaded.
     *
     * @throws UnsuitableModelException if the description is missing or broken, or names files outside the folder
     * @throws IOException if the folder cannot be read
     */
    public static ModelDescription read(Path folder) throws IOException {
        return new ModelDescriptionReader(folder).read();
    }
}
