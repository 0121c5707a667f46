package org.lesionlens.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder of results that appears whole or not at all: filled under a temporary name, renamed at the end. */
final class CaseFolder implements AutoCloseable {
    private final Path target;
    private final Path temporary;

    /** @throws IOException if the output folder cannot be written */
    CaseFolder(Path output, String name) throws IOException {
        Files.createDirectories(output);
        target = output.resolve(name);
        temporary = Files.createTempDirectory(output, "." + name + ".");
    }

    /** Where the results are to be written. */
    Path path() {
        return temporary;
    }

    /** Gives the folder its name, in place of an older one. */
    void publish() throws IOException {
        makeReadable();
        if (Files.exists(target)) {
            Path old = Files.createTempDirectory(
                    target.toAbsolutePath().getParent(), "." + target.getFileName() + ".old.");
            Files.move(target, old.resolve("replaced"));
            Files.move(temporary, target);
            delete(old);
        } else {
            Files.move(temporary, target);
        }
    }

    /** A temporary folder is for its owner alone; results have the rights of the folder that they lie in. */
    private void makeReadable() throws IOException {
        if (Files.getFileStore(temporary).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(temporary.getParent()));
        }
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        if (Files.exists(temporary)) {
            delete(temporary);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
