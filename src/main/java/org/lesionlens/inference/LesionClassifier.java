package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/**
 * Tells the kind of each lesion: a network of slices from a patch round it in every slice that it is in, a network of volumes from
 * one patch round it.
 *
 * <p>A lesion's logits are the mean over its slices, weighted by its area in them. For one thread at a time.
 */
public final class LesionClassifier {
    private static final String OUTPUT = Model.LOGITS;
    private static final String STAGE = "Classifying lesions";
    private static final int VOLUMES = 3;
    /** Patches that go through the network at once: bounds the memory where a slice has very many lesions. */
    private static final int BATCH = 16;

    private final OnnxModel model;
    private BatchRetreat now;
    private Optional<String> note = Optional.empty();

    /**
     * The kind of a lesion.
     *
     * @param name the most probable class, spelt as the model's label table says
     * @param probability its probability, 0 to 1
     * @param probabilities of all classes, in the order of the model's label table; their sum is 1
     */
    public record Classification(String name, double probability, Map<String, Double> probabilities) {}

    /**
     * Uses a network, which stays the caller's to close.
     *
     * @throws UnsuitableModelException if the model does not classify
     */
    public LesionClassifier(OnnxModel model) {
        if (model.description().task() != Task.CLASSIFICATION) {
            throw new UnsuitableModelException(
                    "the model " + model.description().name()
                            + " does not classify lesions: choose one of the task classification (see the subcommand models)");
        }
        this.model = model;
        this.now = new BatchRetreat(model.device(), BATCH);
    }

    /** What happened to the device since this was made, a sentence for people; empty if nothing did. */
    public Optional<String> note() {
        return note;
    }

    /**
     * Classifies every lesion of a label map; progress is reported and cancelling looked for once a slice.
     *
     * @param volume what the lesions were found in
     * @param labels the lesions, on the volume's grid
     * @return the class of each label
     * @throws IllegalArgumentException if the grids differ
     * @throws org.lesionlens.volume.UnsuitableImageException if the volume is constant or has voxels that are not finite
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public SortedMap<Integer, Classification> classify(Volume volume, LabelMap labels, Progress progress) {
        if (!volume.geometry().equals(labels.geometry())) {
            throw new IllegalArgumentException("the labels lie on the grid " + labels.geometry() + " but the volume on "
                    + volume.geometry() + ": resample one of them");
        }
        SortedMap<Integer, LogitMean> means =
                model.description().network().window().dimensions() == VOLUMES
                        ? ofVolumes(volume, labels, progress)
                        : ofSlices(volume, labels, progress);
        SortedMap<Integer, Classification> classes = new TreeMap<>();
        means.forEach((label, mean) -> classes.put(label, classification(mean)));
        return classes;
    }

    /** One answer for each lesion. */
    private SortedMap<Integer, LogitMean> ofVolumes(Volume volume, LabelMap labels, Progress progress) {
        SortedMap<Integer, Box> lesions = LesionBoxes.of(labels);
        SortedMap<Integer, LogitMean> means = new TreeMap<>();
        if (lesions.isEmpty()) {
            return means;
        }
        VolumePatch patches = new VolumePatch(new PreparedImage(List.of(volume), model.description()));
        lesions.forEach((label, box) -> {
            progress.throwIfCancelled();
            progress.update(STAGE, means.size(), lesions.size());
            Tensor patch = ordered(patches.cut(labels, label, box));
            while (!means.containsKey(label)) {
                try {
                    add(List.of(label), patch, List.of(1), means, progress);
                } catch (DeviceFailedException e) {
                    retreat(e, 1);
                }
            }
        });
        progress.update(STAGE, lesions.size(), lesions.size());
        return means;
    }

    /** As the network takes it. */
    private Tensor ordered(Tensor patch) {
        TensorLayout layout = model.layout();
        return new Tensor(layout.toTensor(patch.values(), patch.shape()), layout.shape(patch.shape()));
    }

    private SortedMap<Integer, LogitMean> ofSlices(Volume volume, LabelMap labels, Progress progress) {
        PreparedSlices slices = new PreparedSlices(volume, model.description());
        List<SortedSet<Integer>> present = new ArrayList<>();
        Map<Integer, Integer> last = new TreeMap<>();
        for (int index = 0; index < Math.toIntExact(slices.count()); index++) {
            present.add(present(slices.orientation().slice(labels.voxels(), index)));
            for (int label : present.get(index)) {
                last.put(label, index);
            }
        }
        SortedMap<Integer, LogitMean> means = new TreeMap<>();
        for (int index = 0; index < present.size(); index++) {
            progress.throwIfCancelled();
            tellEnded(last, index, progress);
            if (!present.get(index).isEmpty()) {
                RandomAccessibleInterval<UnsignedShortType> slice =
                        slices.orientation().slice(labels.voxels(), index);
                classifySlice(new LabelledSlice(slices, index, slice, present.get(index)), means, progress);
            }
        }
        tellEnded(last, present.size(), progress);
        return means;
    }

    /** Of how many lesions the last slice is done; slices are what takes time, but people count lesions. */
    private static void tellEnded(Map<Integer, Integer> last, int slice, Progress progress) {
        if (!last.isEmpty()) {
            long ended = last.values().stream().filter(end -> end < slice).count();
            progress.update(STAGE, ended, last.size());
        }
    }

    private static SortedSet<Integer> present(RandomAccessibleInterval<UnsignedShortType> slice) {
        SortedSet<Integer> present = new TreeSet<>();
        int last = 0;
        for (UnsignedShortType voxel : Views.iterable(slice)) {
            if (voxel.get() != last) {
                last = voxel.get();
                present.add(last);
            }
        }
        present.remove(0);
        return present;
    }

    private record LabelledSlice(
            PreparedSlices slices,
            long index,
            RandomAccessibleInterval<UnsignedShortType> labels,
            SortedSet<Integer> present) {}

    private void classifySlice(LabelledSlice slice, Map<Integer, LogitMean> means, Progress progress) {
        float[] image = slice.slices().slice(slice.index());
        List<Integer> labels = List.copyOf(slice.present());
        int done = 0;
        while (done < labels.size()) {
            List<Integer> together = labels.subList(done, Math.min(done + now.batch(), labels.size()));
            List<LesionPatch> patches = together.stream()
                    .map(label -> LesionPatch.cut(image, slice.labels(), label, slice.slices(), (Window.Patch)
                            model.description().network().window()))
                    .toList();
            try {
                List<Integer> areas = patches.stream().map(LesionPatch::area).toList();
                add(together, LesionPatch.stack(patches), areas, means, progress);
                done += together.size();
            } catch (DeviceFailedException e) {
                retreat(e, together.size());
            }
        }
    }

    private void retreat(DeviceFailedException failure, int together) {
        Device before = now.device();
        now = new BatchRetreat(before, together).next(failure).orElseThrow(() -> failure);
        note = Optional.of(now.note(before, failure));
    }

    /** The logits of some lesions, each with its weight. */
    private void add(
            List<Integer> labels,
            Tensor patches,
            List<Integer> weights,
            Map<Integer, LogitMean> means,
            Progress progress) {
        OnnxModel on = now.device() == model.device() ? model : model.onCpu(progress);
        Tensor logits = on.run(patches, Set.of(OUTPUT), progress).get(OUTPUT);
        int classes = model.description().labels().size();
        for (int row = 0; row < labels.size(); row++) {
            LogitMean mean = means.computeIfAbsent(labels.get(row), label -> new LogitMean(classes));
            mean.add(logits.values(), row * classes, weights.get(row));
        }
    }

    private Classification classification(LogitMean mean) {
        double[] probabilities = mean.softmax();
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        Map<String, Double> all = new LinkedHashMap<>();
        for (int k = 0; k < probabilities.length; k++) {
            all.put(model.description().labels().get(k).name(), probabilities[k]);
        }
        return new Classification(
                model.description().labels().get(best).name(), probabilities[best], Collections.unmodifiableMap(all));
    }

    /** Area-weighted mean of logits. */
    private static final class LogitMean {
        private final double[] sums;
        private double area;

        LogitMean(int classes) {
            sums = new double[classes];
        }

        void add(float[] logits, int offset, double weight) {
            for (int k = 0; k < sums.length; k++) {
                sums[k] += weight * logits[offset + k];
            }
            area += weight;
        }

        double[] softmax() {
            double largest = Arrays.stream(sums).max().orElseThrow() / area;
            double[] exponentials =
                    Arrays.stream(sums).map(s -> Math.exp(s / area - largest)).toArray();
            double total = Arrays.stream(exponentials).sum();
            return Arrays.stream(exponentials).map(e -> e / total).toArray();
        }
    }
}
