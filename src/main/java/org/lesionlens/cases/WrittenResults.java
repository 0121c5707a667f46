package org.lesionlens.cases;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.Localizable;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomIdentity;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.io.table.Row;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestFill;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** The results of a case as their folder has them, read again. */
public final class WrittenResults {
    private static final double SAME_PLACE_MM = 0.01;
    private static final String SEGMENTATION = "segmentation.dcm";
    private static final int AXES = 3;
    private static final long MAX = Long.MAX_VALUE;

    /** The most exact first. */
    private static final List<String> LABEL_IMAGES =
            List.of("labels.nii.gz", "labels.nrrd", "labels.png", "labels.tif");

    private static final List<String> LABELS =
            Stream.concat(LABEL_IMAGES.stream(), Stream.of(SEGMENTATION)).toList();

    private static final List<String> PROBABILITY =
            List.of("probability.nii.gz", "probability.nrrd", "probability.tif");

    private static final List<String> CONTEXT = List.of("context.nii.gz", "context.nrrd", "context.png", "context.tif");

    private final Path folder;
    private final WrittenSidecar sidecar;
    private final SortedMap<Integer, Row> rows = new TreeMap<>();

    private WrittenResults(Path folder) throws IOException {
        this.folder = folder;
        this.sidecar = WrittenSidecar.read(folder);
        for (Row row : LesionsCsv.TABLE.read(folder.resolve(LesionsCsv.FILE))) {
            row.number(LesionsCsv.LABEL).ifPresent(label -> rows.put(label.intValue(), row));
        }
    }

    /**
     * Reads tables and sidecar.
     *
     * @throws MalformedFileException if one is missing or broken
     */
    public static WrittenResults read(Path folder) throws IOException {
        return new WrittenResults(folder);
    }

    /** The image with a number for each lesion in a folder of results; empty where results were written as DICOM only. */
    public static Optional<Path> labelImage(Path folder) {
        return first(folder, LABEL_IMAGES);
    }

    Path folder() {
        return folder;
    }

    WrittenSidecar sidecar() {
        return sidecar;
    }

    /** The names of the channels of their image; none where there is one. */
    List<String> channels() {
        return sidecar.channels();
    }

    /** Whether they are about an image; those of several channels are told by the first. */
    public boolean areOf(Volume image) {
        return sidecar.fingerprints().contains(Fingerprint.of(image));
    }

    /**
     * Requires that they are about an image.
     *
     * @param remedy what to do if they are not
     * @throws UserMessageException if they are about another one
     */
    public void requireOf(Volume image, String remedy) {
        if (!areOf(image)) {
            throw new UserMessageException("the image of the case " + folder.getFileName()
                    + " is another one than that which was analysed, so its results are not shown on it: " + remedy);
        }
    }

    /** What the classes of lesions may be called, by the classifier and by a segmenter that tells some apart; each once. */
    public List<String> classes() {
        return Stream.concat(sidecar.classifierLabels().stream(), segmentLabels().stream())
                .map(Label::name)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** The labels of lesions of a segmenter that tells kinds of them apart; else none. */
    private List<Label> segmentLabels() {
        List<Label> ofLesions =
                sidecar.segmenterLabels().stream().filter(Label::lesion).toList();
        return ofLesions.size() > 1 ? ofLesions : List.of();
    }

    /** The classes of the lesions, by number; empty where they are unknown. */
    public SortedMap<Integer, String> lesionClasses() {
        SortedMap<Integer, String> classes = new TreeMap<>();
        rows.forEach((number, row) -> classes.put(number, row.text(LesionsCsv.CLASS)));
        return classes;
    }

    /** The probabilities of the classes of a lesion, 0 to 1, by name; empty if they are unknown. */
    public Map<String, Double> classProbabilities(int number) {
        return rows.containsKey(number)
                ? ClassProbabilities.parse(rows.get(number).text(LesionsCsv.CLASS_PROBABILITIES))
                : Map.of();
    }

    /** The same lesion with the probability of its class, as long as the class is the one that is written; else it is unknown. */
    public Lesion withClassProbability(Lesion lesion) {
        Row row = rows.get(lesion.label());
        boolean same = row != null && row.text(LesionsCsv.CLASS).equals(lesion.lesionClass());
        return lesion.withClass(lesion.lesionClass(), same ? number(row, LesionsCsv.CLASS_PROBABILITY) : Double.NaN);
    }

    /** The same lesion with the probability that is written of it. */
    public Lesion withProbability(Lesion lesion) {
        Row row = rows.get(lesion.label());
        return row == null
                ? lesion
                : lesion.with(lesion.measurements()
                        .withProbability(
                                number(row, LesionsCsv.MEAN_PROBABILITY), number(row, LesionsCsv.MAX_PROBABILITY)));
    }

    private static double number(Row row, Column<CaseLesion> column) {
        return row.cells().get(column.name()) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /**
     * The lesions by their numbers, on the grid of the image.
     *
     * @throws UserMessageException if none of the results holds them
     */
    public LabelMap labels(VolumeGeometry grid) throws IOException {
        for (String name : LABELS) {
            Path file = folder.resolve(name);
            boolean byClass = name.equals(SEGMENTATION) && sidecar.dicom().byClass();
            if (Files.exists(file) && !byClass) {
                LabelMap read = VolumeFiles.readLabels(file);
                requireOn(grid, read, file);
                return name.equals(SEGMENTATION) ? segmented(onGrid(grid, read), file) : onGrid(grid, read);
            }
        }
        throw new UserMessageException("the results of the case " + folder.getFileName() + " have none of "
                + String.join(", ", LABELS)
                + " with a number for each lesion, so there is nothing to look at: run Batch..."
                + " again with the format nifti");
    }

    /**
     * The lesions of a segmentation; the segments after theirs are context. It says itself where it lies, so it is held against
     * the table: an image that was moved since would go unnoticed.
     */
    private LabelMap segmented(LabelMap labels, Path file) throws MalformedFileException {
        Map<Integer, long[]> boxes = new TreeMap<>();
        Cursor<UnsignedShortType> voxel = Views.flatIterable(labels.voxels()).localizingCursor();
        while (voxel.hasNext()) {
            int number = voxel.next().get();
            if (rows.containsKey(number)) {
                include(boxes.computeIfAbsent(number, each -> new long[] {MAX, MAX, MAX, 0, 0, 0}), voxel);
            } else if (number != 0) {
                voxel.get().set(0);
            }
        }
        for (Map.Entry<Integer, Row> row : rows.entrySet()) {
            requireThere(row.getValue(), boxes.getOrDefault(row.getKey(), new long[2 * AXES]), file);
        }
        return labels;
    }

    private static void include(long[] box, Localizable voxel) {
        for (int axis = 0; axis < AXES; axis++) {
            long at = voxel.getLongPosition(axis);
            box[axis] = Math.min(box[axis], at);
            box[axis + AXES] = Math.max(box[axis + AXES], at + 1);
        }
    }

    private static void requireThere(Row lesion, long[] box, Path file) throws MalformedFileException {
        for (int i = 0; i < box.length; i++) {
            double told = number(lesion, LesionsCsv.BOX.get(i));
            if (!Double.isNaN(told) && told != box[i]) {
                throw new MalformedFileException(
                        file,
                        "has the lesion " + lesion.text(LesionsCsv.LABEL) + " elsewhere than " + LesionsCsv.FILE
                                + " says (" + LesionsCsv.BOX.get(i).name() + " " + box[i] + ", not " + Math.round(told)
                                + ")",
                        "take image and segmentation as they were when the image was analysed, or run the analysis again");
            }
        }
    }

    private static LabelMap onGrid(VolumeGeometry grid, LabelMap labels) {
        return isOn(grid, labels.geometry()) ? new LabelMap(labels.voxels(), grid) : NearestLabels.on(grid, labels);
    }

    /** Formats without a place have the pixels of the image; none says that the depth of slices is unknown, as of frames. */
    private static boolean isOn(VolumeGeometry grid, VolumeGeometry found) {
        boolean oneSize = Arrays.equals(grid.size(), found.size());
        return oneSize
                && (!found.placed()
                        || !grid.placed()
                        || found.withoutDepth().sameGrid(grid.withoutDepth(), SAME_PLACE_MM));
    }

    /** A DICOM segmentation has the frames only that hold something; all else has the voxels of the image. */
    private static void requireOn(VolumeGeometry grid, LabelMap labels, Path file) throws MalformedFileException {
        VolumeGeometry found = labels.geometry();
        boolean isPart = file.endsWith(SEGMENTATION)
                && grid.placed()
                && found.placed()
                && NearestLabels.outside(grid, labels) == 0;
        if (isOn(grid, found) || isPart) {
            return;
        }
        if (Arrays.equals(grid.size(), found.size()) || file.endsWith(SEGMENTATION)) {
            throw new MalformedFileException(
                    file,
                    "lies elsewhere than the image, or its voxels have another size",
                    "take the image with the spacing and origin that it had when it was analysed, or run the analysis again");
        } else {
            throw new MalformedFileException(
                    file,
                    "has " + size(found) + " voxels but the image has " + size(grid),
                    "take the file as it was written, or run the analysis again");
        }
    }

    private static String size(VolumeGeometry grid) {
        return grid.size(0) + " x " + grid.size(1) + " x " + grid.size(2);
    }

    /** The probability of lesion, on the grid of the image; empty of results without one, as those of DICOM. */
    public Optional<ProbabilityMap> probability(VolumeGeometry grid) throws IOException {
        Optional<Path> file = first(folder, PROBABILITY);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Volume map = VolumeFiles.read(file.get(), Optional.empty()).volume();
        if (!isOn(grid, map.geometry())) {
            throw new MalformedFileException(
                    file.get(), "does not lie on the voxels of the image", "run the analysis again");
        }
        return Optional.of(new ProbabilityMap(map.voxels(), grid));
    }

    /**
     * What else the segmenter tells apart, on the grid of the image; empty of one that knows lesions only. It says nothing of
     * voxels of lesions, so these have what is nearest to them, which counts where a reader has taken a lesion away.
     */
    public Optional<LabelMap> context(VolumeGeometry grid) throws IOException {
        Optional<Path> file = first(folder, CONTEXT);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        LabelMap read = VolumeFiles.readLabels(file.get());
        requireOn(grid, read, file.get());
        LabelMap context = onGrid(grid, read);
        NearestFill.fill(context, labels(grid));
        return Optional.of(context);
    }

    /** What results of DICOM call the study that they belong to; empty if there are none. */
    Optional<String> study() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> first = files.filter(file -> file.toString().endsWith(".dcm"))
                    .sorted()
                    .findFirst();
            return first.isPresent() ? Optional.of(DicomIdentity.of(first.get()).study()) : Optional.empty();
        }
    }

    /** The least number that no lesion has and none that is smaller. */
    public int nextNumber() {
        return rows.isEmpty() ? 1 : rows.lastKey() + 1;
    }

    /**
     * Copies the content of all files; those in folders, as de-identified images, stay where they are. The copies have the rights
     * of new files, so that results which nobody may write are copied as any others.
     *
     * @param target that is there, and empty
     * @param about what the sidecar says besides
     */
    public void copyTo(Path target, Map<String, Object> about) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (OutputStream out = Files.newOutputStream(target.resolve(file.getFileName()))) {
                    Files.copy(file, out);
                }
            }
        }
        Map<String, Object> content = new LinkedHashMap<>(sidecar.content());
        content.putAll(about);
        JsonFiles.write(target.resolve(CaseFolder.SIDECAR), content);
    }

    private static Optional<Path> first(Path folder, List<String> names) {
        return names.stream().map(folder::resolve).filter(Files::exists).findFirst();
    }
}
