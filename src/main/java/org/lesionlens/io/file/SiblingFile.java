package org.lesionlens.io.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The file of voxels that a header names: in the folder of the header, and nowhere else. */
public final class SiblingFile {
    private static final String PUT = "put both into one folder and name the other without its folder";

    private SiblingFile() {}

    /**
     * The file of that name beside a header.
     *
     * @param field where the header says the name, for messages
     * @throws MalformedFileException if it is missing or lies elsewhere, also by a symbolic link
     */
    public static Path of(Path header, String field, String name) throws IOException {
        Path folder = header.toAbsolutePath().normalize().getParent();
        Path file = folder.resolve(relative(header, field, name)).normalize();
        if (!folder.equals(file.getParent())) {
            throw new MalformedFileException(header, field + " names a file outside the folder of the header", PUT);
        }
        if (!Files.isRegularFile(file)) {
            throw new MalformedFileException(
                    header, field + " names a file that is not there (" + shown(name) + ")", PUT);
        }
        if (!folder.toRealPath().equals(file.toRealPath().getParent())) {
            throw new MalformedFileException(
                    header, field + " names a link to a file outside the folder of the header", PUT);
        }
        return file;
    }

    private static Path relative(Path header, String field, String name) throws MalformedFileException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new MalformedFileException(header, field + " is no name of a file (" + shown(name) + ")", PUT, e);
        }
    }

    private static String shown(String name) {
        return TextHeader.shown(name);
    }
}
