package org.lesionlens.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.FoldersBelow;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VolumeFormat;

/** Which of the files of an unpacked archive is the volume: DICOM all together, or the one file of another format. */
final class ArchiveContent {
    private static final int MOST_NAMED = 5;

    private ArchiveContent() {}

    /**
     * The folder of the DICOM files, or the file.
     *
     * @throws MalformedFileException if there is none, or there are several
     */
    static Path of(Path archive, Path folder) throws IOException {
        Map<VolumeFormat, List<Path>> found = new EnumMap<>(VolumeFormat.class);
        for (Path file : files(folder)) {
            VolumeFormat format = format(file);
            if (format != null) {
                found.computeIfAbsent(format, key -> new ArrayList<>()).add(file);
            }
        }
        boolean dicom = found.containsKey(VolumeFormat.DICOM);
        List<Path> pictures = found.getOrDefault(VolumeFormat.IMAGE, List.of());
        List<Path> volumes = found.entrySet().stream()
                .filter(entry -> entry.getKey() != VolumeFormat.DICOM && entry.getKey() != VolumeFormat.IMAGE)
                .flatMap(entry -> entry.getValue().stream())
                .toList();
        if (dicom && volumes.isEmpty()) {
            return folderOf(folder, found.get(VolumeFormat.DICOM));
        }
        List<Path> candidates = dicom || !volumes.isEmpty() ? volumes : pictures;
        if (!dicom && candidates.size() == 1) {
            return candidates.get(0);
        }
        throw new MalformedFileException(
                archive,
                candidates.isEmpty()
                        ? "is an archive that holds no image"
                        : "is an archive that holds several images: " + (dicom ? "DICOM, " : "")
                                + names(folder, candidates),
                "unpack it and name one of its images");
    }

    /** The folder of all of them if they lie in one; else the topmost. */
    private static Path folderOf(Path folder, List<Path> files) {
        Path first = files.get(0).getParent();
        return files.stream().allMatch(file -> first.equals(file.getParent())) ? first : folder;
    }

    /** What a computer or a CD writer leaves in an archive is passed over. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> !FoldersBelow.isIndex(file))
                    .sorted()
                    .toList();
        }
    }

    /** None if it is of no format that is read, or damaged, which is told when nothing else is there. */
    private static VolumeFormat format(Path file) throws IOException {
        try {
            return VolumeFiles.format(file);
        } catch (MalformedFileException e) {
            return null;
        }
    }

    private static String names(Path folder, List<Path> files) {
        return files.stream()
                        .limit(MOST_NAMED)
                        .map(file -> folder.relativize(file).toString())
                        .collect(Collectors.joining(", "))
                + (files.size() > MOST_NAMED ? ", ..." : "");
    }
}
