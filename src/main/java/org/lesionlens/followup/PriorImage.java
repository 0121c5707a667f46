package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseImage;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.ReadPart;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.followup.PriorExaminations.Earlier;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * An earlier examination as it is looked at: its image and, as far as they are known, its lesions.
 *
 * @param read its image
 * @param labels its lesions by their numbers, on the grid of the image; none where they are unknown
 * @param lesions measured there, by rising number
 * @param notes whose lesions they are, or why they are not shown, and what else is to be known, a sentence each
 */
public record PriorImage(
        Earlier examination, CaseImage read, LabelMap labels, List<Lesion> lesions, List<String> notes) {
    /** Takes copies of the lists. */
    public PriorImage {
        lesions = List.copyOf(lesions);
        notes = List.copyOf(notes);
    }

    /** The first channel, as it was analysed. */
    public LoadedVolume image() {
        return read.first();
    }

    /** The image as people want to see it; what is in colour is read anew. */
    public LoadedImage shown() throws IOException {
        return read.shown();
    }

    /**
     * Reads image and lesions.
     *
     * @param results the folder of its results, which counts unless the table names a mask
     * @param whose they are, as {@code predicted}
     */
    public static PriorImage read(Earlier examination, Path results, String whose) throws IOException {
        PriorImage read = read(examination, new Source(results, whose));
        if (examination.undated().isEmpty()) {
            return read;
        }
        List<String> notes = new ArrayList<>(read.notes);
        notes.add("nobody knows the date of " + String.join(", ", examination.undated())
                + ", so it need not be the last one before: fill in the table's column date");
        return new PriorImage(examination, read.read, read.labels, read.lesions, notes);
    }

    private static PriorImage read(Earlier examination, Source results) throws IOException {
        Optional<Source> lesions = source(examination.row(), results);
        Case item = lesions.isPresent()
                ? ReadPart.inTime(examination.item(), lesions.get().path())
                : examination.item();
        CaseImage image = CaseImage.read(item);
        if (lesions.isEmpty()) {
            return without(examination, image, "nobody knows its lesions");
        }
        try {
            return isResults(lesions.get().path())
                    ? ofResults(examination, item, image, lesions.get())
                    : ofMask(examination, item, image, lesions.get());
        } catch (IOException | UserMessageException e) {
            return without(examination, image, "its lesions are not shown: " + Errors.sentence(e));
        }
    }

    /** Where lesions are read from. */
    private record Source(Path path, String whose) {
        String note() {
            return "lesions: " + whose;
        }
    }

    private static Optional<Source> source(ExaminationRow row, Source results) {
        return row.mask()
                .map(path -> new Source(path, isResults(path) ? "of the results in the table" : "of the mask"))
                .or(() -> Optional.of(results).filter(source -> isResults(source.path())))
                .or(() -> row.reference().map(path -> new Source(path, "of the reference")));
    }

    private static boolean isResults(Path path) {
        return Files.exists(path.resolve(CaseFolder.SIDECAR));
    }

    /** @throws UserMessageException if another image is known to be of another patient */
    public void requirePatientOf(LoadedVolume other) {
        if (image().series().isPresent()
                && other.series()
                        .filter(image().series().get()::isOfAnotherPatientThan)
                        .isPresent()) {
            throw new UserMessageException(
                    "the image of " + examination.name()
                            + " is of another patient (their PatientID in DICOM differ): look whether the table of dates is right");
        }
    }

    private static PriorImage without(Earlier examination, CaseImage image, String why) {
        LabelMap none = LabelMap.allocate(image.first().volume().geometry());
        return new PriorImage(examination, image, none, List.of(), List.of(why));
    }

    private static PriorImage ofResults(Earlier examination, Case item, CaseImage image, Source source)
            throws IOException {
        WrittenResults results = WrittenResults.read(source.path());
        CaseImage seen = image.seenBy(results);
        VolumeGeometry grid = seen.first().volume().geometry();
        if (!results.areOf(seen.first().volume())) {
            throw new UserMessageException("its image is another one than that which was analysed");
        }
        LabelMap labels = results.labels(grid);
        Map<Integer, String> classes = results.lesionClasses();
        List<Lesion> lesions = ExaminationReader.measured(item.measured(labels)).stream()
                .map(lesion -> lesion.withClass(classes.getOrDefault(lesion.label(), ""), Double.NaN))
                .map(results::withClassProbability)
                .toList();
        return new PriorImage(examination, seen, labels, lesions, List.of(source.note()));
    }

    private static PriorImage ofMask(Earlier examination, Case item, CaseImage read, Source source) throws IOException {
        LoadedVolume image = read.first();
        Path file = source.path();
        List<String> notes = new ArrayList<>(List.of(source.note()));
        VolumeGeometry grid = image.volume().geometry();
        LabelMap mask = ConnectedComponents.label(ExaminationReader.mask(file, Optional.of(image), notes), 0);
        ExaminationReader.requireOneSpace(file.toString(), mask.geometry(), Optional.of(image.volume()));
        LabelMap labels = mask.geometry().placed() ? NearestLabels.on(grid, mask) : new LabelMap(mask.voxels(), grid);
        return new PriorImage(examination, read, labels, ExaminationReader.measured(item.measured(labels)), notes);
    }
}
