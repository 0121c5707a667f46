package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The DICOM images at the top level of a folder, or where it holds none, as a patient CD, in the folders inside it; or a
 * single one; by series. Segmentations (SEG), doses and pictures of results that lie beside images are passed over.
 *
 * @param path folder or file
 * @param series image files by SeriesInstanceUID
 * @param unreadable DICOM files that cannot be read, with what is wrong and, where it can be told, their series
 */
record DicomFolder(Path path, Map<String, List<DicomFile>> series, List<Unreadable> unreadable) {
    private static final String DICOMDIR = "1.2.840.10008.1.3.10";
    private static final int MOST_NAMED = 5;

    /** A file that cannot be read. */
    record Unreadable(MalformedFileException reason, Optional<String> seriesUid) {}

    /** Reads everything but pixels. */
    static DicomFolder scan(Path path) throws IOException {
        Path fileOrFolder = FoldersBelow.isIndex(path) ? path.toAbsolutePath().getParent() : path;
        DicomFolder folder = new DicomFolder(fileOrFolder, new TreeMap<>(), new ArrayList<>());
        List<DicomFile> withoutImage = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        boolean below = Files.isDirectory(fileOrFolder) && !DicomSeriesReader.holdsImage(fileOrFolder);
        for (Path file : below ? FoldersBelow.files(fileOrFolder) : candidates(fileOrFolder)) {
            folder.sortIn(file, withoutImage, others);
        }
        List<DicomFile> images =
                folder.series.values().stream().flatMap(List::stream).toList();
        folder.passOverDerived();
        folder.unreadable.addAll(LostSlices.of(images, withoutImage, others));
        if (folder.series.isEmpty() && !folder.unreadable.isEmpty()) {
            throw folder.unreadable.get(0).reason;
        }
        for (DicomFile file : folder.series.isEmpty() ? withoutImage : List.<DicomFile>of()) {
            DicomMask.requireNone(file);
        }
        if (folder.series.isEmpty()) {
            throw new MalformedFileException(
                    fileOrFolder, "holds no DICOM image", "name a DICOM image or the folder that holds a series");
        }
        return folder;
    }

    /** What is made of images is none of them; of a segmentation alone that is told when it is read. */
    private void passOverDerived() {
        if (series.values().stream().flatMap(List::stream).allMatch(DicomFolder::isDerived)) {
            return;
        }
        series.values().forEach(files -> files.removeIf(DicomFolder::isDerived));
        series.values().removeIf(List::isEmpty);
    }

    private static boolean isDerived(DicomFile file) {
        return DicomMask.is(file) || CaptureWriter.isCapture(file) || StoredKind.isDose(file);
    }

    private void sortIn(Path file, List<DicomFile> withoutImage, List<Path> others) {
        try {
            if (DicomStart.of(file).isPresent()) {
                add(file).ifPresent(withoutImage::add);
            } else {
                others.add(file);
            }
        } catch (IOException e) {
            unreadable.add(new Unreadable(cannotBeRead(file, e), Optional.empty()));
        }
    }

    private static MalformedFileException cannotBeRead(Path file, IOException reason) {
        String found =
                reason instanceof AccessDeniedException ? "the right to read it is missing" : reason.getMessage();
        return new MalformedFileException(
                file, "cannot be read (" + found + ")", "ask for the right to read it, or copy it again", reason);
    }

    /** Adds an image to its series, to one of no name if it names none; returns a file that holds no image. */
    private Optional<DicomFile> add(Path file) throws IOException {
        try {
            DicomFile read = DicomFile.read(file);
            if (isDirectoryRecord(read)) {
                return Optional.empty();
            }
            if (!read.isImage()) {
                return Optional.of(read);
            }
            String uid =
                    read.dataSet().string(DicomAttribute.SERIES_INSTANCE_UID).orElse("");
            series.computeIfAbsent(uid, key -> new ArrayList<>()).add(read);
        } catch (MalformedFileException e) {
            unreadable.add(new Unreadable(e, seriesUid(file)));
        }
        return Optional.empty();
    }

    /** The series of a file that breaks off somewhere after it. */
    private static Optional<String> seriesUid(Path file) throws IOException {
        try {
            return DicomFile.readUpTo(file, DicomAttribute.SERIES_INSTANCE_UID.tag)
                    .dataSet()
                    .string(DicomAttribute.SERIES_INSTANCE_UID);
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }

    private static boolean isDirectoryRecord(DicomFile file) {
        return file.meta()
                .string(DicomAttribute.MEDIA_STORAGE_SOP_CLASS_UID)
                .filter(DICOMDIR::equals)
                .isPresent();
    }

    static List<Path> candidates(Path fileOrFolder) throws IOException {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (Stream<Path> files = Files.list(fileOrFolder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !FoldersBelow.isIndex(file))
                    .sorted()
                    .toList();
        }
    }

    /**
     * The files of one series, to which no broken file belongs, by what it says or by its name.
     *
     * @param uid which; may be left out where there is one that can be read
     * @param warnings is told of broken files that are left out
     */
    List<DicomFile> chosen(Optional<String> uid, Consumer<String> warnings) throws MalformedFileException {
        if (uid.isEmpty() && series.size() > 1) {
            throw new MalformedFileException(
                    path,
                    "holds " + series.size() + " series: " + listing(),
                    "choose one of them by its UID (--series UID)");
        }
        if (uid.isPresent() && !series.containsKey(uid.get())) {
            throw new MalformedFileException(
                    path, "holds no series " + uid.get() + " but " + listing(), "choose one of these UIDs");
        }
        String chosen = uid.orElseGet(() -> series.keySet().iterator().next());
        for (Unreadable file : unreadable) {
            Optional<String> owner = file.seriesUid.or(() -> LostSlices.series(file.reason.path(), series));
            if (owner.filter(chosen::equals).isPresent()) {
                throw file.reason;
            }
        }
        warnOfUnreadable(uid.isEmpty(), warnings);
        Path first = series.get(chosen).get(0).path();
        if (Files.isDirectory(path) && !path.equals(first.getParent())) {
            warnings.accept("the folder holds no DICOM image itself: the series in the folders inside it is read");
        }
        for (DicomFile file : series.get(chosen)) {
            DicomMask.requireNone(file);
        }
        return series.get(chosen);
    }

    private void warnOfUnreadable(boolean ofOtherSeries, Consumer<String> warnings) {
        List<String> unknown = unreadable.stream()
                .filter(file -> file.seriesUid.isEmpty())
                .map(file -> String.valueOf(file.reason.path().getFileName()))
                .toList();
        if (!unknown.isEmpty()) {
            String names = unknown.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
            warnings.accept("DICOM files that cannot be read, and whose series cannot be told, are left out: "
                    + unknown.size() + " (" + names + (unknown.size() > MOST_NAMED ? ", ...)" : ")"));
        }
        if (ofOtherSeries && unreadable.size() > unknown.size()) {
            warnings.accept("DICOM files of other series that cannot be read are left out: "
                    + (unreadable.size() - unknown.size()));
        }
    }

    private String listing() {
        return list().stream().map(DicomSeries::toString).collect(Collectors.joining("; ", "[", "]"));
    }

    /** The series, in the order of their UIDs. */
    List<DicomSeries> list() {
        return series.entrySet().stream()
                .map(entry -> describe(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static DicomSeries describe(String uid, List<DicomFile> files) {
        DicomDataSet first = files.get(0).dataSet();
        String description = first.string(DicomAttribute.SERIES_DESCRIPTION).orElse("");
        String modality = first.string(DicomAttribute.MODALITY).orElse("");
        return new DicomSeries(uid, number(first), description.replaceAll("\\p{Cntrl}", " "), modality, files.size());
    }

    private static OptionalInt number(DicomDataSet dataSet) {
        String text = dataSet.string(DicomAttribute.SERIES_NUMBER).orElse("");
        return text.matches("[-+]?[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
