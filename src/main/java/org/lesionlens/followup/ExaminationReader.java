package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.imglib2.view.Views;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.ReadPart;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.FrameOfReference;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomOrigin;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.Row;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.GridText;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.SharedSpace;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Reads the dates of patients: images, and lesions with their measurements.
 *
 * @param reading how images are read
 */
record ExaminationReader(LesionSource source, InputReading reading) {
    private static final String LABELS = "labels.nii.gz";

    Examination read(ExaminationRow row) throws IOException {
        List<String> notes = new ArrayList<>();
        Optional<LoadedVolume> image = row.hasImage(reading) ? Optional.of(image(row)) : Optional.empty();
        image.ifPresent(loaded -> notes.addAll(loaded.warnings()));
        Path lesions = source.required(row);
        boolean isFolder = Files.exists(lesions.resolve(CaseFolder.SIDECAR));
        Optional<DicomOrigin> dicom = ExaminationDate.origin(image, Optional.of(lesions));
        LocalDate date = date(row, dicom, notes);
        LabelMap labels = isFolder ? ofFolder(lesions) : ConnectedComponents.label(mask(lesions, image, notes), 0);
        requireVolumes(lesions, labels.geometry());
        requireOneSpace(lesions.toString(), labels.geometry(), image.map(LoadedVolume::volume));
        List<Lesion> measured = isFolder ? measured(lesions, labels) : measured(labels);
        return new Examination(
                row.name(),
                date,
                labels,
                measured,
                image.map(LoadedVolume::volume),
                image.flatMap(LoadedVolume::series),
                dicom,
                isFolder ? Examination.Origin.RESULTS : Examination.Origin.MASK,
                LesionVolume.of(labels, measured, otherViews(row, labels)),
                notes);
    }

    private LoadedVolume image(ExaminationRow row) throws IOException {
        List<ChannelInput> inputs = row.row().inputs(reading);
        return VolumeFiles.read(inputs.get(0).path(), inputs.get(0).options());
    }

    private static LocalDate date(ExaminationRow row, Optional<DicomOrigin> dicom, List<String> notes) {
        Optional<LocalDate> own = dicom.flatMap(DicomOrigin::date);
        if (row.date().isPresent()) {
            LocalDate date = ExaminationDate.parse(row.date().get());
            own.filter(other -> !other.equals(date))
                    .ifPresent(other ->
                            notes.add("the table has another date than its image or mask (StudyDate in DICOM); the"
                                    + " table's is taken: look whether the table is right"));
            return date;
        }
        return own.orElseThrow(() -> new UsageException(ExaminationDate.NONE));
    }

    private static LabelMap ofFolder(Path folder) throws IOException {
        Path labels = folder.resolve(LABELS);
        if (!Files.exists(labels)) {
            throw new MalformedFileException(
                    labels,
                    "is not there, but a date needs the lesions of a volume by their numbers",
                    "analyze the volume with the format nifti, or name a mask");
        }
        return VolumeFiles.readLabels(labels);
    }

    static LabelMap mask(Path file, Optional<LoadedVolume> image, List<String> notes) throws IOException {
        if (image.isPresent()
                && FrameOfReference.differ(image.flatMap(FrameOfReference::of), FrameOfReference.ofLabels(file))) {
            throw new UnsuitableImageException(
                    file + " lies in another frame of reference (FrameOfReferenceUID) than its"
                            + " image, so nobody knows where it lies there: name the mask of this image");
        }
        LabelMap mask = VolumeFiles.readLabels(
                file, image.map(loaded -> loaded.volume().geometry()), warning -> notes.add("mask: " + warning));
        Set<Integer> values = new TreeSet<>();
        Views.flatIterable(mask.voxels()).forEach(voxel -> values.add(voxel.get()));
        values.remove(0);
        if (values.size() > 1) {
            notes.add("the mask has " + values.size()
                    + " values, which count as one: its lesions are its connected parts");
        }
        return mask;
    }

    private static void requireVolumes(Path lesions, VolumeGeometry grid) throws IOException {
        if (grid.size(2) > 1 && ReadPart.isSequence(lesions)) {
            throw new UnsuitableImageException(lesions + " is of a sequence in time, which has no volumes that could be"
                    + " followed (" + CaseFolder.SIDECAR + " says so): name a volume with its spacing");
        }
        if (!grid.depthKnown()) {
            throw new UnsuitableImageException(lesions + " (" + GridText.of(grid)
                    + ") does not tell the size of its voxels in mm, so volumes cannot be followed: name a volume with"
                    + " its spacing");
        }
    }

    /** @throws UnsuitableImageException if lesions cannot lie in their image */
    static void requireOneSpace(String lesions, VolumeGeometry grid, Optional<Volume> image) {
        if (image.isEmpty()) {
            return;
        }
        VolumeGeometry other = image.get().geometry();
        boolean placed = grid.placed() && other.placed();
        boolean together = placed
                ? SharedSpace.of(grid, other)
                : grid.placed() == other.placed() && SharedSpace.haveOneArray(grid, other);
        if (!together) {
            String why = placed ? SharedSpace.refusal(grid, other) : "they have not one size and place";
            throw new UnsuitableImageException(lesions + " (" + GridText.of(grid) + ") and its image ("
                    + GridText.of(other) + ") are not on one grid: " + why + "; name the mask of this image");
        }
    }

    static List<Lesion> measured(LabelMap labels) {
        return LesionMeasurements.measure(labels, Optional.empty(), Optional.empty());
    }

    /** With the classes that the analysis found. */
    private static List<Lesion> measured(Path folder, LabelMap labels) throws IOException {
        Map<Integer, String> kinds = new HashMap<>();
        for (Row row : LesionsCsv.TABLE.read(folder.resolve(LesionsCsv.FILE))) {
            row.number(LesionsCsv.LABEL).ifPresent(label -> kinds.put(label.intValue(), row.text(LesionsCsv.CLASS)));
        }
        return measured(labels).stream()
                .map(lesion -> lesion.withClass(kinds.getOrDefault(lesion.label(), ""), Double.NaN))
                .toList();
    }

    /** The volume of each lesion in the other answer: that of its components there which share more with it than with others. */
    private Optional<Map<Integer, Double>> otherViews(ExaminationRow row, LabelMap labels) throws IOException {
        Optional<Path> folder = source.otherViews(row);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        LabelMap other = ofFolder(folder.get());
        LesionOverlap overlap = LesionOverlap.of(labels, other);
        Map<Integer, LesionOverlap.Pair> owner = new HashMap<>();
        overlap.shared()
                .forEach((pair, count) -> owner.merge(
                        pair.later(),
                        pair,
                        (a, b) -> overlap.shared().get(b) > overlap.shared().get(a) ? b : a));
        Map<Integer, Double> volumes = measured(other).stream()
                .filter(lesion -> owner.containsKey(lesion.label()))
                .collect(Collectors.groupingBy(
                        lesion -> owner.get(lesion.label()).earlier(),
                        Collectors.summingDouble(lesion -> lesion.measurements().volumeMl())));
        return Optional.of(volumes);
    }
}
