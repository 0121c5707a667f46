package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.DicomFolder.Unreadable;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Files of a folder that seem to be slices of its series but hold none: without them a volume would be too short.
 *
 * <p>They are called as the images are but for the numbers, or end as DICOM files do; or they are empty and called as the
 * images are without that ending, or have no extension, like the images. Of the DICOM files, they have the SOP class of the images, or none, but no image.
 */
final class LostSlices {
    private static final List<String> ENDINGS = List.of(".dcm", ".dicom", ".ima");
    private static final int LOOKED_AT = 4096;
    private static final String REMEDY =
            "copy or export it again, or take it out of the folder if it is no image of the series";

    private LostSlices() {}

    /**
     * Finds them.
     *
     * @param images that were read
     * @param withoutImage DICOM files that hold none
     * @param others files that are no DICOM
     */
    static List<Unreadable> of(List<DicomFile> images, List<DicomFile> withoutImage, List<Path> others)
            throws IOException {
        List<Unreadable> lost = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        Set<String> shapes = new HashSet<>();
        Set<String> folders = new HashSet<>();
        for (DicomFile image : images) {
            sopClass(image).ifPresent(kinds::add);
            shapes.add(shape(image.path()));
            folders.add(String.valueOf(image.path().getParent()));
        }
        for (DicomFile file : withoutImage) {
            if (sopClass(file).map(kinds::contains).orElse(true)) {
                String problem = "has neither rows nor pixels, nor another SOP class than images: the file is cut off";
                lost.add(new Unreadable(
                        new MalformedFileException(file.path(), problem, REMEDY),
                        file.dataSet().string(DicomAttribute.SERIES_INSTANCE_UID)));
            }
        }
        for (Path path : others) {
            boolean beside = images.isEmpty() || folders.contains(String.valueOf(path.getParent()));
            Optional<String> problem = beside ? problem(path, shapes) : Optional.empty();
            problem.ifPresent(
                    text -> lost.add(new Unreadable(new MalformedFileException(path, text, REMEDY), Optional.empty())));
        }
        return lost;
    }

    /**
     * The series of a file that does not say it: the only one, or the only one beside it, or of those the only one whose
     * files are called alike.
     */
    static Optional<String> series(Path file, Map<String, List<DicomFile>> all) {
        String shape = shape(file);
        Predicate<Path> beside = path -> Objects.equals(path.getParent(), file.getParent());
        Set<String> near = having(all, beside);
        Set<String> alike = having(all, beside.and(path -> shape(path).equals(shape)));
        return Stream.of(all.keySet(), near, alike)
                .filter(series -> series.size() == 1)
                .findFirst()
                .map(series -> series.iterator().next());
    }

    private static Set<String> having(Map<String, List<DicomFile>> all, Predicate<Path> wanted) {
        return all.keySet().stream()
                .filter(uid -> all.get(uid).stream().map(DicomFile::path).anyMatch(wanted))
                .collect(Collectors.toSet());
    }

    private static Optional<String> sopClass(DicomFile file) {
        return file.dataSet()
                .string(DicomAttribute.SOP_CLASS_UID)
                .or(() -> file.meta().string(DicomAttribute.MEDIA_STORAGE_SOP_CLASS_UID));
    }

    /** What keeps a file from being a slice; none if it does not seem to be one. */
    private static Optional<String> problem(Path path, Set<String> shapes) throws IOException {
        String shape = shape(path);
        if (shape.startsWith(".")) {
            return Optional.empty();
        }
        boolean alike = shapes.contains(shape) || ENDINGS.stream().anyMatch(shape::endsWith);
        boolean bare = !shape.contains(".") && shapes.stream().noneMatch(other -> other.contains("."))
                || shapes.stream().map(LostSlices::stem).anyMatch(shape::equals);
        if (!alike && !bare) {
            return Optional.empty();
        }
        Optional<String> blank = blank(path);
        return alike ? blank.or(() -> Optional.of("is no DICOM but is called like one")) : blank;
    }

    private static Optional<String> blank(Path path) throws IOException {
        if (Files.size(path) == 0) {
            return Optional.of("is empty (0 bytes)");
        }
        try (InputStream in = Files.newInputStream(path)) {
            for (byte one : in.readNBytes(LOOKED_AT)) {
                if (one != 0) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of("begins with nothing but zeros");
    }

    /** The name with one sign for every number; UIDs are one number, of however many parts. */
    private static String shape(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.replaceAll("[0-9]+", "#").replaceAll("(#\\.)+#", "#");
    }

    /** The shape without the ending of a DICOM file. */
    private static String stem(String shape) {
        return ENDINGS.stream()
                .filter(shape::endsWith)
                .findFirst()
                .map(ending -> shape.substring(0, shape.length() - ending.length()))
                .orElse(shape);
    }
}
