package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The files in the folders inside a folder, as on a patient CD (PS3.10 8.6): at most {@value #DEEPEST} folders down and
 * {@value #MOST_FILES} in all. Hidden folders are passed over, links not followed.
 */
public final class FoldersBelow {
    private static final int DEEPEST = 12;
    private static final int MOST_FILES = 100_000;

    private FoldersBelow() {}

    /** Whether a file is the table of contents of a CD, by its name: it stands for its folder. */
    public static boolean isIndex(Path path) {
        return Files.isRegularFile(path) && path.getFileName().toString().equalsIgnoreCase("DICOMDIR");
    }

    /**
     * All of them but tables of contents, folder by folder.
     *
     * @throws MalformedFileException if there are too many
     */
    static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        walk(folder, file -> {
            files.add(file);
            return files.size() > MOST_FILES;
        });
        if (files.size() > MOST_FILES) {
            throw new MalformedFileException(
                    folder,
                    "has more than " + MOST_FILES + " files in the folders inside it",
                    "name the folder that holds the series");
        }
        return files.stream().sorted().toList();
    }

    /** The first DICOM file that is met in the folders inside a folder; empty if there is none. */
    public static Optional<Path> firstDicom(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        int[] seen = {0};
        walk(folder, file -> {
            seen[0]++;
            if (DicomStart.of(file).isPresent()) {
                found.add(file);
            }
            return !found.isEmpty() || seen[0] > MOST_FILES;
        });
        return found.stream().findFirst();
    }

    /** Says whether that is enough. */
    private interface Visit {
        boolean isLast(Path file) throws IOException;
    }

    private static void walk(Path folder, Visit visit) throws IOException {
        Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEEPEST, new Walk(folder, visit));
    }

    /** Folders that may not be opened are passed over. */
    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path top;
        private final Visit visit;

        Walk(Path top, Visit visit) {
            this.top = top;
            this.visit = visit;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden =
                    !folder.equals(top) && folder.getFileName().toString().startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            return attributes.isRegularFile() && Files.isReadable(file) && !isIndex(file) && visit.isLast(file)
                    ? FileVisitResult.TERMINATE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException error) {
            return FileVisitResult.CONTINUE;
        }
    }
}
