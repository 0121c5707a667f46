package org.lesionlens.io.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells that a file, of which some is read later, is still the one that it was.
 *
 * @param size in bytes
 * @param modified when it was last written
 */
public record FileStamp(Path file, long size, FileTime modified) {
    /** That of a file as it is now. */
    public static FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(file, attributes.size(), attributes.lastModifiedTime());
    }

    /** @throws MalformedFileException if the file is another one now, or none */
    public void requireUnchanged() throws IOException {
        try {
            if (!of(file).equals(this)) {
                throw changed(null);
            }
        } catch (NoSuchFileException e) {
            throw changed(e);
        }
    }

    /** That the file is another one now. */
    public MalformedFileException changed(Throwable cause) {
        return new MalformedFileException(
                file,
                "was changed or taken away while it was read",
                "start again when nothing else writes to it",
                cause);
    }
}
