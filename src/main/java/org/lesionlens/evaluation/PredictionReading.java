package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.LabelProbabilities;
import org.lesionlens.lesion.NumberedKinds;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Reads a mask and what lies beside it: how sure the network was of each lesion, and of which kind it is.
 *
 * <p>A lesion's score is the mean probability of its voxels. This program has written it into {@code lesions.csv} by the numbers of
 * {@code labels.nii.gz}; else it is taken from {@code probability.nii.gz}.
 *
 * @param pair whose prediction is there
 * @param kinds by which lesions are told apart; none if all are lesion alike
 * @param grid that contours are put on
 */
record PredictionReading(ReferencePair pair, List<KindLabel> kinds, Optional<VolumeGeometry> grid) {
    private static final String CLASSES = "classes.";
    private static final List<String> ENDINGS = List.of(".nii.gz", ".nii", ".nrrd", ".png", ".tif");
    private static final String NOTHING =
            "neither lesions.csv with labels (.nii.gz, .nrrd, .png, .tif) nor probability (.nii.gz, .nrrd, .tif) lies beside"
                    + " the mask";

    private static final String SHARED =
            "the masks of several cases lie in one folder, so that labels and probability in it are of none of them: put"
                    + " each mask with what belongs to it into a folder of its own";

    private Path file() {
        return pair.prediction().orElseThrow();
    }

    /** @param notes is told what was decided that a user may want to know */
    Prediction read(Consumer<String> notes) throws IOException {
        LabelMap mask = VolumeFiles.readLabels(file(), grid, notes);
        Optional<LesionRows> rows = LesionRows.beside(pair);
        if (!kinds.isEmpty() && MaskNames.isNumbers(file()) && rows.isPresent()) {
            return ofNumbers(mask, rows.get());
        }
        Optional<LabelMap> numbers = rows.isPresent() && pair.alone() ? labels(mask) : Optional.empty();
        return numbers.isPresent() ? ofTable(mask, numbers.get(), rows.get()) : ofProbability(mask);
    }

    /** The numbers of the lesions; those of this mask, as nobody has changed either since. */
    private Optional<LabelMap> labels(LabelMap mask) throws IOException {
        Optional<Path> beside = beside("labels");
        if (beside.isEmpty()) {
            return Optional.empty();
        }
        LabelMap numbers = Files.isSameFile(beside.get(), file()) ? mask : VolumeFiles.readLabels(beside.get());
        boolean sameGrid = numbers.geometry().equals(mask.geometry());
        return Optional.of(numbers).filter(map -> sameGrid && NumberedKinds.covers(mask, map, !ofClasses()));
    }

    private Optional<Path> beside(String what) {
        Path folder = ReferencePair.folder(file());
        return ENDINGS.stream()
                .map(ending -> folder.resolve(what + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private boolean ofClasses() {
        return file().getFileName().toString().startsWith(CLASSES);
    }

    private Prediction ofTable(LabelMap mask, LabelMap numbers, LesionRows rows) {
        Map<Integer, Double> scores = rows.scores();
        Optional<String> unscored = rows.rows().size() == scores.size()
                ? Optional.empty()
                : Optional.of(rows.file().getFileName() + " says no mean_probability");
        if (kinds.isEmpty()) {
            return new Prediction(numbers, scores, Map.of(), unscored);
        }
        return Prediction.of(
                ofClasses() ? NumberedKinds.of(mask, numbers) : ofNamedClasses(mask, numbers, rows.classes()),
                scores,
                unscored);
    }

    private Prediction ofNumbers(LabelMap numbers, LesionRows rows) {
        Map<Integer, String> classes = rows.classes();
        if (!classes.isEmpty() && !isKnown(classes)) {
            throw new UserMessageException(file()
                    + " has the numbers of lesions, as lesions.csv beside it says, and none of their classes is one of "
                    + Names.some(kinds.stream().map(KindLabel::name).toList())
                    + ": name kinds with --labels as its column class does, or put a mask beside it whose values are the"
                    + " kinds");
        }
        return ofTable(numbers, numbers, rows);
    }

    private boolean isKnown(Map<Integer, String> classes) {
        return kinds.stream().anyMatch(kind -> classes.containsValue(kind.name()));
    }

    /** Classes by their names, where the table says one of these; else the values of the mask are the kinds. */
    private NumberedKinds ofNamedClasses(LabelMap mask, LabelMap numbers, Map<Integer, String> classes) {
        Map<String, Integer> values = kinds.stream().collect(Collectors.toMap(KindLabel::name, KindLabel::value));
        Map<Integer, Integer> named = new HashMap<>();
        classes.forEach((number, kind) -> named.put(number, values.getOrDefault(kind, 0)));
        return named.values().stream().anyMatch(value -> value != 0)
                ? NumberedKinds.byNumber(numbers, named)
                : NumberedKinds.of(mask, numbers);
    }

    private Prediction ofProbability(LabelMap mask) throws IOException {
        Optional<Path> beside = beside("probability");
        if (!pair.alone() && (beside.isPresent() || beside("labels").isPresent())) {
            return Prediction.ofValues(mask, kinds, Optional.of(SHARED));
        }
        if (beside.isEmpty()) {
            return Prediction.ofValues(mask, kinds, Optional.of(NOTHING));
        }
        Volume probability = VolumeFiles.read(beside.get(), Optional.empty()).volume();
        if (!probability.geometry().sameGrid(mask.geometry(), 0.01)) {
            return Prediction.ofValues(
                    mask, kinds, Optional.of(beside.get().getFileName() + " is not on the grid of the mask"));
        }
        LabelMap numbers = kinds.isEmpty() ? ConnectedComponents.label(mask, 1) : ConnectedComponents.labelEach(mask);
        Map<Integer, Double> scores =
                LabelProbabilities.of(numbers, new ProbabilityMap(probability.voxels(), probability.geometry()));
        requireProbabilities(beside.get(), scores.values());
        return kinds.isEmpty()
                ? new Prediction(numbers, scores, Map.of(), Optional.empty())
                : Prediction.of(NumberedKinds.of(mask, numbers), scores, Optional.empty());
    }

    private static void requireProbabilities(Path map, Collection<Double> means) {
        for (double mean : means) {
            if (!(mean >= 0 && mean <= 1)) {
                throw new UnsuitableImageException(map + " has the mean " + mean
                        + " in a lesion but must have probabilities, 0 to 1: take it away, or save it as such");
            }
        }
    }
}
